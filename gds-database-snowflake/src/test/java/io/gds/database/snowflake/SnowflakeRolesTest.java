package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.GrantScope;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.Securable;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SnowflakeRolesTest {
  private SnowflakeScene scene;
  private SnowflakeEngine users;

  @BeforeAll
  void open() {
    scene = new SnowflakeScene();
    users = scene.engine;
    scene.create("SHOP");
    users.createRole(CreateRoleOptions.builder().name("ANALYST").comment("c").build());
    users.createRole(CreateRoleOptions.builder().name("READER").database("SHOP").build());
  }

  @AfterAll
  void close() {
    scene.close();
  }

  private static final Principal ANALYST = Principal.role("ANALYST");
  private static final Principal READER = Principal.role("READER").in("SHOP");

  private RoleInfo role(String name) {
    return users.roles(PrincipalQuery.all().system(true).like(name)).get(0);
  }

  private void grant(Grant grant) {
    users.grant(GrantOptions.builder().grant(grant).build());
  }

  private static DropRoleOptions drop(String name) {
    return DropRoleOptions.builder().name(name).build();
  }

  @Test
  void rolesOfTheAccountAndOfDatabasesComeAndGoAndKnowTheirMembers() {
    users.createRole(CreateRoleOptions.builder().name("odd \"role\"").role("ANALYST").build());
    users.createRole(CreateRoleOptions.builder().name("odd \"role\"").ifNotExists(true).build());
    users.grant(GrantOptions.builder().membership(RoleMembership.of(READER, ANALYST)).build());
    assertThat(role("ANALYST").members()).containsExactly("odd \"role\"");
    assertThat(role("ANALYST").comment()).contains("c");
    assertThat(role("odd \"role\"").memberOf()).containsExactly("ANALYST");
    assertThat(role("READER").database()).contains("SHOP");
    assertThat(role("READER").members()).containsExactly("ANALYST");
    assertThat(users.roles(PrincipalQuery.all().database("SHOP")))
        .extracting(RoleInfo::name)
        .containsExactly("READER");
    assertThat(users.roles(PrincipalQuery.all())).noneMatch(RoleInfo::system);
    assertThat(role("SYSADMIN").system()).isTrue();
    users.dropRole(drop("odd \"role\""));
    users.dropRole(DropRoleOptions.builder().name("odd \"role\"").ifExists(true).build());
    users.createRole(CreateRoleOptions.builder().name("BRIEF").database("SHOP").build());
    users.dropRole(DropRoleOptions.builder().name("BRIEF").database("SHOP").build());
    assertThat(users.roles(PrincipalQuery.all().like("BRIEF"))).isEmpty();
  }

  @Test
  void rightsAreGivenToldAndTakenOnOneOnAllAndOnThoseToCome() {
    Securable shop = Securable.database("SHOP");
    Grant usage = Grant.of("usage", shop, ANALYST).withGrantOption();
    Grant future = Grant.of("SELECT", shop, ANALYST).onFuture("TABLE");
    Grant global = Grant.of("CREATE DATABASE", Securable.server(), ANALYST);
    scene.model.data().table("SHOP", "PUBLIC", "T", "ID NUMBER");
    grant(usage);
    grant(future);
    grant(global);
    grant(Grant.of("SELECT", Securable.schema("SHOP", "PUBLIC"), READER).onAll("TABLE"));
    List<Grant> all = users.grants(GrantQuery.all().grantee("ANALYST"));
    assertThat(all)
        .extracting(Grant::privilege)
        .containsExactlyInAnyOrder("USAGE", "SELECT", "CREATE DATABASE");
    assertThat(all)
        .anySatisfy(
            grant -> {
              assertThat(grant.scope()).isEqualTo(GrantScope.FUTURE_IN);
              assertThat(grant.securable()).isEqualTo(shop);
              assertThat(grant.objectKind()).contains("TABLE");
            })
        .anySatisfy(grant -> assertThat(grant.securable()).isEqualTo(Securable.server()))
        .anySatisfy(grant -> assertThat(grant.grantable()).isTrue());
    assertThat(users.grants(GrantQuery.all().grantee("READER").kind("TABLE")))
        .singleElement()
        .satisfies(
            grant -> {
              assertThat(grant.grantee()).isEqualTo(READER);
              assertThat(grant.securable()).isEqualTo(Securable.table("SHOP", "PUBLIC", "T"));
            });
    assertThat(users.grants(GrantQuery.all().grantee("PUBLIC")))
        .allMatch(grant -> grant.grantee().kind() == PrincipalKind.PUBLIC)
        .isNotEmpty();
    users.revoke(RevokeOptions.builder().grant(usage).grantOptionOnly(true).cascade(true).build());
    assertThat(users.grants(GrantQuery.all().grantee("ANALYST"))).noneMatch(Grant::grantable);
    users.revoke(RevokeOptions.builder().grant(usage).build());
    users.revoke(RevokeOptions.builder().grant(future).build());
    users.revoke(RevokeOptions.builder().grant(global).build());
    assertThat(users.grants(GrantQuery.all().grantee("ANALYST"))).isEmpty();
  }

  @Test
  void whatCannotBeSaidIsRefusedUpFront() {
    Securable table = Securable.table("SHOP", "PUBLIC", "T");
    List<Grant> strange =
        List.of(
            Grant.of("SELECT", table, ANALYST).denied(),
            Grant.of("SELECT", table, ANALYST).onColumns(List.of("A")),
            Grant.of("SELECT_1", table, ANALYST),
            Grant.of("OWNERSHIP", table, ANALYST),
            Grant.of("SELECT", table, new Principal(PrincipalKind.GROUP, "G", Optional.empty())),
            Grant.of("SELECT", table, Principal.user("U").in("SHOP")),
            Grant.of("SELECT", new Securable("TABLE", List.of("T")), ANALYST),
            Grant.of("SELECT", new Securable("PLANET", List.of("T")), ANALYST),
            Grant.of("SELECT", table, ANALYST).onAll("TABLE"),
            Grant.of("USAGE", Securable.database("SHOP"), ANALYST).onFuture("WAREHOUSE"));
    for (Grant each : strange) {
      assertThatThrownBy(() -> users.prepareGrant(GrantOptions.builder().grant(each).build()))
          .isInstanceOf(InvalidOptionsException.class);
    }
    List<RoleMembership> odd =
        List.of(
            RoleMembership.of(Principal.user("ADA"), ANALYST),
            RoleMembership.of(
                ANALYST, new Principal(PrincipalKind.PUBLIC, "PUBLIC", Optional.empty())),
            RoleMembership.of(ANALYST, Principal.user("U").in("SHOP")),
            RoleMembership.of(READER, Principal.user("ADA")),
            RoleMembership.of(ANALYST, READER),
            new RoleMembership(ANALYST, Principal.user("ADA"), true, true, true),
            new RoleMembership(ANALYST, Principal.user("ADA"), false, false, true));
    for (RoleMembership each : odd) {
      assertThatThrownBy(() -> users.prepareGrant(GrantOptions.builder().membership(each).build()))
          .isInstanceOf(InvalidOptionsException.class);
    }
    assertThatThrownBy(
            () ->
                users.prepareRevoke(
                    RevokeOptions.builder()
                        .membership(RoleMembership.of(ANALYST, Principal.user("ADA")))
                        .grantOptionOnly(true)
                        .build()))
        .hasMessageContaining("grantOptionOnly");
  }

  @Test
  void aNameThatWouldBeSqlIsOne() {
    String hostile = "X\" TO ROLE PUBLIC; --";
    var planned =
        users.prepareGrant(
            GrantOptions.builder()
                .grant(Grant.of("USAGE", Securable.database(hostile), ANALYST))
                .build());
    assertThat(planned.script().text())
        .contains("GRANT USAGE ON DATABASE \"X\"\" TO ROLE PUBLIC; --\" TO ROLE \"ANALYST\"");
    assertThatThrownBy(planned::run)
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void theVendorsRolesStayAndWhatARoleOwnsIsToldBeforeItGoes() {
    assertThat(users.prepareDropRole(drop("SYSADMIN")).refused()).isTrue();
    assertThat(users.prepareDropRole(drop("NONE")).refused()).isTrue();
    users.createRole(CreateRoleOptions.builder().name("OWNER").build());
    scene.create("OWNED");
    scene.model.access().owner("DATABASE", "OWNED", "OWNER");
    var planned = users.prepareDropRole(drop("OWNER"));
    assertThat(planned.checks())
        .anySatisfy(
            check -> {
              assertThat(check.rule()).isEqualTo("the role owns nothing");
              assertThat(check.measured()).isEqualTo("1 objects");
            });
    planned.run();
    assertThatThrownBy(
            () ->
                users.prepareDropRole(
                    DropRoleOptions.builder().name("X").reassignOwnedTo("Y").build()))
        .hasMessageContaining("reassignOwnedTo");
    assertThatThrownBy(
            () ->
                users.grant(
                    GrantOptions.builder()
                        .membership(RoleMembership.of(Principal.role("NO"), ANALYST))
                        .build()))
        .hasMessageContaining("role exists");
  }

  @Test
  void rightsThatMayHaveBeenCutAreNotTakenForAll() {
    WireAnswer.Rows rows =
        WireAnswer.rows(
            "privilege text",
            "granted_on text",
            "name text",
            "granted_to text",
            "grantee_name text",
            "grant_option text");
    WireRow row = WireRow.of("SELECT", "TABLE", "SHOP.PUBLIC.T", "ROLE", "ANALYST", "false");
    scene
        .peer
        .script()
        .beginningWith("SHOW GRANTS TO ROLE \"ANALYST\"")
        .once(rows.all(Collections.nCopies(10_000, row)));
    assertThatThrownBy(() -> users.grants(GrantQuery.all().grantee("ANALYST")))
        .hasMessageContaining("may have been cut");
  }
}

package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.DropOptions;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.Securable;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.SecretRef;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names that would break out of their quotes, through every verb; and what each verb costs. */
class MssqlAccessNamesTest {
  private static final List<String> NAMES =
      List.of("a]b'c.d\"e;--", "Ünï 中\ud83d\ude00", "x".repeat(127) + "]");

  private final MssqlScene scene = new MssqlScene();
  private final MssqlEngine engine = scene.engine;

  @AfterEach
  void end() {
    scene.close();
  }

  private static CreateUserOptions login(String name) {
    return CreateUserOptions.builder()
        .name(name)
        .password(SecretRef.inline("Correct-Horse-7".toCharArray()))
        .build();
  }

  private static GrantOptions give(Grant grant) {
    return GrantOptions.builder().grant(grant).build();
  }

  private static RevokeOptions take(Grant grant) {
    return RevokeOptions.builder().grant(grant).build();
  }

  @Test
  void noNameBreaksOutOfItsQuotes() {
    for (String name : NAMES) {
      String role = new StringBuilder(name).reverse().toString();
      engine.createUser(login(name));
      engine.createRole(CreateRoleOptions.builder().name(role).build());
      RoleMembership has = RoleMembership.of(Principal.role(role), Principal.user(name));
      engine.grant(GrantOptions.builder().membership(has).build());
      Grant right =
          Grant.of("IMPERSONATE", new Securable("LOGIN", List.of(name)), Principal.user("clerk"));
      engine.grant(give(right));
      assertThat(engine.grants(GrantQuery.all().grantee("clerk").kind("LOGIN")))
          .extracting(grant -> grant.securable().name())
          .containsExactly(List.of(name));
      engine.revoke(take(right));
      engine.alterUser(AlterUserOptions.builder().name(name).enabled(false).build());
      assertThat(engine.users())
          .filteredOn(each -> each.name().equals(name))
          .singleElement()
          .satisfies(
              user -> {
                assertThat(user.enabled()).isFalse();
                assertThat(user.roles()).containsExactly(role);
              });
      scene.create(name);
      engine.createUser(CreateUserOptions.builder().database(name).name(name).build());
      engine.createUser(
          CreateUserOptions.builder().database(name).name("heir").authType(AuthType.NONE).build());
      scene.model.access().schema(name, role, name);
      Grant inside =
          Grant.of("SELECT", Securable.schema(name, role), Principal.user(name).in(name));
      engine.grant(give(inside.denied()));
      assertThat(engine.prepareGrant(give(inside)).refused()).isTrue();
      engine.revoke(take(inside.denied()));
      engine.dropUser(
          DropUserOptions.builder().database(name).name(name).reassignOwnedTo("heir").build());
      assertThat(engine.users(PrincipalQuery.all().database(name)))
          .extracting(UserInfo::name)
          .containsExactly("heir");
      engine.database(name).drop(DropOptions.defaults());
      engine.dropRole(DropRoleOptions.builder().name(role).build());
      engine.dropUser(DropUserOptions.builder().name(name).force(true).build());
    }
    assertThat(engine.users()).extracting(UserInfo::name).containsExactly("clerk");
    assertThat(engine.roles(PrincipalQuery.all())).extracting(RoleInfo::name).isEmpty();
  }

  @Test
  void eachVerbTakesSoManyStatements() {
    engine.createUser(login("ada"));
    AlterUserOptions.Builder change = AlterUserOptions.builder().name("ada");
    assertThat(scene.statements(() -> engine.alterUser(change.enabled(false).build())))
        .as("the checks twice, and the statement")
        .isEqualTo(3);
    AlterUserOptions.Builder secret =
        AlterUserOptions.builder()
            .name("ada")
            .password(SecretRef.inline("Battery-Staple-8".toCharArray()));
    assertThat(scene.statements(() -> engine.alterUser(secret.build())))
        .as("the checks twice, when it was changed last, the statement, and one that covers it")
        .isEqualTo(5);
    assertThat(
            scene.statements(
                () -> engine.createRole(CreateRoleOptions.builder().name("ops").build())))
        .isEqualTo(3);
    assertThat(
            scene.statements(() -> engine.dropRole(DropRoleOptions.builder().name("ops").build())))
        .as("its members; it and what it owns twice; and the statement")
        .isEqualTo(6);
    Grant right = Grant.of("SHUTDOWN", Securable.server(), Principal.user("ada"));
    assertThat(scene.statements(() -> engine.grant(give(right))))
        .as("names, denials and whether they are seen, twice; USE, and the statement")
        .isEqualTo(8);
    assertThat(scene.statements(() -> engine.revoke(take(right))))
        .as("names twice; what is held before and after; USE, the statement, begin and end")
        .isEqualTo(8);
    assertThat(scene.statements(engine::orphanedUsers)).isEqualTo(3);
    assertThat(
            scene.statements(() -> engine.dropUser(DropUserOptions.builder().name("ada").build())))
        .as("it, what it owns, its jobs, the databases and its users there, twice; the statement")
        .isEqualTo(11);
  }
}

package io.gds.database.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.CreateOptions;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.Securable;
import io.gds.database.access.SupportsUsers;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.Canary;
import io.gds.database.testkit.CapturedLogs;
import io.gds.database.testkit.LeakCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class FakeUsersTest {
  private final FakeDatabaseEngine engine = FakeDatabaseEngine.builder().database("orders").build();
  private final SupportsUsers users = engine.require(SupportsUsers.class);

  @AfterEach
  void close() {
    engine.close();
  }

  private UserInfo user(String name) {
    return users.users(PrincipalQuery.all().like(name)).get(0);
  }

  private RoleInfo role(String name) {
    return users.roles(PrincipalQuery.all().like(name)).get(0);
  }

  private void createRole(String name) {
    users.createRole(CreateRoleOptions.builder().name(name).build());
  }

  private void createUser(String name) {
    users.createUser(CreateUserOptions.builder().name(name).build());
  }

  @Test
  void aUserIsMadeWithAllThatWasSaid() {
    createRole("reporting");
    Instant expiry = engine.serverTime().plus(Duration.ofDays(1));
    users.createUser(
        CreateUserOptions.builder()
            .name("ada")
            .database("orders")
            .password(SecretRef.inline("hunter22".toCharArray()))
            .enabled(false)
            .expiresAt(expiry)
            .connectionLimit(3)
            .role("reporting")
            .comment("An analyst.")
            .build());

    UserInfo ada = user("ada");
    assertThat(ada.enabled()).isFalse();
    assertThat(ada.database()).contains("orders");
    assertThat(ada.expiresAt()).contains(expiry);
    assertThat(ada.connectionLimit()).hasValue(3);
    assertThat(ada.roles()).containsExactly("reporting");
    assertThat(ada.comment()).contains("An analyst.");
    assertThat(ada.passwordChangedAt()).contains(engine.serverTime());
    assertThat(role("reporting").members()).containsExactly("ada");
    assertThat(engine.server().hasPassword("ada", "hunter22")).isTrue();
    assertThat(engine.server().hasPassword("ada", "hunter23")).isFalse();
  }

  @Test
  void aNewPasswordIsSeenNowhere() {
    Canary canary = Canary.random();
    createUser("ada");
    try (CapturedLogs logs = CapturedLogs.start()) {
      Operation<?> change =
          users.prepareAlterUser(
              AlterUserOptions.builder().name("ada").password(canary.ref()).build());
      canary.assertAbsentFrom("the script", change.script().text());
      change.run();
      canary.assertAbsentFrom(logs);
    }
    canary.assertAbsentFrom("the calls", engine.calls());
    assertThat(engine.server().hasPassword("ada", canary.secret())).isTrue();
    assertThatThrownBy(
            () ->
                users.createUser(
                    CreateUserOptions.builder()
                        .name("grace")
                        .password(SecretRef.of("property", "no.such.property.4711"))
                        .build()))
        .isInstanceOf(AuthenticationFailedException.class);
    assertThat(users.users()).hasSize(1);
  }

  @Test
  void aUserIsChangedAndKeepsTheRest() {
    engine.server().user(Samples.of(UserInfo.class));
    users.alterUser(
        AlterUserOptions.builder()
            .name("ada")
            .newName("lovelace")
            .enabled(false)
            .unlock(true)
            .connectionLimit(1)
            .build());

    UserInfo changed = user("lovelace");
    assertThat(changed.enabled()).isFalse();
    assertThat(changed.connectionLimit()).hasValue(1);
    assertThat(changed.comment()).contains("An analyst.");
    assertThat(changed.lastLoginAt()).isPresent();
    assertThat(users.users(PrincipalQuery.all().like("ada"))).isEmpty();

    users.alterUser(
        AlterUserOptions.builder()
            .name("lovelace")
            .password(SecretRef.inline("hunter22".toCharArray()))
            .build());
    users.alterUser(
        AlterUserOptions.builder().name("lovelace").newName("ada").enabled(true).build());
    assertThat(engine.server().hasPassword("ada", "hunter22")).isTrue();
    assertThat(user("ada").connectionLimit()).hasValue(1);
  }

  @Test
  void namesThatAreTakenMissingOrImpossibleAreRefused() {
    createUser("ada");
    createRole("reporting");

    assertThatThrownBy(() -> createUser("ada")).isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> createRole("reporting")).isInstanceOf(AlreadyExistsException.class);
    users.createUser(CreateUserOptions.builder().name("ada").ifNotExists(true).build());
    users.createRole(CreateRoleOptions.builder().name("reporting").ifNotExists(true).build());
    users.dropUser(DropUserOptions.builder().name("absent").ifExists(true).build());
    users.dropRole(DropRoleOptions.builder().name("absent").ifExists(true).build());
    assertThatThrownBy(
            () -> users.alterUser(AlterUserOptions.builder().name("x").enabled(true).build()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> users.dropUser(DropUserOptions.builder().name("x").build()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> users.dropRole(DropRoleOptions.builder().name("x").build()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> createUser("a\0b")).isInstanceOf(InvalidOptionsException.class);
    createUser("grace");
    assertThatThrownBy(
            () -> users.alterUser(AlterUserOptions.builder().name("grace").newName("ada").build()))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(
            () -> users.createUser(CreateUserOptions.builder().name("new").role("absent").build()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void someoneWhoIsQuickerIsNoticed() {
    Operation<?> user = users.prepareCreateUser(CreateUserOptions.builder().name("ada").build());
    engine.server().user(UserInfo.builder("ada").build());

    assertThatThrownBy(user::run)
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.PLAN_STALE);
  }

  @Test
  void whatAUserOwnsIsReassignedOrDroppedBeforeIt() {
    createUser("ada");
    engine.database("hers").create(CreateOptions.builder().owner("ada").build());
    engine.database("too").create(CreateOptions.builder().owner("ada").build());

    assertThatThrownBy(() -> users.dropUser(DropUserOptions.builder().name("ada").build()))
        .hasMessageContaining("hers")
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    users.dropUser(DropUserOptions.builder().name("ada").reassignOwnedTo("grace").build());
    assertThat(engine.database("hers").metadata().owner()).contains("grace");

    createRole("grace");
    users.dropRole(DropRoleOptions.builder().name("grace").dropOwned(true).build());
    assertThat(engine.database("hers").exists()).isFalse();
  }

  @Test
  void aUserWithSessionsIsDroppedByForceOnly() {
    engine.server().user(Samples.of(UserInfo.class));
    engine.server().process(Samples.of(io.gds.database.access.ServerProcess.class));

    assertThatThrownBy(() -> users.dropUser(DropUserOptions.builder().name("ada").build()))
        .isInstanceOf(DatabaseInUseException.class);
    users.dropUser(DropUserOptions.builder().name("ada").force(true).build());
    assertThat(engine.server().processes).isEmpty();
  }

  @Test
  void rightsAreGivenAndTakenAway() {
    createUser("ada");
    Principal ada = Principal.user("ada");
    Grant select = Grant.of("SELECT", Securable.database("orders"), ada).withGrantOption();
    Grant columns =
        Grant.of("UPDATE", Securable.table("orders", "public", "customers"), ada)
            .onColumns(List.of("name"));
    users.grant(GrantOptions.builder().grant(select).grant(columns).build());
    assertThat(users.grants(GrantQuery.all().grantee("ada"))).containsExactly(select, columns);
    assertThat(users.grants(GrantQuery.all().kind("TABLE"))).containsExactly(columns);

    users.revoke(RevokeOptions.builder().grant(select).grantOptionOnly(true).build());
    assertThat(users.grants(GrantQuery.all().kind("DATABASE")))
        .containsExactly(Grant.of("SELECT", Securable.database("orders"), ada));
    users.revoke(RevokeOptions.builder().grant(columns).build());
    assertThat(users.grants(GrantQuery.all())).hasSize(1);
    users.dropUser(DropUserOptions.builder().name("ada").build());
    assertThat(users.grants(GrantQuery.all())).isEmpty();
  }

  @Test
  void rolesAreJoinedAndLeft() {
    createUser("ada");
    createRole("readers");
    users.createRole(
        CreateRoleOptions.builder().name("reporting").role("readers").comment("All.").build());
    RoleMembership membership =
        RoleMembership.of(Principal.role("reporting"), Principal.user("ada"));

    users.grant(GrantOptions.builder().membership(membership).build());
    assertThat(user("ada").roles()).containsExactly("reporting");
    assertThat(role("reporting").members()).containsExactly("ada");
    assertThat(role("reporting").memberOf()).containsExactly("readers");

    users.revoke(RevokeOptions.builder().membership(membership).build());
    assertThat(user("ada").roles()).isEmpty();
    users.dropRole(DropRoleOptions.builder().name("readers").build());
    assertThat(role("reporting").memberOf()).isEmpty();
  }

  @Test
  void rightsOfNobodyAreRefusedAndThoseOfAllAreNot() {
    Grant nobody = Grant.of("SELECT", Securable.database("orders"), Principal.user("absent"));
    assertThatThrownBy(() -> users.grant(GrantOptions.builder().grant(nobody).build()))
        .isInstanceOf(NotFoundException.class);

    Principal everybody = new Principal(PrincipalKind.PUBLIC, "public", Optional.empty());
    users.grant(
        GrantOptions.builder()
            .grant(Grant.of("CONNECT", Securable.database("orders"), everybody))
            .build());
    assertThat(users.grants(GrantQuery.all())).hasSize(1);
  }
}

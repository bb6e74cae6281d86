package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.gds.database.CreateOptions;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.wire.WireAnswer;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MssqlDatabaseUsersTest {
  private static final String STRONG = "Correct-Horse-7";

  private final MssqlScene scene = new MssqlScene();

  @BeforeEach
  void begin() {
    scene.create("sh]op");
  }

  @AfterEach
  void end() {
    scene.close();
  }

  private static SecretRef secret(String password) {
    return SecretRef.inline(password.toCharArray());
  }

  private static CreateUserOptions.Builder user(String name) {
    return CreateUserOptions.builder().database("sh]op").name(name);
  }

  private static AlterUserOptions.Builder change(String name) {
    return AlterUserOptions.builder().database("sh]op").name(name);
  }

  private static DropUserOptions.Builder drop(String name) {
    return DropUserOptions.builder().database("sh]op").name(name);
  }

  private List<UserInfo> users() {
    return scene.engine.users(PrincipalQuery.all().database("sh]op"));
  }

  private static List<String> script(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList();
  }

  private static List<ErrorCode> refusals(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).map(Check::code).toList();
  }

  private static void assertRefused(ErrorCode code, Runnable what) {
    assertThatThrownBy(what::run)
        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aUserOfALoginComesAndGoes() {
    Operation<?> planned =
        scene.engine.prepareCreateUser(
            user("c'lerk")
                .option(MssqlUser.LOGIN, "clerk")
                .option(MssqlUser.DEFAULT_SCHEMA, "sales")
                .role("db_datareader")
                .build());
    assertThat(script(planned))
        .containsExactly(
            "BEGIN TRANSACTION;\nUSE [sh]]op];\nCREATE USER [c'lerk] FOR LOGIN [clerk] WITH"
                + " DEFAULT_SCHEMA = [sales];\nALTER ROLE [db_datareader] ADD MEMBER [c'lerk];\n"
                + "COMMIT TRANSACTION");
    planned.run();
    assertThat(scene.changes())
        .as("sent as it is shown, and then the connection is put back")
        .containsExactly(
            "CREATE DATABASE [sh]]op]",
            "BEGIN TRANSACTION",
            "USE [sh]]op]",
            "CREATE USER [c'lerk] FOR LOGIN [clerk] WITH DEFAULT_SCHEMA = [sales]",
            "ALTER ROLE [db_datareader] ADD MEMBER [c'lerk]",
            "COMMIT TRANSACTION",
            "USE [master]");
    assertThat(users()).singleElement().extracting(UserInfo::name).isEqualTo("c'lerk");
    UserInfo clerk = users().get(0);
    assertThat(clerk.database()).contains("sh]op");
    assertThat(clerk.enabled()).isTrue();
    assertThat(clerk.authType()).contains(AuthType.PASSWORD);
    assertThat(clerk.roles()).containsExactly("db_datareader");
    assertThat(clerk.attributes())
        .containsEntry("login", "clerk")
        .containsEntry("default-schema", "sales")
        .containsEntry("orphaned", "false");
    scene.engine.alterUser(change("c'lerk").newName("boss").enabled(false).build());
    assertThat(users().get(0).name()).isEqualTo("boss");
    assertThat(users().get(0).enabled()).isFalse();
    scene.engine.alterUser(
        change("boss").enabled(true).option(MssqlUser.DEFAULT_SCHEMA, "dbo").build());
    assertThat(users().get(0).enabled()).isTrue();
    scene.engine.dropUser(drop("boss").build());
    assertThat(users()).isEmpty();
    assertThat(scene.statements(this::users)).isEqualTo(1);
  }

  @Test
  void usersWithoutALoginAndOfEntraNeedNone() {
    scene.engine.createUser(user("app").authType(AuthType.NONE).build());
    scene.engine.createUser(user("ada@example.com").authType(AuthType.OAUTH).build());
    assertThat(users())
        .extracting(UserInfo::name, each -> each.authType().orElseThrow(), UserInfo::enabled)
        .containsExactlyInAnyOrder(
            tuple("app", AuthType.NONE, false), tuple("ada@example.com", AuthType.OAUTH, true));
    assertThat(refusals(scene.engine.prepareCreateUser(user("nobody").build())))
        .as("there is no such login")
        .containsExactly(ErrorCode.NOT_FOUND);
  }

  @Test
  void aContainedDatabaseLetsItsUsersInByTheirPasswords() throws Exception {
    scene
        .engine
        .database("box")
        .create(
            CreateOptions.builder()
                .option(MssqlCreate.CONTAINMENT, MssqlContainment.PARTIAL)
                .build());
    Operation<?> planned =
        scene.engine.prepareCreateUser(
            CreateUserOptions.builder()
                .database("box")
                .name("inside")
                .password(secret(STRONG))
                .option(MssqlUser.DEFAULT_SCHEMA, "dbo")
                .build());
    assertThat(script(planned))
        .containsExactly(
            "USE [box];\nCREATE USER [inside] WITH PASSWORD = <hidden>, DEFAULT_SCHEMA = [dbo]");
    planned.run();
    DriverManager.getConnection(scene.peer.jdbcUrl("box"), "inside", STRONG).close();
    scene.engine.alterUser(
        AlterUserOptions.builder()
            .database("box")
            .name("inside")
            .password(secret("Battery-Staple-8"))
            .build());
    assertThatCode(
            () ->
                DriverManager.getConnection(scene.peer.jdbcUrl("box"), "inside", "Battery-Staple-8")
                    .close())
        .doesNotThrowAnyException();
    assertThat(
            refusals(
                scene.engine.prepareCreateUser(user("inside").password(secret(STRONG)).build())))
        .as("the other one is not contained")
        .containsExactly(ErrorCode.WRONG_STATE);
  }

  @Test
  void whatAUserOwnsGoesToAnHeirOrKeepsIt() {
    scene.engine.createUser(user("clerk").build());
    scene.engine.createUser(user("heir").authType(AuthType.NONE).build());
    scene.model.access().schema("sh]op", "sa.les", "clerk");
    Operation<?> planned = scene.engine.prepareDropUser(drop("clerk").build());
    assertThat(planned.checks())
        .filteredOn(Check::refused)
        .extracting(Check::measured, Check::remedy)
        .containsExactly(tuple("SCHEMA sa.les", "Say who gets it (reassignOwnedTo)."));
    Operation<?> inherited =
        scene.engine.prepareDropUser(drop("clerk").reassignOwnedTo("heir").build());
    assertThat(script(inherited))
        .containsExactly(
            String.join(
                ";\n",
                "BEGIN TRANSACTION",
                "USE [sh]]op]",
                "ALTER AUTHORIZATION ON SCHEMA::[sa.les] TO [heir]",
                "DROP USER [clerk]",
                "COMMIT TRANSACTION"));
    assertThat(inherited.checks())
        .as("with its owner it loses the rights that were given on it")
        .filteredOn(check -> check.verdict() == Verdict.WARNING)
        .extracting(Check::measured)
        .containsExactly("dropped with the change of owner: SCHEMA sa.les");
    inherited.run();
    assertThat(users()).extracting(UserInfo::name).containsExactly("heir");
  }

  @Test
  void rolesOfADatabaseAreMadeGivenAndDropped() {
    scene.engine.createUser(user("clerk").build());
    scene.engine.createRole(
        CreateRoleOptions.builder()
            .database("sh]op")
            .name("rea'ders")
            .role("db_datareader")
            .build());
    scene.engine.grant(
        GrantOptions.builder()
            .membership(
                RoleMembership.of(
                    Principal.role("rea'ders").in("sh]op"), Principal.user("clerk").in("sh]op")))
            .build());
    RoleInfo readers =
        scene.engine.roles(PrincipalQuery.all().database("sh]op")).stream()
            .findFirst()
            .orElseThrow();
    assertThat(readers.members()).containsExactly("clerk");
    assertThat(readers.memberOf()).containsExactly("db_datareader");
    assertThat(readers.attributes()).containsEntry("owner", "dbo");
    scene.engine.dropRole(DropRoleOptions.builder().database("sh]op").name("rea'ders").build());
    assertThat(scene.engine.roles(PrincipalQuery.all().database("sh]op"))).isEmpty();
    assertThat(users().get(0).roles()).isEmpty();
    scene.engine.dropRole(
        DropRoleOptions.builder().database("sh]op").name("rea'ders").ifExists(true).build());
  }

  @Test
  void usersWithoutTheirLoginAreFoundInAllDatabasesAndGivenToAnother() {
    scene.create("crm");
    for (String database : List.of("sh]op", "crm")) {
      scene.engine.createUser(CreateUserOptions.builder().database(database).name("clerk").build());
      scene.model.access().orphan(database, "clerk");
    }
    assertThat(scene.statements(() -> scene.engine.orphanedUsers()))
        .as("the right, the databases, and all of them at once")
        .isEqualTo(3);
    List<MssqlOrphan> orphans = scene.engine.orphanedUsers();
    assertThat(orphans)
        .extracting(
            MssqlOrphan::database, MssqlOrphan::user, orphan -> orphan.loginOfSameName().orElse(""))
        .containsExactly(tuple("sh]op", "clerk", "clerk"), tuple("crm", "clerk", "clerk"));
    assertThat(users().get(0).attributes()).containsEntry("orphaned", "true");
    MssqlDatabase shop = scene.engine.database("sh]op");
    assertThat(script(shop.prepareMapUser("clerk", "clerk")))
        .containsExactly("USE [sh]]op];\nALTER USER [clerk] WITH LOGIN = [clerk]");
    shop.mapUser("clerk", "clerk");
    assertThat(shop.orphanedUsers()).isEmpty();
    assertThat(scene.engine.orphanedUsers())
        .singleElement()
        .extracting(MssqlOrphan::database)
        .isEqualTo("crm");
    scene.engine.dropUser(DropUserOptions.builder().name("clerk").build());
    String sid = scene.engine.database("crm").orphanedUsers().get(0).sid();
    scene.engine.createUser(
        CreateUserOptions.builder()
            .name("clerk")
            .password(secret(STRONG))
            .option(MssqlUser.SID, sid)
            .build());
    assertThat(scene.engine.database("crm").orphanedUsers())
        .as("the login came back with its identifier")
        .isEmpty();
  }

  @Test
  void whoDoesNotSeeTheLoginsIsNotToldThatAllUsersAreOrphaned() {
    scene.engine.createUser(user("clerk").build());
    MssqlEngine clerk = scene.clerk();
    assertThatThrownBy(clerk::orphanedUsers)
        .isInstanceOf(PermissionDeniedException.class)
        .satisfies(
            e ->
                assertThat(((DatabaseException) e).remedy().orElse(""))
                    .contains("VIEW ANY DEFINITION"));
    assertThat(clerk.users(PrincipalQuery.all().database("sh]op")).get(0).attributes())
        .doesNotContainKey("orphaned");
  }

  @Test
  void theDropOfALoginTellsWhichUsersItLeavesBehind() {
    scene.engine.createUser(user("clerk").build());
    assertThat(
            scene.engine.prepareDropUser(DropUserOptions.builder().name("clerk").build()).checks())
        .filteredOn(check -> check.verdict() == Verdict.WARNING)
        .extracting(Check::measured)
        .containsExactly("users in sh]op");
  }

  @Test
  void whatBelongsToEveryDatabaseIsProtectedAndWhoMayNotIsTold() {
    assertThat(refusals(scene.engine.prepareDropUser(drop("guest").build())))
        .contains(ErrorCode.PRECONDITION_FAILED);
    assertThat(
            refusals(
                scene.engine.prepareDropRole(
                    DropRoleOptions.builder().database("sh]op").name("db_owner").build())))
        .contains(ErrorCode.PRECONDITION_FAILED);
    scene.engine.createUser(user("clerk").build());
    assertThat(refusals(scene.clerk().prepareCreateUser(user("x").authType(AuthType.NONE).build())))
        .containsExactly(ErrorCode.PERMISSION_DENIED);
    assertRefused(
        ErrorCode.NOT_FOUND, () -> scene.engine.alterUser(change("nobody").newName("x").build()));
    assertThat(
            scene
                .engine
                .prepareCreateUser(
                    CreateUserOptions.builder()
                        .database("nowhere")
                        .name("x")
                        .authType(AuthType.NONE)
                        .build())
                .refused())
        .isTrue();
  }

  @Test
  void aUserWhoseCreationFailsHalfWayIsNotThere() {
    scene
        .peer
        .script()
        .beginningWith("ALTER ROLE [db_datareader]")
        .once(WireAnswer.error("15151", "Cannot alter the role 'db_datareader'"));
    CreateUserOptions options = user("clerk").role("db_datareader").build();
    assertRefused(ErrorCode.NOT_FOUND, () -> scene.engine.createUser(options));
    assertThat(users()).isEmpty();
    scene.peer.script().beginningWith("COMMIT TRANSACTION").once(WireAnswer.lost());
    assertThat(
            scene
                .engine
                .operations()
                .execute(scene.engine.prepareCreateUser(options), OperationContext.none())
                .outcome())
        .isEqualTo(Outcome.SUCCEEDED);
    assertThat(users()).hasSize(1);
  }
}

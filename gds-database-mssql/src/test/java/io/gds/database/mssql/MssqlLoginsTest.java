package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.gds.database.AlterOptions;
import io.gds.database.UnsupportedCapabilityException;
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
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.sqlserver.SqlServerAccess;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.WireAnswer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MssqlLoginsTest {
  private static final String STRONG = "Correct-Horse-7";
  private static final String OTHER = "Battery-Staple-8";

  private final MssqlScene scene = new MssqlScene();

  @AfterEach
  void end() {
    scene.close();
  }

  private static SecretRef secret(String password) {
    return SecretRef.inline(password.toCharArray());
  }

  private static CreateUserOptions.Builder login(String name) {
    return CreateUserOptions.builder().name(name).password(secret(STRONG));
  }

  private static AlterUserOptions.Builder change(String name) {
    return AlterUserOptions.builder().name(name);
  }

  private UserInfo told(String name) {
    return scene.engine.users(PrincipalQuery.all().like(name).system(true)).get(0);
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

  private Connection connect(String name, String password) throws SQLException {
    return DriverManager.getConnection(scene.peer.jdbcUrl("master"), name, password);
  }

  @Test
  void aLoginIsMadeLogsInAndGoes() throws SQLException {
    Operation<?> planned =
        scene.engine.prepareCreateUser(
            login("ada")
                .option(MssqlUser.DEFAULT_DATABASE, "msdb")
                .option(MssqlUser.DEFAULT_LANGUAGE, "Deutsch")
                .option(MssqlUser.SID, "0x0102030405060708090A0B0C0D0E0F10")
                .option(MssqlUser.CHECK_EXPIRATION, true)
                .build());
    assertThat(script(planned))
        .containsExactly(
            "CREATE LOGIN [ada] WITH PASSWORD = <hidden>, SID = 0x0102030405060708090A0B0C0D0E0F10,"
                + " DEFAULT_DATABASE = [msdb], DEFAULT_LANGUAGE = [Deutsch], CHECK_EXPIRATION = ON");
    planned.run();
    assertThat(scene.changes())
        .containsExactly(script(planned).get(0).replace("<hidden>", "N'" + STRONG + "'"));
    UserInfo ada = told("ada");
    assertThat(ada.authType()).contains(AuthType.PASSWORD);
    assertThat(ada.enabled()).isTrue();
    assertThat(ada.system()).isFalse();
    assertThat(ada.passwordChangedAt()).isPresent();
    assertThat(ada.attributes())
        .containsEntry("default-database", "msdb")
        .containsEntry("default-language", "Deutsch")
        .containsEntry("check-policy", "true")
        .containsEntry("check-expiration", "true")
        .containsEntry("sid", "0x0102030405060708090A0B0C0D0E0F10");
    connect("ada", STRONG).close();
    assertThatThrownBy(() -> connect("ada", OTHER))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(18456));
    scene.engine.dropUser(DropUserOptions.builder().name("ada").force(true).build());
    assertThatThrownBy(() -> connect("ada", STRONG)).isInstanceOf(SQLException.class);
  }

  @Test
  void whateverIsMadeWithALoginIsMadeTogetherOrNotAtAll() {
    CreateUserOptions options = login("ada").enabled(false).role("dbcreator").build();
    Operation<?> planned = scene.engine.prepareCreateUser(options);
    assertThat(script(planned))
        .containsExactly(
            String.join(
                ";\n",
                "BEGIN TRANSACTION",
                "CREATE LOGIN [ada] WITH PASSWORD = <hidden>",
                "ALTER LOGIN [ada] DISABLE",
                "ALTER SERVER ROLE [dbcreator] ADD MEMBER [ada]",
                "COMMIT TRANSACTION"));
    String before = scene.model.contents();
    scene
        .peer
        .script()
        .beginningWith("ALTER SERVER ROLE")
        .once(WireAnswer.error("15151", "Cannot alter the server role 'dbcreator'"));
    assertRefused(ErrorCode.NOT_FOUND, planned::run);
    assertThat(scene.model.contents()).isEqualTo(before);
    scene.engine.createUser(options);
    assertThat(told("ada").enabled()).isFalse();
    assertThat(told("ada").roles()).containsExactly("dbcreator");
    assertThat(told("ada").attributes()).containsEntry("disabled", "true");
  }

  @Test
  void aPlainLoginTakesOneStatementBesideTheLooksAround() {
    assertThat(scene.statements(() -> scene.engine.createUser(login("ada").build())))
        .as("two times the checks, the statement itself, and one that covers it")
        .isEqualTo(4);
    assertThat(scene.statements(() -> scene.engine.users())).isEqualTo(1);
    assertThat(scene.statements(() -> scene.engine.roles(PrincipalQuery.all()))).isEqualTo(1);
  }

  @Test
  void aLoginThatMustChangeItsPasswordIsRefusedByTheServerUntilItHas() {
    scene.engine.createUser(login("ada").mustChangePassword(true).build());
    assertThat(told("ada").attributes()).containsEntry("must-change-password", "true");
    assertThatThrownBy(() -> scene.open("ada", STRONG))
        .isInstanceOf(AuthenticationFailedException.class)
        .satisfies(
            e ->
                assertThat(((DatabaseException) e).remedy().orElse(""))
                    .contains("must be changed"));
    scene.engine.alterUser(change("ada").password(secret(OTHER)).build());
    assertThatCode(() -> scene.open("ada", OTHER).close()).doesNotThrowAnyException();
  }

  @Test
  void aLoginIsRenamedDisabledAndLetInAgain() {
    scene.engine.createUser(login("ada").build());
    Operation<?> planned =
        scene.engine.prepareAlterUser(
            change("ada")
                .newName("ada]2")
                .password(secret(OTHER))
                .mustChangePassword(false)
                .enabled(false)
                .option(MssqlUser.CHECK_POLICY, true)
                .build());
    assertThat(script(planned))
        .containsExactly(
            "BEGIN TRANSACTION;\nALTER LOGIN [ada] WITH PASSWORD = <hidden>, CHECK_POLICY = ON,"
                + " NAME = [ada]]2];\nALTER LOGIN [ada]]2] DISABLE;\nCOMMIT TRANSACTION");
    planned.run();
    assertThatThrownBy(() -> connect("ada]2", OTHER))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(18470));
    scene.engine.alterUser(change("ada]2").enabled(true).build());
    assertThatCode(() -> connect("ada]2", OTHER).close()).doesNotThrowAnyException();
  }

  @Test
  void aLockIsLiftedWithANewPasswordOrByThePolicy() {
    scene.engine.createUser(login("ada").option(MssqlUser.CHECK_EXPIRATION, true).build());
    scene.model.access().lock("ada");
    assertThat(told("ada").locked()).isTrue();
    Operation<?> planned = scene.engine.prepareAlterUser(change("ada").unlock(true).build());
    assertThat(script(planned))
        .containsExactly(
            String.join(
                ";\n",
                "BEGIN TRANSACTION",
                "ALTER LOGIN [ada] WITH CHECK_POLICY = OFF",
                "ALTER LOGIN [ada] WITH CHECK_POLICY = ON, CHECK_EXPIRATION = ON",
                "COMMIT TRANSACTION"));
    assertThat(planned.checks()).extracting(Check::verdict).contains(Verdict.WARNING);
    planned.run();
    assertThat(told("ada").locked()).isFalse();
    assertThat(told("ada").attributes()).containsEntry("check-expiration", "true");
    scene.model.access().lock("ada");
    scene.engine.alterUser(change("ada").unlock(true).password(secret(OTHER)).build());
    assertThat(told("ada").locked()).isFalse();
  }

  @Test
  void liftingALockTurnsNoPolicyOn() {
    scene.engine.createUser(login("ada").option(MssqlUser.CHECK_POLICY, false).build());
    Operation<?> planned = scene.engine.prepareAlterUser(change("ada").unlock(true).build());
    assertThat(script(planned)).containsExactly("ALTER LOGIN [ada] WITH CHECK_POLICY = OFF");
    planned.run();
    assertThat(told("ada").attributes()).containsEntry("check-policy", "false");
  }

  @Test
  void thePolicyJudgesThePasswordUnlessItIsTurnedOff() {
    CreateUserOptions.Builder weak =
        CreateUserOptions.builder().name("ada").password(secret("weak"));
    assertThatThrownBy(() -> scene.engine.createUser(weak.build()))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
              assertThat(e.nativeCode()).contains("15116");
              assertThat(e.remedy().orElse("")).contains("mssql.check-policy");
            });
    scene.engine.createUser(weak.option(MssqlUser.CHECK_POLICY, false).build());
    assertThat(told("ada").attributes()).containsEntry("check-policy", "false");
  }

  @Test
  void aLoginIsMovedWithItsHashAndItsIdentifier() {
    scene.engine.createUser(
        CreateUserOptions.builder()
            .name("ada")
            .password(
                secret(
                    "0x0200656D6B8C45B5E2D7D41E3CB8A4F3F0B8CCAA0E4D1D9A1F7B5F2F7D3D3C2F9D1B6AA8B2E4"
                        + "4C0B8E5D6E2F3A4B5C6D7E8F90112233445566778899AABBCCDDEEFF00"))
            .option(MssqlUser.HASHED, true)
            .option(MssqlUser.SID, "0x0102030405060708090A0B0C0D0E0F10")
            .build());
    assertThat(scene.changes().get(0))
        .startsWith("CREATE LOGIN [ada] WITH PASSWORD = 0x0200656D")
        .endsWith("FF00 HASHED, SID = 0x0102030405060708090A0B0C0D0E0F10");
    assertRefused(
        ErrorCode.INVALID_OPTIONS,
        () -> scene.engine.createUser(login("eve").option(MssqlUser.HASHED, true).build()));
  }

  @Test
  void loginsOfOtherKindsAreRecognized() {
    SqlServerAccess access = scene.model.access();
    access.login("CORP\\ada", SqlServerAccess.LoginKind.WINDOWS_LOGIN);
    access.login("CORP\\dbas", SqlServerAccess.LoginKind.WINDOWS_GROUP);
    access.login("ada@example.com", SqlServerAccess.LoginKind.EXTERNAL_LOGIN);
    access.login("signer", SqlServerAccess.LoginKind.CERTIFICATE_MAPPED_LOGIN);
    access.login("keyed", SqlServerAccess.LoginKind.ASYMMETRIC_KEY_MAPPED_LOGIN);
    access.login("##policy##", SqlServerAccess.LoginKind.CERTIFICATE_MAPPED_LOGIN);
    assertThat(scene.engine.users())
        .extracting(UserInfo::name, user -> user.authType().orElseThrow(), UserInfo::enabled)
        .containsExactlyInAnyOrder(
            tuple("clerk", AuthType.PASSWORD, true),
            tuple("CORP\\ada", AuthType.INTEGRATED, true),
            tuple("CORP\\dbas", AuthType.INTEGRATED, true),
            tuple("ada@example.com", AuthType.OAUTH, true),
            tuple("signer", AuthType.CERTIFICATE, false),
            tuple("keyed", AuthType.KEYPAIR, false));
    assertThat(told("sa").administrator()).isTrue();
    assertThat(told("sa").system()).isTrue();
  }

  @Test
  void loginsOfWindowsOfEntraAndOfCertificatesAreMadeWithoutAPassword() {
    scene.model.access().certificate("signing");
    CreateUserOptions windows = CreateUserOptions.builder().name("CORP\\ada").build();
    CreateUserOptions entra =
        CreateUserOptions.builder().name("ada@example.com").authType(AuthType.OAUTH).build();
    CreateUserOptions signer =
        CreateUserOptions.builder()
            .name("signer")
            .authType(AuthType.CERTIFICATE)
            .option(MssqlUser.CERTIFICATE, "signing")
            .build();
    for (CreateUserOptions each : List.of(windows, entra, signer)) {
      scene.engine.createUser(each);
    }
    assertThat(scene.changes())
        .containsExactly(
            "CREATE LOGIN [CORP\\ada] FROM WINDOWS",
            "CREATE LOGIN [ada@example.com] FROM EXTERNAL PROVIDER",
            "CREATE LOGIN [signer] FROM CERTIFICATE [signing]");
    assertThat(
            refusals(scene.engine.prepareCreateUser(CreateUserOptions.builder().name("a").build())))
        .containsExactly(ErrorCode.INVALID_NAME);
    assertRefused(
        ErrorCode.INVALID_NAME, () -> scene.engine.prepareCreateUser(login("CORP\\b").build()));
  }

  @Test
  void whatAnEditionOrVersionLacksIsRefusedByItsName() {
    CreateUserOptions windows = CreateUserOptions.builder().name("CORP\\ada").build();
    CreateUserOptions entra =
        CreateUserOptions.builder().name("ada@example.com").authType(AuthType.OAUTH).build();
    try (MssqlScene service =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2022, SqlServerEdition.MANAGED_INSTANCE)) {
      assertThatThrownBy(() -> service.engine.prepareCreateUser(windows))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("MANAGED_INSTANCE");
      service.engine.createUser(entra);
    }
    try (MssqlScene old =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2019, SqlServerEdition.EXPRESS)) {
      assertThatThrownBy(() -> old.engine.prepareCreateUser(entra))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("2022");
    }
    assertThatThrownBy(
            () ->
                scene.engine.prepareCreateUser(
                    CreateUserOptions.builder().name("a").authType(AuthType.TOKEN).build()))
        .isInstanceOf(UnsupportedCapabilityException.class);
  }

  @Test
  void optionsThatMeanNothingHereAreRefusedAllAtOnce() {
    assertThatThrownBy(
            () ->
                scene.engine.prepareCreateUser(
                    login("ada")
                        .connectionLimit(3)
                        .comment("x")
                        .option(MssqlUser.DEFAULT_SCHEMA, "dbo")
                        .option(MssqlUser.CHECK_POLICY, false)
                        .option(MssqlUser.CHECK_EXPIRATION, true)
                        .option(MssqlUser.SID, "0x01")
                        .build()))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class,
            e ->
                assertThat(e.faults())
                    .extracting(fault -> fault.option())
                    .containsExactlyInAnyOrder(
                        "connectionLimit",
                        "comment",
                        "mssql.default-schema",
                        "mssql.check-expiration",
                        "mssql.sid"));
    assertThatThrownBy(
            () -> scene.engine.prepareAlterUser(change("ada").mustChangePassword(true).build()))
        .isInstanceOf(InvalidOptionsException.class);
  }

  @Test
  void aDropIsRefusedForWhatTheServerWouldRefuseItFor() throws SQLException {
    scene.engine.createUser(login("ada").role("dbcreator").build());
    DropUserOptions drop = DropUserOptions.builder().name("ada").build();
    MssqlDatabase shop = scene.create("shop");
    shop.alter(AlterOptions.builder().owner("ada").build());
    scene.model.access().job("nightly", "ada");
    try (Connection busy = connect("ada", STRONG)) {
      assertThat(busy.isValid(2)).isTrue();
      Operation<?> planned = scene.engine.prepareDropUser(drop);
      assertThat(planned.checks())
          .filteredOn(Check::refused)
          .extracting(Check::rule, Check::measured)
          .containsExactly(
              tuple("no session is logged in as it", "1 sessions"),
              tuple("it owns nothing, and gave no rights", "DATABASE shop"),
              tuple("no job of the Agent is its own", "nightly"));
      Operation<?> forced =
          scene.engine.prepareDropUser(
              DropUserOptions.builder().name("ada").force(true).reassignOwnedTo("sa").build());
      assertThat(script(forced))
          .containsExactly(
              "ALTER LOGIN [ada] DISABLE;\n-- and for each session of it:\nKILL <session_id>, if it is still the same session",
              "ALTER AUTHORIZATION ON DATABASE::[shop] TO [sa]",
              "EXEC msdb.dbo.sp_manage_jobs_by_login @action = N'REASSIGN',"
                  + " @current_owner_login_name = N'ada', @new_owner_login_name = N'sa'",
              "DROP LOGIN [ada]");
      forced.run();
      assertThat(busy.isValid(2)).isFalse();
    }
    assertThat(scene.engine.users()).extracting(UserInfo::name).doesNotContain("ada");
    assertThat(shop.refresh().owner()).contains("sa");
  }

  @Test
  void aForcedDropThatFailsLetsTheLoginInAgain() {
    scene.engine.createUser(login("ada").build());
    scene
        .peer
        .script()
        .beginningWith("DROP LOGIN")
        .once(WireAnswer.error("15173", "Server principal 'ada' has granted permission(s)."));
    assertRefused(
        ErrorCode.WRONG_STATE,
        () -> scene.engine.dropUser(DropUserOptions.builder().name("ada").force(true).build()));
    assertThat(told("ada").enabled()).isTrue();
  }

  @Test
  void theServersOwnAndTheEnginesOwnLoginAreProtected() {
    scene.model.access().login("##ms##", SqlServerAccess.LoginKind.CERTIFICATE_MAPPED_LOGIN);
    for (String name : List.of("sa", "##ms##")) {
      assertThat(
              refusals(scene.engine.prepareDropUser(DropUserOptions.builder().name(name).build())))
          .contains(ErrorCode.PRECONDITION_FAILED);
      assertThat(refusals(scene.engine.prepareAlterUser(change(name).newName("x").build())))
          .contains(ErrorCode.PRECONDITION_FAILED);
    }
    assertThat(refusals(scene.engine.prepareAlterUser(change("sa").enabled(false).build())))
        .containsExactly(ErrorCode.PRECONDITION_FAILED);
    assertThat(
            refusals(
                scene.engine.prepareDropRole(DropRoleOptions.builder().name("sysadmin").build())))
        .containsExactly(ErrorCode.PRECONDITION_FAILED);
    scene.engine.alterUser(change("sa").password(secret(OTHER)).build());
    assertThatCode(() -> connect("sa", OTHER).close()).doesNotThrowAnyException();
  }

  @Test
  void whoMayNotIsToldWhatToHaveGranted() {
    MssqlEngine clerk = scene.clerk();
    assertThatThrownBy(() -> clerk.createUser(login("ada").build()))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
              assertThat(e.remedy().orElse("")).contains("ALTER ANY LOGIN");
            });
    assertThat(refusals(clerk.prepareCreateRole(CreateRoleOptions.builder().name("ops").build())))
        .containsExactly(ErrorCode.PERMISSION_DENIED);
    scene.model.grant("clerk", "ALTER ANY LOGIN");
    clerk.createUser(login("ada").build());
    assertThat(refusals(clerk.prepareAlterUser(change("sa").password(secret(OTHER)).build())))
        .containsExactly(ErrorCode.PERMISSION_DENIED);
  }

  @Test
  void rolesOfTheServerHaveOneAnotherAndTheirMembersGoWithThem() {
    scene.engine.createRole(CreateRoleOptions.builder().name("ops").role("sysadmin").build());
    scene.engine.createUser(login("ada").role("ops").build());
    assertThat(told("ada").administrator()).as("by a role that has sysadmin").isTrue();
    RoleInfo ops = scene.engine.roles(PrincipalQuery.all()).stream().findFirst().orElseThrow();
    assertThat(ops.name()).isEqualTo("ops");
    assertThat(ops.members()).containsExactly("ada");
    assertThat(ops.memberOf()).containsExactly("sysadmin");
    assertThat(ops.attributes()).containsEntry("owner", "sa");
    assertThat(scene.engine.roles(PrincipalQuery.all().system(true)).stream().map(RoleInfo::name))
        .contains("sysadmin", "public", "bulkadmin");
    Operation<?> dropped =
        scene.engine.prepareDropRole(DropRoleOptions.builder().name("ops").build());
    assertThat(script(dropped))
        .containsExactly(
            "BEGIN TRANSACTION;\nALTER SERVER ROLE [ops] DROP MEMBER [ada];\n"
                + "DROP SERVER ROLE [ops];\nCOMMIT TRANSACTION");
    dropped.run();
    assertThat(told("ada").roles()).isEmpty();
    assertRefused(
        ErrorCode.NOT_FOUND,
        () ->
            scene.engine.grant(
                GrantOptions.builder()
                    .membership(RoleMembership.of(Principal.role("nobody"), Principal.user("ada")))
                    .build()));
  }

  private OperationResult<?> execute(Operation<?> operation) {
    return scene.engine.operations().execute(operation, OperationContext.none());
  }

  @Test
  void answersThatWereLostAreFoundInTheCatalogue() {
    scene.peer.script().beginningWith("CREATE LOGIN").once(WireAnswer.lost());
    assertThat(execute(scene.engine.prepareCreateUser(login("ada").build())).outcome())
        .isEqualTo(Outcome.SUCCEEDED);
    scene.peer.script().beginningWith("CREATE LOGIN").once(WireAnswer.drop());
    assertThat(execute(scene.engine.prepareCreateUser(login("eve").build())).outcome())
        .isEqualTo(Outcome.FAILED);
    scene.peer.script().beginningWith("ALTER LOGIN").once(WireAnswer.lost());
    assertThat(
            execute(scene.engine.prepareAlterUser(change("ada").newName("ida").build())).outcome())
        .isEqualTo(Outcome.SUCCEEDED);
    scene.peer.script().beginningWith("DROP LOGIN").once(WireAnswer.lost());
    assertThat(
            execute(scene.engine.prepareDropUser(DropUserOptions.builder().name("ida").build()))
                .outcome())
        .isEqualTo(Outcome.SUCCEEDED);
    scene.peer.script().beginningWith("COMMIT TRANSACTION").once(WireAnswer.drop());
    OperationResult<?> uncommitted =
        execute(scene.engine.prepareCreateUser(login("bob").role("dbcreator").build()));
    assertThat(uncommitted.outcome()).as(uncommitted.message()).isEqualTo(Outcome.FAILED);
    assertThat(scene.engine.users()).extracting(UserInfo::name).containsExactly("clerk");
  }

  @Test
  void namesThatNobodyCanHaveAreRefusedByEveryVerb() {
    String longest = "x".repeat(128);
    scene.engine.createUser(login(longest).build());
    assertThat(told(longest).name()).isEqualTo(longest);
    for (String name : List.of(longest + "x", "a\u0000b", "half \ud800")) {
      Principal user = Principal.user(name);
      List<Runnable> verbs =
          List.of(
              () -> scene.engine.prepareCreateUser(login(name).build()),
              () -> scene.engine.prepareCreateUser(login("a").database(name).build()),
              () -> scene.engine.prepareAlterUser(change(name).enabled(true).build()),
              () -> scene.engine.prepareAlterUser(change("a").newName(name).build()),
              () -> scene.engine.prepareDropUser(DropUserOptions.builder().name(name).build()),
              () -> scene.engine.prepareCreateRole(CreateRoleOptions.builder().name(name).build()),
              () -> scene.engine.prepareDropRole(DropRoleOptions.builder().name(name).build()),
              () -> scene.engine.users(PrincipalQuery.all().database(name)),
              () -> scene.engine.grants(GrantQuery.all().database(name)),
              () ->
                  scene.engine.prepareGrant(
                      GrantOptions.builder()
                          .grant(Grant.of("SHUTDOWN", Securable.server(), user))
                          .build()),
              () ->
                  scene.engine.prepareRevoke(
                      RevokeOptions.builder()
                          .membership(RoleMembership.of(Principal.role("r"), user))
                          .build()),
              () -> scene.engine.database("shop").prepareMapUser("a", name));
      verbs.forEach(verb -> assertRefused(ErrorCode.INVALID_NAME, verb));
    }
  }
}

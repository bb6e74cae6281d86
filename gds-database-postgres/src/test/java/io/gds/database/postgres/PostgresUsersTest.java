package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
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
import io.gds.database.access.SupportsUsers;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.CapturedLogs;
import io.gds.database.testkit.fault.Direction;
import io.gds.database.testkit.fault.Fault;
import io.gds.database.testkit.fault.FaultProxy;
import io.gds.database.testkit.server.PostgresTestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
class PostgresUsersTest {
  private static final String DATABASE = "gds users \"db\"";

  @Parameter int major;

  private PostgresTestServer server;
  private DatabaseManager manager;
  private PostgresEngine engine;

  @BeforeEach
  void open() {
    PostgresTestServer.Builder builder = PostgresTestServer.builder().major(major);
    if (major < 14) {
      builder.setting("password_encryption", "scram-sha-256"); // as it is from 14 on
    }
    server = builder.share();
    new PostgresWitness(server).sweep();
    server.execute("CREATE DATABASE " + PostgresSql.name(DATABASE));
    manager = DatabaseManager.of(new PostgresProvider());
    engine =
        manager.open(
            PostgresUrls.parse(server.url("postgres")).orElseThrow(), PostgresEngine.class);
  }

  @AfterEach
  void close() {
    manager.close();
    new PostgresWitness(server).sweep();
    server.close();
  }

  private static SecretRef password(String text) {
    return SecretRef.inline(text.toCharArray());
  }

  private UserInfo user(String name) {
    return engine.users(PrincipalQuery.all()).stream()
        .filter(user -> user.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private RoleInfo role(String name) {
    return engine.roles(PrincipalQuery.all().system(true)).stream()
        .filter(role -> role.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void createUser(String name) {
    engine.createUser(CreateUserOptions.builder().name(name).build());
  }

  private void createRole(String name) {
    engine.createRole(CreateRoleOptions.builder().name(name).build());
  }

  private static DropUserOptions.Builder drop(String name) {
    return DropUserOptions.builder().name(name);
  }

  private static ErrorCode code(Runnable call) {
    return catchThrowableOfType(DatabaseException.class, call::run).code();
  }

  private void as(String user, Consumer<PostgresEngine> work) {
    try (DatabaseManager other = DatabaseManager.of(new PostgresProvider())) {
      work.accept(
          other.open(
              PostgresUrls.parse(server.url("postgres")).orElseThrow().toBuilder()
                  .credentials(Credentials.of(AuthType.NONE, user))
                  .build(),
              PostgresEngine.class));
    }
  }

  @Test
  void aUserIsMadeWithAllThatWasSaid() {
    createRole("readers");
    Instant until = Instant.parse("2031-02-03T04:05:06.789012Z");
    engine.createUser(
        CreateUserOptions.builder()
            .name("O'Hara \"x\"")
            .password(password("hunter22"))
            .connectionLimit(3)
            .expiresAt(until)
            .role("readers")
            .comment("It's a \\ test.")
            .option(PostgresUser.CREATE_DATABASES, true)
            .option(PostgresUser.INHERIT, false)
            .build());

    UserInfo made = user("O'Hara \"x\"");
    assertThat(made.enabled()).isTrue();
    assertThat(made.administrator()).isFalse();
    assertThat(made.authType()).contains(AuthType.PASSWORD);
    assertThat(made.connectionLimit()).hasValue(3);
    assertThat(made.expiresAt()).contains(until);
    assertThat(made.roles()).containsExactly("readers");
    assertThat(made.comment()).contains("It's a \\ test.");
    assertThat(made.attributes())
        .containsEntry("create-databases", "true")
        .containsEntry("inherit", "false")
        .containsEntry("password", "scram-sha-256")
        .containsEntry("password-iterations", "4096")
        .containsKey("membership.readers");
    assertThat(role("readers").members()).containsExactly("O'Hara \"x\"");
  }

  @Test
  void settingsInWhichApplicationsKeepKeysAreNotTold() {
    createUser("ada");
    server.execute(
        "ALTER ROLE ada SET my.key TO 'canary, with=more'",
        "ALTER ROLE ada SET work_mem TO '9MB'",
        "ALTER ROLE ada IN DATABASE postgres SET my.other TO 'canary'");
    assertThat(user("ada").attributes())
        .containsEntry("settings", "my.key=<hidden>, work_mem=9MB")
        .containsEntry("settings.postgres", "my.other=<hidden>");
  }

  @Test
  void aUserIsChangedAndKeepsTheRest() {
    engine.createUser(
        CreateUserOptions.builder().name("ada").connectionLimit(3).comment("First.").build());
    engine.alterUser(
        AlterUserOptions.builder()
            .name("ada")
            .newName("Ada Lovelace")
            .expiresAt(Instant.MAX)
            .option(PostgresUser.NO_CONNECTION_LIMIT, true)
            .option(PostgresUser.CREATE_ROLES, true)
            .build());

    UserInfo changed = user("Ada Lovelace");
    assertThat(changed.connectionLimit()).isEmpty();
    assertThat(changed.expiresAt()).isEmpty();
    assertThat(changed.comment()).contains("First.");
    assertThat(changed.attributes()).containsEntry("create-roles", "true");
    assertThat(engine.users()).extracting(UserInfo::name).doesNotContain("ada");
  }

  @Test
  void oneWhoMayNotLogInAnyMoreIsARoleUntilItMayAgain() {
    createUser("ada");
    engine.alterUser(AlterUserOptions.builder().name("ada").enabled(false).build());
    assertThat(engine.users()).extracting(UserInfo::name).doesNotContain("ada");
    assertThat(role("ada").attributes()).containsEntry("login", "false");

    engine.alterUser(AlterUserOptions.builder().name("ada").enabled(true).build());
    assertThat(user("ada").enabled()).isTrue();
  }

  @Test
  void whatExpiredForEverIsTold() {
    server.execute("CREATE ROLE never LOGIN VALID UNTIL '-infinity'");
    assertThat(user("never").expiresAt()).contains(Instant.MIN);
    engine.alterUser(
        AlterUserOptions.builder()
            .name("never")
            .expiresAt(Instant.parse("+12345-01-01T00:00:00Z"))
            .build());
    assertThat(user("never").expiresAt()).contains(Instant.parse("+12345-01-01T00:00:00Z"));
  }

  @Test
  void thePlatformsOwnRolesAreToldWhenAskedFor() {
    assertThat(engine.roles(PrincipalQuery.all()))
        .extracting(RoleInfo::name)
        .noneMatch(name -> name.startsWith("pg_"));
    assertThat(engine.roles(PrincipalQuery.all().system(true)))
        .extracting(RoleInfo::name)
        .contains("pg_monitor", "pg_read_all_stats");
    assertThat(role("pg_monitor").system()).isTrue();
    assertThat(user(server.superuser()).administrator()).isTrue();
    assertThat(engine.users(PrincipalQuery.all().database("postgres"))).isEmpty();
  }

  @Test
  void namesTheServerKeepsForItselfAreRefusedUpFront() {
    for (String name : List.of("public", "none", "pg_mine")) {
      assertThatThrownBy(() -> createUser(name))
          .isInstanceOf(InvalidOptionsException.class)
          .extracting(e -> ((DatabaseException) e).code())
          .isEqualTo(ErrorCode.INVALID_NAME);
      createUserThen(
          "ada",
          () ->
              assertThatThrownBy(
                      () ->
                          engine.alterUser(
                              AlterUserOptions.builder().name("ada").newName(name).build()))
                  .isInstanceOf(InvalidOptionsException.class));
    }
    for (String name : List.of("user", "current_user", "session_user", "PUBLIC", "Pg_x", "all")) {
      createUser(name);
      assertThat(user(name).name()).isEqualTo(name);
      createRole("g " + name);
      RoleMembership membership =
          RoleMembership.of(Principal.role("g " + name), Principal.user(name));
      engine.grant(GrantOptions.builder().membership(membership).build());
      Grant connect = Grant.of("CONNECT", Securable.database(DATABASE), Principal.user(name));
      engine.grant(GrantOptions.builder().grant(connect).build());
      assertThat(engine.grants(GrantQuery.all().grantee(name))).hasSize(1);
      engine.revoke(RevokeOptions.builder().membership(membership).build());
      engine.alterUser(AlterUserOptions.builder().name(name).connectionLimit(1).build());
      engine.dropUser(drop(name).build());
    }
  }

  private void createUserThen(String name, Runnable then) {
    createUser(name);
    then.run();
    engine.dropUser(drop(name).build());
  }

  @Test
  void whatPostgresqlDoesNotKnowIsRefusedByName() {
    InvalidOptionsException refused =
        catchThrowableOfType(
            InvalidOptionsException.class,
            () ->
                engine.prepareCreateUser(
                    CreateUserOptions.builder()
                        .name("ada")
                        .database("postgres")
                        .password(password("x"))
                        .mustChangePassword(true)
                        .option(PostgresUser.NO_PASSWORD, true)
                        .build()));
    assertThat(refused)
        .hasMessageContaining("database")
        .hasMessageContaining("mustChangePassword")
        .hasMessageContaining("postgresql.no-password");
    assertThatThrownBy(
            () ->
                engine.prepareCreateUser(
                    CreateUserOptions.builder().name("ada").publicKey("-----BEGIN").build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("public keys");
    assertThatThrownBy(
            () ->
                engine.prepareCreateUser(
                    CreateUserOptions.builder().name("ada").authType(AuthType.TOKEN).build()))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThatThrownBy(
            () ->
                engine.prepareAlterUser(
                    AlterUserOptions.builder().name("ada").unlock(true).build()))
        .hasMessageContaining("unlock");
  }

  @Test
  void aRoleThatOwnsSomethingIsDroppedOnlyWithAWordAboutIt() {
    createUser("ada");
    createUser("grace");
    server.executeIn(
        DATABASE, "CREATE SCHEMA hers AUTHORIZATION ada", "CREATE TABLE hers.t (a int)");
    server.executeIn(DATABASE, "ALTER TABLE hers.t OWNER TO ada");
    server.execute("ALTER DATABASE " + PostgresSql.name(DATABASE) + " OWNER TO ada");
    server.execute("GRANT CONNECT ON DATABASE postgres TO ada");

    assertThatThrownBy(() -> engine.dropUser(drop("ada").build()))
        .hasMessageContaining("2 objects in " + DATABASE)
        .hasMessageContaining("database " + DATABASE)
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    assertThatThrownBy(() -> engine.dropUser(drop("ada").dropOwned(true).build()))
        .hasMessageContaining("database " + DATABASE);
    assertThatThrownBy(() -> engine.dropUser(drop("ada").reassignOwnedTo("nobody").build()))
        .isInstanceOf(NotFoundException.class);

    Operation<?> plan = engine.prepareDropUser(drop("ada").reassignOwnedTo("grace").build());
    assertThat(plan.script().text())
        .contains("REASSIGN OWNED BY \"ada\" TO \"grace\"", "DROP OWNED BY", "DROP ROLE \"ada\"");
    plan.run();
    assertThat(engine.database(DATABASE).refresh().owner()).contains("grace");
    assertThat(server.valueIn(DATABASE, "SELECT tableowner FROM pg_tables WHERE tablename = 't'"))
        .contains("grace");

    server.execute("ALTER DATABASE " + PostgresSql.name(DATABASE) + " OWNER TO postgres");
    engine.dropUser(drop("grace").dropOwned(true).build());
    assertThat(server.valueIn(DATABASE, "SELECT to_regclass('hers.t')::text")).isEmpty();
    assertThat(engine.users()).extracting(UserInfo::name).doesNotContain("ada", "grace");
  }

  @Test
  void whatOthersHaveBuiltOnIsDroppedByCascadeOnly() {
    createUser("ada");
    server.executeIn(DATABASE, "CREATE TABLE t (a int)", "ALTER TABLE t OWNER TO ada");
    server.executeIn(DATABASE, "CREATE VIEW v AS SELECT a FROM t");
    assertThat(code(() -> engine.dropUser(drop("ada").dropOwned(true).build())))
        .isEqualTo(ErrorCode.WRONG_STATE);
    assertThat(user("ada")).isNotNull();
    engine.dropUser(drop("ada").dropOwned(true).option(PostgresUser.CASCADE, true).build());
    assertThat(server.valueIn(DATABASE, "SELECT to_regclass('v')::text")).isEmpty();
    assertThat(
            code(
                () -> engine.prepareDropUser(drop("x").option(PostgresUser.CASCADE, true).build())))
        .isEqualTo(ErrorCode.INVALID_OPTIONS);
  }

  @Test
  void rightsGoWithTheRoleInAllDatabases() {
    createUser("ada");
    server.executeIn(
        DATABASE,
        "CREATE TABLE t (a int)",
        "GRANT SELECT ON t TO ada",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ada",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY p ON t TO ada USING (true)");
    server.execute(
        "GRANT CREATE ON DATABASE postgres TO ada", "GRANT USAGE ON SCHEMA public TO ada");
    engine.dropUser(drop("ada").build());
    assertThat(engine.users()).extracting(UserInfo::name).doesNotContain("ada");
    assertThat(server.valueIn(DATABASE, "SELECT to_regclass('t')::text")).contains("t");
  }

  @Test
  void whatIsOwnedByTheTimeOfTheDropIsNotDroppedAlong() {
    createUser("ada");
    server.executeIn(DATABASE, "CREATE TABLE t (a int)", "GRANT SELECT ON t TO ada");
    Operation<?> plan = engine.prepareDropUser(drop("ada").build());
    server.executeIn(DATABASE, "ALTER TABLE t OWNER TO ada");
    assertThat(code(plan::run)).isEqualTo(ErrorCode.PLAN_STALE);
    assertThat(server.valueIn(DATABASE, "SELECT to_regclass('t')::text")).contains("t");
  }

  @Test
  void whatLiesInADatabaseThatIsOfflineIsSaidBeforehand() {
    createUser("ada");
    server.executeIn(DATABASE, "CREATE TABLE t (a int)", "GRANT SELECT ON t TO ada");
    server.execute("ALTER DATABASE " + PostgresSql.name(DATABASE) + " ALLOW_CONNECTIONS false");
    assertThatThrownBy(() -> engine.dropUser(drop("ada").build()))
        .hasMessageContaining(DATABASE)
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.WRONG_STATE);
    server.execute("ALTER DATABASE " + PostgresSql.name(DATABASE) + " ALLOW_CONNECTIONS true");
  }

  @Test
  void theServersOwnAndTheEnginesOwnRoleAreNotDropped() {
    for (String name : List.of("pg_monitor", server.superuser())) {
      assertThat(engine.prepareDropUser(drop(name).force(true).build()).refused()).isTrue();
      assertThat(
              engine
                  .prepareDropRole(DropRoleOptions.builder().name(name).ifExists(true).build())
                  .refused())
          .isTrue();
    }
    assertThatThrownBy(
            () ->
                engine.alterUser(
                    AlterUserOptions.builder().name(server.superuser()).enabled(false).build()))
        .hasMessageContaining("own");
    assertThatThrownBy(
            () ->
                engine.alterUser(
                    AlterUserOptions.builder()
                        .name(server.superuser())
                        .option(PostgresUser.SUPERUSER, false)
                        .build()))
        .hasMessageContaining("the engine's own role");
  }

  @Test
  void aUserWithSessionsIsDroppedByForceOnly() throws SQLException {
    createUser("ada");
    try (Connection session = DriverManager.getConnection(server.jdbcUrl("postgres"), "ada", "")) {
      assertThatThrownBy(() -> engine.dropUser(drop("ada").build()))
          .isInstanceOf(DatabaseInUseException.class);
      engine.dropUser(drop("ada").force(true).build());
      assertThat(session.isValid(5)).isFalse();
    }
  }

  @Test
  void rightsOfEveryKindAreGivenReadAndTakenAway() {
    createUser("ada");
    Principal ada = Principal.user("ada");
    server.executeIn(
        DATABASE,
        "CREATE SCHEMA \"S 1\"",
        "CREATE TABLE \"S 1\".\"t\"\"1\" (\"a b\" int, c int)",
        "CREATE SEQUENCE \"S 1\".q",
        "CREATE FUNCTION \"S 1\".total(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION \"S 1\".total(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE PROCEDURE \"S 1\".\"p x\"() LANGUAGE sql AS 'SELECT 1'",
        "CREATE TYPE \"S 1\".mood AS ENUM ('a')",
        "CREATE FOREIGN DATA WRAPPER w",
        "CREATE SERVER s FOREIGN DATA WRAPPER w",
        "SELECT lo_create(4711)");
    List<Grant> all =
        new ArrayList<>(
            List.of(
                Grant.of("CREATE", Securable.database(DATABASE), ada),
                Grant.of("CREATE", new Securable("TABLESPACE", List.of("pg_default")), ada),
                Grant.of("USAGE", Securable.schema(DATABASE, "S 1"), ada).withGrantOption(),
                Grant.of("SELECT", Securable.table(DATABASE, "S 1", "t\"1"), ada),
                Grant.of("UPDATE", Securable.table(DATABASE, "S 1", "t\"1"), ada)
                    .onColumns(List.of("a b", "c")),
                Grant.of("USAGE", within("SEQUENCE", "S 1", "q"), ada),
                Grant.of("EXECUTE", within("FUNCTION", "S 1", "total(integer, text)"), ada),
                Grant.of("EXECUTE", within("PROCEDURE", "S 1", "p x()"), ada),
                Grant.of("USAGE", within("TYPE", "S 1", "mood"), ada),
                Grant.of("USAGE", within("LANGUAGE", "plpgsql"), ada),
                Grant.of("USAGE", within("FOREIGN DATA WRAPPER", "w"), ada),
                Grant.of("USAGE", within("FOREIGN SERVER", "s"), ada),
                Grant.of("SELECT", within("LARGE OBJECT", "4711"), ada),
                Grant.of("SELECT", Securable.schema(DATABASE, "S 1"), ada).onFuture("TABLES"),
                Grant.of("USAGE", Securable.database(DATABASE), ada).onFuture("SCHEMAS")));
    if (major >= 15) {
      all.add(Grant.of("SET", new Securable("PARAMETER", List.of("work_mem")), ada));
      // The server writes these names in small letters, whatever they are called elsewhere.
      Grant dates = Grant.of("SET", new Securable("PARAMETER", List.of("DateStyle")), ada);
      engine.grant(GrantOptions.builder().grant(dates).build());
      engine.revoke(RevokeOptions.builder().grant(dates).build());
    }
    GrantOptions.Builder grant = GrantOptions.builder();
    all.forEach(grant::grant);
    engine.grant(grant.build());

    assertThat(engine.grants(GrantQuery.all().grantee("ada")))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("grantedBy")
        .containsExactlyInAnyOrderElementsOf(all);
    assertThat(engine.grants(GrantQuery.all().grantee("ada").kind("table"))).hasSize(2);
    assertThat(engine.grants(GrantQuery.all().grantee("ada").database("postgres"))).isEmpty();

    // What was read can be taken away as it was read, grantors included.
    RevokeOptions.Builder revoke = RevokeOptions.builder();
    engine.grants(GrantQuery.all().grantee("ada")).forEach(revoke::grant);
    engine.revoke(revoke.build());
    assertThat(engine.grants(GrantQuery.all().grantee("ada"))).isEmpty();
  }

  private static Securable within(String kind, String... names) {
    List<String> name = new ArrayList<>(List.of(DATABASE));
    name.addAll(List.of(names));
    return new Securable(kind, name);
  }

  @Test
  void noSessionStaysInADatabaseWhoseRightsWereRead() {
    assertThat(engine.grants(GrantQuery.all())).isNotEmpty();
    // A session there keeps all others from making databases. Closed ones take a moment to end; one
    // that a pool keeps would stay for minutes.
    PostgresHaEngines.await(
        () ->
            server
                .value(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'gds'"
                        + " AND datname IN ('template1', '"
                        + DATABASE
                        + "')")
                .equals(Optional.of("0")));
  }

  @Test
  void whatEverybodyMayDoFromTheStartIsTold() {
    server.executeIn(
        DATABASE, "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'");
    List<Grant> everybody = engine.grants(GrantQuery.all().grantee("public").database(DATABASE));
    assertThat(everybody)
        .extracting(grant -> grant.privilege() + " " + grant.securable().kind())
        .contains("CONNECT DATABASE", "TEMPORARY DATABASE", "EXECUTE FUNCTION", "USAGE SCHEMA");
    assertThat(everybody)
        .allSatisfy(grant -> assertThat(grant.grantee().kind()).isEqualTo(PrincipalKind.PUBLIC))
        .noneMatch(grant -> grant.securable().name().contains("pg_catalog"));

    Principal all = new Principal(PrincipalKind.PUBLIC, "public", Optional.empty());
    engine.revoke(
        RevokeOptions.builder()
            .grant(Grant.of("CONNECT", Securable.database(DATABASE), all))
            .grant(Grant.of("EXECUTE", within("FUNCTION", "public", "f"), all))
            .build());
    assertThat(engine.grants(GrantQuery.all().grantee("public").database(DATABASE)))
        .extracting(grant -> grant.privilege() + " " + grant.securable().kind())
        .doesNotContain("CONNECT DATABASE", "EXECUTE FUNCTION");
  }

  @Test
  void aRightOnTheServersOwnFunctionsIsToldToo() {
    createRole("logs");
    server.execute("GRANT EXECUTE ON FUNCTION pg_ls_dir(text) TO logs");
    assertThat(engine.grants(GrantQuery.all().grantee("logs")))
        .singleElement()
        .satisfies(
            grant ->
                assertThat(grant.securable())
                    .hasToString("FUNCTION postgres/pg_catalog/pg_ls_dir(text)"));
  }

  @Test
  void rightsOnAllThatIsThereAreGivenAtOnce() {
    createUser("ada");
    server.executeIn(DATABASE, "CREATE TABLE t1 (a int)", "CREATE TABLE t2 (a int)");
    engine.grant(
        GrantOptions.builder()
            .grant(
                Grant.of("SELECT", Securable.schema(DATABASE, "public"), Principal.user("ada"))
                    .onAll("TABLE"))
            .build());
    assertThat(engine.grants(GrantQuery.all().grantee("ada"))).hasSize(2);
  }

  @Test
  void rightsThatCannotBeAreRefusedByName() {
    createUser("ada");
    Principal ada = Principal.user("ada");
    Grant select = Grant.of("SELECT", Securable.table(DATABASE, "public", "t"), ada);
    for (Grant impossible :
        List.of(
            select.denied(),
            Grant.of("SHUTDOWN", Securable.server(), ada),
            Grant.of("FIND", Securable.collection(DATABASE, "c"), ada),
            Grant.of("SELECT", new Securable("TABLE", List.of("t")), ada),
            select.onAll("TABLES"),
            Grant.of("USAGE", Securable.schema(DATABASE, "public"), ada).onFuture("LANGUAGES"),
            Grant.of("SELECT", Securable.table(DATABASE, "s", "t"), ada.in("postgres")),
            Grant.of("SELECT", within("LARGE OBJECT", "1; DROP ROLE ada"), ada),
            Grant.of("USAGE", Securable.schema(DATABASE, "s"), ada).onColumns(List.of("a")))) {
      assertThatThrownBy(
              () -> engine.prepareGrant(GrantOptions.builder().grant(impossible).build()))
          .as("%s", impossible)
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("grant");
    }
    assertThat(code(() -> engine.grant(GrantOptions.builder().grant(select).build())))
        .isEqualTo(ErrorCode.NOT_FOUND);
    Grant nobody = Grant.of("CONNECT", Securable.database(DATABASE), Principal.user("absent"));
    assertThatThrownBy(() -> engine.grant(GrantOptions.builder().grant(nobody).build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("absent");
    Grant nowhere = Grant.of("USAGE", Securable.schema("absent", "public"), ada);
    assertThatThrownBy(() -> engine.grant(GrantOptions.builder().grant(nowhere).build()))
        .isInstanceOf(NotFoundException.class);
    Grant routine = Grant.of("EXECUTE", within("FUNCTION", "public", "absent(int)"), ada);
    assertThatThrownBy(() -> engine.grant(GrantOptions.builder().grant(routine).build()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void grantsOfOneDatabaseAreAllGivenOrNone() {
    createUser("ada");
    server.executeIn(DATABASE, "CREATE TABLE t (a int)");
    Principal ada = Principal.user("ada");
    GrantOptions two =
        GrantOptions.builder()
            .grant(Grant.of("SELECT", Securable.table(DATABASE, "public", "t"), ada))
            .grant(Grant.of("SELECT", Securable.table(DATABASE, "public", "absent"), ada))
            .build();
    assertThat(code(() -> engine.grant(two))).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(engine.grants(GrantQuery.all().grantee("ada"))).isEmpty();
  }

  @Test
  void aRightThatAnotherGaveIsSaidToBeStillThere() {
    createUser("ada");
    createUser("grace");
    createUser("mary");
    server.executeIn(
        DATABASE,
        "CREATE TABLE t (a int)",
        "GRANT SELECT ON t TO grace WITH GRANT OPTION",
        "SET ROLE grace; GRANT SELECT ON t TO ada");
    Grant select =
        Grant.of("SELECT", Securable.table(DATABASE, "public", "t"), Principal.user("ada"));
    assertThatThrownBy(() -> engine.revoke(RevokeOptions.builder().grant(select).build()))
        .hasMessageContaining("given by grace")
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.WRONG_STATE);
    Grant asRead = engine.grants(GrantQuery.all().grantee("ada")).get(0);
    assertThat(asRead.grantedBy()).contains("grace");
    engine.revoke(RevokeOptions.builder().grant(asRead).build());
    assertThat(engine.grants(GrantQuery.all().grantee("ada"))).isEmpty();

    server.executeIn(DATABASE, "GRANT SELECT ON t TO mary");
    Grant more =
        Grant.of("SELECT", Securable.table(DATABASE, "public", "t"), Principal.user("ada"));
    as(
        "mary",
        poor ->
            assertThatThrownBy(() -> poor.grant(GrantOptions.builder().grant(more).build()))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("SELECT"));
  }

  @Test
  void onlyTheGrantOptionIsTakenAway() {
    createUser("ada");
    Grant usage =
        Grant.of("CREATE", Securable.database(DATABASE), Principal.user("ada")).withGrantOption();
    engine.grant(GrantOptions.builder().grant(usage).build());
    engine.revoke(RevokeOptions.builder().grant(usage).grantOptionOnly(true).build());
    assertThat(engine.grants(GrantQuery.all().grantee("ada")))
        .singleElement()
        .satisfies(grant -> assertThat(grant.grantable()).isFalse());
  }

  @Test
  void whatAMembershipDoesIsSaidWhereTheServerKnowsIt() {
    createUser("ada");
    createRole("boss");
    RoleMembership admin =
        new RoleMembership(Principal.role("boss"), Principal.user("ada"), true, true, true);
    engine.grant(GrantOptions.builder().membership(admin).build());
    assertThat(user("ada").attributes().get("membership.boss"))
        .contains("admin=true, inherit=true, set=true");
    engine.revoke(RevokeOptions.builder().membership(admin).grantOptionOnly(true).build());
    assertThat(user("ada").attributes().get("membership.boss")).contains("admin=false");

    RoleMembership passive =
        new RoleMembership(Principal.role("boss"), Principal.user("ada"), false, false, false);
    GrantOptions options = GrantOptions.builder().membership(passive).build();
    if (major < 16) {
      assertThatThrownBy(() -> engine.prepareGrant(options))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("before PostgreSQL 16");
    } else {
      engine.grant(options);
      assertThat(user("ada").attributes().get("membership.boss"))
          .contains("inherit=false, set=false");
    }
  }

  @Test
  void aMembershipIsTakenAwayWhoeverGaveIt() {
    createUser("ada");
    createUser("chief");
    createRole("boss");
    server.execute("GRANT boss TO chief WITH ADMIN OPTION");
    server.execute("SET ROLE chief; GRANT boss TO ada");
    if (major >= 16) {
      server.execute("GRANT boss TO ada");
    }
    RoleMembership membership = RoleMembership.of(Principal.role("boss"), Principal.user("ada"));
    engine.revoke(RevokeOptions.builder().membership(membership).build());
    assertThat(user("ada").roles()).isEmpty();
    engine.revoke(RevokeOptions.builder().membership(membership).build());
  }

  @Test
  void aRoleOfFewRightsReadsAndIsToldWhatItLacks() {
    createUser("poor");
    createUser("ada");
    as(
        "poor",
        poor -> {
          assertThat(poor.users()).extracting(UserInfo::name).contains("ada", "poor");
          assertThat(poor.users().get(0).authType()).isEmpty();
          assertThat(poor.users().get(0).attributes()).doesNotContainKey("password");
          assertThat(poor.grants(GrantQuery.all().grantee("public"))).isNotEmpty();
          assertThatThrownBy(() -> poor.createUser(CreateUserOptions.builder().name("x").build()))
              .isInstanceOf(PermissionDeniedException.class)
              .extracting(Object::toString)
              .asString()
              .contains("CREATEROLE");
          assertThatThrownBy(() -> poor.dropUser(drop("ada").build()))
              .isInstanceOf(PermissionDeniedException.class);
          assertThatThrownBy(
                  () ->
                      poor.alterUser(
                          AlterUserOptions.builder().name("ada").connectionLimit(1).build()))
              .isInstanceOf(PermissionDeniedException.class);
          CapabilityStatus status = poor.capabilities().status(SupportsUsers.class);
          assertThat(status.availability()).isEqualTo(Availability.PERMISSION);
          assertThat(status.remedy()).contains("CREATEROLE");
          // Its own password is its own to change.
          poor.alterUser(
              AlterUserOptions.builder().name("poor").password(password("new one")).build());
        });
    assertThat(user("poor").attributes()).containsEntry("password", "scram-sha-256");
  }

  @Test
  void aServerThatWantsMd5IsToldWhatThatIs() {
    server.execute("ALTER DATABASE postgres SET password_encryption = md5");
    try (DatabaseManager other = DatabaseManager.of(new PostgresProvider())) {
      PostgresEngine old =
          other.open(
              PostgresUrls.parse(server.url("postgres")).orElseThrow(), PostgresEngine.class);
      CreateUserOptions ada =
          CreateUserOptions.builder().name("ada").password(password("hunter22")).build();
      Operation<?> plan = old.prepareCreateUser(ada);
      assertThat(plan.checks())
          .anyMatch(check -> check.verdict() == Verdict.WARNING && check.measured().equals("md5"));
      plan.run();
      assertThat(server.value("SELECT rolpassword FROM pg_authid WHERE rolname = 'ada'"))
          .contains("md5" + md5("hunter22ada"));
      assertThat(
              old.prepareAlterUser(AlterUserOptions.builder().name("ada").newName("b").build())
                  .checks())
          .anyMatch(check -> check.verdict() == Verdict.WARNING);
      old.alterUser(
          AlterUserOptions.builder()
              .name("ada")
              .newName("lovelace")
              .password(password("hunter22"))
              .option(PostgresUser.PASSWORD_ENCRYPTION, PostgresPasswordEncryption.SCRAM_SHA_256)
              .build());
      assertThat(user("lovelace").attributes()).containsEntry("password", "scram-sha-256");
      old.alterUser(
          AlterUserOptions.builder()
              .name("lovelace")
              .option(PostgresUser.NO_PASSWORD, true)
              .build());
      assertThat(user("lovelace").attributes()).containsEntry("password", "none");
    } finally {
      server.execute("ALTER DATABASE postgres RESET password_encryption");
    }
  }

  private String md5(String text) {
    return server.value("SELECT md5('" + text + "')").orElseThrow();
  }

  @Test
  void oneWhoMayCreateRolesChangesOnlyThoseHeAdministers() {
    engine.createUser(
        CreateUserOptions.builder().name("chief").option(PostgresUser.CREATE_ROLES, true).build());
    createUser("other");
    as(
        "chief",
        chief -> {
          chief.createUser(
              CreateUserOptions.builder().name("his").password(password("hunter22")).build());
          chief.alterUser(AlterUserOptions.builder().name("his").connectionLimit(2).build());
          AlterUserOptions foreign =
              AlterUserOptions.builder().name("other").connectionLimit(2).build();
          if (major >= 16) {
            assertThatThrownBy(() -> chief.alterUser(foreign))
                .isInstanceOf(PermissionDeniedException.class);
            assertThatThrownBy(() -> chief.dropUser(drop("other").build()))
                .isInstanceOf(PermissionDeniedException.class);
          } else {
            chief.alterUser(foreign);
          }
          chief.dropUser(drop("his").build());
          assertThat(chief.capabilities().status(SupportsUsers.class).isAvailable()).isTrue();
        });
  }

  @Test
  void scopesOfGrantsAreToldApart() {
    createUser("ada");
    createUser("owner");
    Grant future =
        new Grant(
            "SELECT",
            Securable.schema(DATABASE, "public"),
            List.of(),
            Principal.user("ada"),
            false,
            GrantEffect.ALLOW,
            GrantScope.FUTURE_IN,
            Optional.of("TABLES"),
            Optional.of("owner"));
    engine.grant(GrantOptions.builder().grant(future).build());
    assertThat(engine.grants(GrantQuery.all().grantee("ada"))).containsExactly(future);
    engine.revoke(RevokeOptions.builder().grant(future).build());
    assertThat(engine.grants(GrantQuery.all().grantee("ada"))).isEmpty();
  }

  private PostgresEngine through(FaultProxy proxy, DatabaseManager other) {
    return other.open(
        PostgresUrls.parse(
                "postgresql://"
                    + server.superuser()
                    + "@"
                    + proxy.host()
                    + ":"
                    + proxy.port()
                    + "/postgres?sslmode=disable")
            .orElseThrow(),
        PostgresEngine.class);
  }

  @Test
  void aLostAnswerIsAskedFor() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(server.host(), server.port());
        DatabaseManager other = DatabaseManager.of(new PostgresProvider())) {
      PostgresEngine far = through(proxy, other);
      CreateUserOptions ada =
          CreateUserOptions.builder().name("ada").password(password("hunter22")).build();
      proxy.injectOn(Fault.SWALLOW_REPLY, Direction.TO_SERVER, "COMMIT");
      OperationResult<?> committed =
          far.operations().execute(far.prepareCreateUser(ada), OperationContext.none());
      assertThat(proxy.struck()).isPositive();
      assertThat(committed.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(user("ada").attributes()).containsEntry("password", "scram-sha-256");

      proxy.injectOn(Fault.CUT, Direction.TO_SERVER, "CREATE ROLE");
      OperationResult<?> cut =
          far.operations()
              .execute(
                  far.prepareCreateUser(ada.toBuilder().name("grace").build()),
                  OperationContext.none());
      assertThat(cut.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(engine.users()).extracting(UserInfo::name).doesNotContain("grace");

      proxy.injectOn(Fault.SWALLOW_REPLY, Direction.TO_SERVER, "DROP ROLE");
      OperationResult<?> dropped =
          far.operations()
              .execute(far.prepareDropUser(drop("ada").build()), OperationContext.none());
      assertThat(dropped.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(engine.users()).extracting(UserInfo::name).doesNotContain("ada");
    }
  }

  @Test
  void readingTakesFewStatementsHoweverManyThereAre() {
    for (int i = 0; i < 30; i++) {
      server.execute("CREATE ROLE \"many " + i + "\" LOGIN");
    }
    assertThat(statements(() -> assertThat(engine.users()).hasSizeGreaterThan(30))).isEqualTo(2);
    assertThat(statements(() -> engine.roles(PrincipalQuery.all()))).isEqualTo(1);
    engine.refresh();
    long grants = statements(() -> engine.grants(GrantQuery.all().database(DATABASE)));
    // Begin and commit around each, what belongs to the server, where databases are, the database.
    assertThat(grants).isLessThanOrEqualTo(9);
  }

  private static long statements(Runnable work) {
    try (CapturedLogs logs = CapturedLogs.start()) {
      work.run();
      return logs.lines("gds.sql.postgresql").stream()
          .filter(line -> line.contains(": done in "))
          .count();
    }
  }

  @Test
  void overTheCallersOwnDataSourceOnlyItsDatabaseIsReached() {
    createUser("ada");
    server.executeIn(DATABASE, "CREATE TABLE t (a int)", "GRANT SELECT ON t TO ada");
    server.execute("CREATE TABLE mine (a int)", "GRANT SELECT ON mine TO ada");
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.jdbcUrl("postgres"));
    source.setUser(server.superuser());
    try (DatabaseManager other = DatabaseManager.of(new PostgresProvider())) {
      PostgresEngine over =
          other.open(ConnectionInfo.over(DatabaseType.POSTGRESQL, source), PostgresEngine.class);
      assertThat(over.grants(GrantQuery.all().grantee("ada")))
          .singleElement()
          .satisfies(grant -> assertThat(grant.securable().name()).contains("postgres", "mine"));
      Grant more =
          Grant.of("INSERT", Securable.table("postgres", "public", "mine"), Principal.user("ada"));
      over.grant(GrantOptions.builder().grant(more).build());
      assertThatThrownBy(() -> over.prepareDropUser(drop("ada").build()))
          .isInstanceOf(UnsupportedCapabilityException.class);
    } finally {
      server.execute("DROP TABLE mine");
    }
  }
}

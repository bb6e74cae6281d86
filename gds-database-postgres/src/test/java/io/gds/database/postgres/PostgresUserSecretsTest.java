package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.testkit.Canary;
import io.gds.database.testkit.CapturedLogs;
import io.gds.database.testkit.server.PostgresTestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords on servers that ask for them, and log every statement. */
@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
class PostgresUserSecretsTest {
  private static final String SUPERUSER = "the superuser's own";

  @Parameter int major;

  private PostgresTestServer server;
  private DatabaseManager manager;
  private PostgresEngine engine;

  @BeforeEach
  void open() {
    PostgresTestServer.Builder builder =
        PostgresTestServer.builder()
            .major(major)
            .local()
            .scram(SUPERUSER)
            .setting("log_statement", "all")
            .setting("log_min_duration_statement", "0");
    if (major >= 16) {
      builder.setting("scram_iterations", "5000");
    }
    server = builder.share();
    new PostgresWitness(server).sweep();
    manager = DatabaseManager.of(new PostgresProvider());
    engine =
        manager.open(
            PostgresUrls.parse(server.url("postgres")).orElseThrow().toBuilder()
                .credentials(
                    Credentials.password(
                        server.superuser(), SecretRef.inline(SUPERUSER.toCharArray())))
                .build(),
            PostgresEngine.class);
  }

  @AfterEach
  void close() {
    manager.close();
    new PostgresWitness(server).sweep();
    server.close();
  }

  private void logsIn(String user, String password) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(server.jdbcUrl("postgres"), user, password)) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  private void create(String user, String password) {
    engine.createUser(
        CreateUserOptions.builder()
            .name(user)
            .password(SecretRef.inline(password.toCharArray()))
            .build());
  }

  private void change(String user, String password) {
    engine.alterUser(
        AlterUserOptions.builder()
            .name(user)
            .password(SecretRef.inline(password.toCharArray()))
            .build());
  }

  @Test
  void theNewPasswordLogsInAndTheOldOneDoesNot() throws SQLException {
    create("ada", "first");
    logsIn("ada", "first");
    change("ada", "second");
    logsIn("ada", "second");
    assertThatThrownBy(() -> logsIn("ada", "first")).hasMessageContaining("password");
    UserInfo ada = engine.users(PrincipalQuery.all().like("ada")).get(0);
    assertThat(ada.attributes())
        .containsEntry("password", "scram-sha-256")
        .containsEntry("password-iterations", major >= 16 ? "5000" : "4096");
  }

  @Test
  void passwordsOfAllScriptsLogIn() throws SQLException {
    // Soft hyphen, ordinal indicator, no-break space, roman numeral: what SASLprep changes; a
    // control character and an unassigned one: what it cannot prepare; what looks like a verifier.
    List<String> passwords =
        List.of(
            "with ' quote \" and \\ backslash $tag$",
            "so\u00adft",
            "\u00aa\u00a0\u2168",
            "bell\u0007",
            "\u0221unassigned",
            "\u06271",
            "emoji \ud83d\ude00",
            "md5aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "SCRAM-SHA-256$4096:AAAA$AAAA:AAAA",
            " ",
            "x".repeat(1000));
    create("ada", "first");
    for (String password : passwords) {
      change("ada", password);
      logsIn("ada", password);
    }
    // The other way round: what psql's plain statement keeps, opens to the same text.
    assertThat(server.value("SELECT rolpassword ~ '^SCRAM' FROM pg_authid WHERE rolname = 'ada'"))
        .contains("t");
  }

  @Test
  void whatNobodyCouldLogInWithIsRefused() {
    for (String password : List.of("", "a\0b", "half \ud83d")) {
      DatabaseException refused =
          catchThrowableOfType(DatabaseException.class, () -> create("ada", password));
      assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
      assertThat(engine.users(PrincipalQuery.all().like("ada"))).isEmpty();
    }
    assertThatThrownBy(
            () ->
                engine.createUser(
                    CreateUserOptions.builder()
                        .name("ada")
                        .password(SecretRef.of("property", "no.such.property.4711"))
                        .build()))
        .isInstanceOf(AuthenticationFailedException.class);
    assertThat(engine.users(PrincipalQuery.all().like("ada"))).isEmpty();
  }

  @Test
  void thePasswordIsSeenNowhereTheServersLogIncluded() throws IOException, SQLException {
    Canary canary = Canary.random();
    CreateUserOptions ada = CreateUserOptions.builder().name("ada").password(canary.ref()).build();
    try (CapturedLogs logs = CapturedLogs.start()) {
      Operation<?> plan = engine.prepareCreateUser(ada);
      assertThat(plan.script().text()).contains("PASSWORD '<SCRAM-SHA-256 verifier>'");
      canary.assertAbsentFrom("the script", plan.script().text());
      plan.run();
      logsIn("ada", canary.secret());
      canary.assertAbsentFrom(
          "a refused one", engine.operations().execute(engine.prepareCreateUser(ada), none()));
      // One that the server itself refuses, with the statement in its words.
      OperationResult<?> failed =
          engine
              .operations()
              .execute(
                  engine.prepareCreateUser(
                      CreateUserOptions.builder()
                          .name("grace")
                          .password(canary.ref())
                          .role("grace too")
                          .build()),
                  none());
      canary.assertAbsentFrom("a failed one", failed);
      Operation<?> stale =
          engine.prepareAlterUser(
              AlterUserOptions.builder().name("ada").password(canary.ref()).newName("b").build());
      canary.assertAbsentFrom("the other script", stale.script().text());
      stale.run();
      canary.assertAbsentFrom(logs);
      canary.assertAbsentFromProcesses();
    }
    String log = Files.readString(server.logFile().orElseThrow(), StandardCharsets.ISO_8859_1);
    assertThat(log).contains("CREATE ROLE \"ada\"").contains("SCRAM-SHA-256$");
    assertThat(log).doesNotContain(canary.secret());
    canary.assertAbsentFromFiles(server.dataDirectory().orElseThrow());
    logsIn("b", canary.secret());
    engine.dropUser(DropUserOptions.builder().name("b").build());
  }

  @Test
  void aVerifierIsInNoErrorAndNoLogOfOurs() {
    try (CapturedLogs logs = CapturedLogs.start()) {
      // A role that the server lets nobody have: refused only when it is sent.
      DatabaseException refused =
          catchThrowableOfType(
              DatabaseException.class,
              () ->
                  engine.createUser(
                      CreateUserOptions.builder()
                          .name("ada")
                          .password(SecretRef.inline("hunter22".toCharArray()))
                          .option(PostgresUser.REPLICATION, true)
                          .role("pg_database_owner")
                          .build()));
      assertThat(refused).isNotNull();
      assertThat(refused.toString()).doesNotContain("SCRAM-SHA-256$").doesNotContain("hunter22");
      // The driver itself traces what it sends; that cannot be helped from here.
      assertThat(logs.lines())
          .filteredOn(line -> !line.contains(" org.postgresql."))
          .isNotEmpty()
          .noneMatch(line -> line.contains("SCRAM-SHA-256$"));
    }
  }

  private static OperationContext none() {
    return OperationContext.none();
  }
}

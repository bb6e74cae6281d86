package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Verdict;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.TakesEffect;
import io.gds.database.testkit.CapturedLogs;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PostgresSettingsTest {
  private interface Work {
    void with(Servers servers) throws Exception;
  }

  /** Servers of this class alone, whose configuration may be spoilt until the case is over. */
  private static final Map<Integer, PostgresTestServer> RUNNING = new HashMap<>();

  @AfterAll
  static void stop() {
    RUNNING.values().forEach(PostgresTestServer::close);
    RUNNING.clear();
  }

  private static void on(int major, Work work) throws Exception {
    PostgresTestServer server =
        RUNNING.computeIfAbsent(
            major,
            wanted ->
                PostgresTestServer.builder()
                    .major(wanted)
                    .setting("shared_preload_libraries", "pg_stat_statements")
                    .local()
                    .start());
    Servers servers = new Servers(server);
    try (DatabaseManager closing = servers.manager) {
      work.with(servers);
    } finally {
      asItWas(server);
    }
  }

  /** Has the configuration read again, until new sessions have it. */
  private static void reloaded(PostgresTestServer server, String seen) throws Exception {
    server.execute("SELECT pg_reload_conf()");
    for (int i = 0; i < 500 && server.value(seen).isEmpty(); i++) {
      Thread.sleep(10);
    }
  }

  /** Puts a server's configuration back, and drops what a case has made. */
  private static void asItWas(PostgresTestServer server) throws Exception {
    server.execute("ALTER SYSTEM RESET ALL");
    reloaded(
        server,
        "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_settings WHERE NOT pending_restart AND sourcefile ~ 'auto.conf')");
    for (String what : List.of("DATABASE", "ROLE")) {
      String names =
          what.equals("ROLE")
              ? "SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> current_user"
              : "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'";
      Optional<String> left = server.value(names);
      for (; left.isPresent(); left = server.value(names)) {
        if (what.equals("ROLE")) {
          server.execute("DROP OWNED BY \"" + left.get() + "\"");
        }
        server.execute("DROP " + what + " \"" + left.get() + "\"");
      }
    }
  }

  private static Setting setting(Servers servers, String name) {
    return servers.engine.setting(name).orElseThrow();
  }

  private static Setting set(Servers servers, String name, String value) {
    List<Setting> set = servers.engine.setConfiguration(SetConfigurationOptions.of(name, value));
    assertThat(set).hasSize(1);
    return set.get(0);
  }

  /** Restarts the server, and waits until the pool has noticed. */
  private static void restart(Servers servers) {
    servers.server.restart();
    for (int i = 0; i < 20; i++) {
      try {
        servers.engine.ping();
      } catch (DatabaseException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
      }
    }
  }

  private static List<Check> refusals(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void everyKindOfSettingIsReadWithItsUnitRangeDefaultAndSource(int major) throws Exception {
    on(
        major,
        servers -> {
          Setting memory = setting(servers, "work_mem");
          assertThat(memory.value()).contains("4096");
          assertThat(memory.runningValue()).contains("4096");
          assertThat(memory.defaultValue()).contains("4096");
          assertThat(memory.unit()).contains("kB");
          assertThat(memory.kind()).isEqualTo(SettingKind.INTEGER);
          assertThat(memory.min()).contains("64");
          assertThat(memory.source()).contains("default");
          assertThat(memory.takesEffect()).isEqualTo(TakesEffect.ON_RELOAD);
          assertThat(memory.isChanged()).isFalse();
          Setting connections = setting(servers, "max_connections");
          assertThat(connections.takesEffect()).isEqualTo(TakesEffect.ON_RESTART);
          assertThat(connections.source().orElseThrow()).matches(".*/postgresql.conf:\\d+");
          assertThat(setting(servers, "wal_level").choices())
              .containsExactly("minimal", "replica", "logical");
          assertThat(setting(servers, "fsync").kind()).isEqualTo(SettingKind.BOOLEAN);
          assertThat(setting(servers, "block_size").takesEffect()).isEqualTo(TakesEffect.NEVER);
          assertThat(setting(servers, "search_path").kind()).isEqualTo(SettingKind.OTHER);
          assertThat(setting(servers, "log_connections").takesEffect())
              .isEqualTo(TakesEffect.ON_RECONNECT);
          Setting mode = setting(servers, "log_file_mode");
          assertThat(mode.value()).contains("0600");
          assertThat(mode.isChanged()).isFalse();
          assertThat(setting(servers, "DATESTYLE").name()).isEqualTo("DateStyle");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void whatTheDriverSetsForItsOwnConnectionIsNotTakenForTheServers(int major) throws Exception {
    on(
        major,
        servers -> {
          servers.server.execute(
              "ALTER SYSTEM SET application_name = 'of the server'", "SELECT pg_reload_conf()");
          Setting name = setting(servers, "application_name");
          assertThat(name.value()).contains("of the server");
          assertThat(name.attributes()).containsEntry("thisSession", "gds");
          assertThat(setting(servers, "extra_float_digits").value()).contains("1");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aValueIsSetInAnyUnitTakenUpAtOnceAndPutBack(int major) throws Exception {
    on(
        major,
        servers -> {
          for (int i = 0; i < 5; i++) {
            Setting set = set(servers, "work_mem", (i + 8) + "MB");
            assertThat(set.value()).contains(Integer.toString((i + 8) * 1024));
            assertThat(set.runningValue()).isEqualTo(set.value());
            assertThat(servers.server.value("SHOW work_mem")).contains((i + 8) + "MB");
          }
          assertThat(setting(servers, "work_mem").source().orElseThrow())
              .matches(".*/postgresql.auto.conf:\\d+");
          assertThat(servers.engine.configuration(SettingQuery.all().changedOnly(true)))
              .extracting(Setting::name)
              .contains("work_mem");
          assertThat(set(servers, "autovacuum_naptime", "2min").value()).contains("120");
          assertThat(set(servers, "autovacuum_vacuum_scale_factor", "0.5").value()).contains("0.5");
          assertThat(set(servers, "autovacuum", "of").value()).contains("off");
          assertThat(set(servers, "log_min_messages", "ERROR").value()).contains("error");
          assertThat(set(servers, "log_line_prefix", "it's \\ %m ").value())
              .contains("it's \\ %m ");
          List<Setting> reset =
              servers.engine.resetConfiguration(
                  ResetConfigurationOptions.builder()
                      .setting("work_mem")
                      .setting("autovacuum")
                      .build());
          assertThat(reset).extracting(Setting::isChanged).containsExactly(false, false);
        });
  }

  @Test
  void withoutAReloadTheValueIsWrittenAndTheOldOneRuns() throws Exception {
    on(
        PostgresMajors.NEWEST,
        servers -> {
          Setting set =
              servers
                  .engine
                  .setConfiguration(
                      SetConfigurationOptions.builder()
                          .set("work_mem", "8MB")
                          .reload(false)
                          .build())
                  .get(0);
          assertThat(set.value()).contains("8192");
          assertThat(set.runningValue()).contains("4096");
          assertThat(set.pendingRestart()).isFalse();
        });
  }

  /** The last of all, since it leaves a server that would have to be restarted. */
  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  @Order(Integer.MAX_VALUE)
  void whatNeedsARestartIsPendingUntilThenAndListsAreSuchThatTheServerStartsWithThem(int major)
      throws Exception {
    on(
        major,
        servers -> {
          Setting set = set(servers, "shared_buffers", "64MB");
          assertThat(set.pendingRestart()).isTrue();
          assertThat(set.value()).contains("8192");
          String running = set.runningValue().orElseThrow();
          assertThat(set.pendingReason().orElseThrow()).contains(running, "8192");
          assertThat(servers.engine.configuration(SettingQuery.all().pendingOnly(true)))
              .extracting(Setting::name)
              .containsExactly("shared_buffers");
          set(servers, "shared_preload_libraries", "pg_stat_statements, auto_explain");
          set(servers, "search_path", "\"$user\", \"odd, one\", public");
          assertThat(servers.server.value("SHOW search_path"))
              .contains("\"$user\", \"odd, one\", public");
          set(servers, "DateStyle", "ISO, DMY");
          assertThat(servers.server.value("SHOW DateStyle")).contains("ISO, DMY");
          restart(servers);
          assertThat(setting(servers, "shared_buffers").pendingRestart()).isFalse();
          assertThat(setting(servers, "shared_buffers").runningValue()).contains("8192");
          assertThat(servers.server.value("SHOW shared_preload_libraries"))
              .contains("pg_stat_statements, auto_explain");
          set(servers, "search_path", "");
          assertThat(servers.server.value("SELECT current_schemas(false)::text")).contains("{}");
          DatabaseException refused =
              catchThrowableOfType(
                  DatabaseException.class, () -> set(servers, "shared_preload_libraries", " "));
          assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
          assertThat(refused.remedy().orElseThrow()).contains("Reset it");
        });
  }

  @Test
  void everyOneOfTheServersListSettingsIsKnownAsOne() throws Exception {
    on(
        18,
        servers -> {
          try (Connection connection = servers.server.connect("postgres");
              Statement statement = connection.createStatement()) {
            for (Setting one : servers.engine.configuration()) {
              if (one.attributes().get("type").equals("string")
                  && !List.of(TakesEffect.NEVER).contains(one.takesEffect())) {
                String name = PostgresSettingValues.name(one.name());
                try {
                  statement.execute("ALTER SYSTEM SET " + name + " TO 'aa, bb'");
                } catch (SQLException e) {
                  continue; // a value of another kind
                }
                boolean quoted =
                    Files.readString(auto(servers)).contains(one.name() + " = '\"aa, bb\"'");
                assertThat(PostgresSettingValues.isList(one.name()))
                    .as(one.name())
                    .isEqualTo(quoted);
                statement.execute("ALTER SYSTEM RESET " + name);
              }
            }
          }
        });
  }

  private static Path auto(Servers servers) {
    return servers.server.dataDirectory().orElseThrow().resolve("postgresql.auto.conf");
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void whateverAlterSystemRefusesIsRefusedBeforehand(int major) throws Exception {
    on(
        major,
        servers -> {
          List<Setting> all = servers.engine.configuration();
          SetConfigurationOptions.Builder options = SetConfigurationOptions.builder();
          all.forEach(one -> options.set(one.name(), one.value().orElse("x")));
          Set<String> refused =
              servers.engine.prepareSetConfiguration(options.build()).checks().stream()
                  .filter(check -> check.rule().equals("ALTER SYSTEM can set it"))
                  .filter(Check::refused)
                  .map(Check::subject)
                  .collect(Collectors.toSet());
          try (Connection connection = servers.server.connect("postgres");
              Statement statement = connection.createStatement()) {
            for (Setting one : all) {
              boolean really = false;
              try {
                statement.execute("ALTER SYSTEM RESET " + PostgresSettingValues.name(one.name()));
              } catch (SQLException e) {
                really = true;
              }
              assertThat(refused.contains(one.name())).as(one.name()).isEqualTo(really);
            }
          }
        });
  }

  @Test
  void anUnknownNameIsNotFoundAndTheRemedyNamesWhatIsNear() throws Exception {
    on(
        PostgresMajors.OLDEST,
        servers -> {
          NotFoundException e =
              catchThrowableOfType(
                  NotFoundException.class, () -> set(servers, "shared_bufers", "1GB"));
          assertThat(e.remedy().orElseThrow()).contains("shared_buffers");
          assertThat(servers.engine.setting("shared_bufers")).isEmpty();
        });
  }

  @ParameterizedTest
  @CsvSource({
    "work_mem,1XB",
    "work_mem,12 parsecs",
    "work_mem,1kB",
    "autovacuum,perhaps",
    "wal_level,none",
    "autovacuum_naptime,-4"
  })
  void aValueOutOfRangeIsRefusedBeforeAnythingIsSent(String name, String value) throws Exception {
    on(
        PostgresMajors.OLDEST,
        servers -> {
          DatabaseException e =
              catchThrowableOfType(DatabaseException.class, () -> set(servers, name, value));
          assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
          assertThat(e.getMessage()).contains(name);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, 15, PostgresMajors.NEWEST})
  void aRoleOfFewRightsReadsAndIsToldWhichRightItLacksToSet(int major) throws Exception {
    on(
        major,
        servers -> {
          servers.server.execute("CREATE ROLE few LOGIN");
          PostgresEngine few = servers.openAs("few");
          assertThat(few.configuration()).isNotEmpty();
          assertThat(few.setting("work_mem").flatMap(Setting::value)).contains("4096");
          assertThat(few.setting("data_directory")).isEmpty();
          Operation<List<Setting>> operation =
              few.prepareSetConfiguration(SetConfigurationOptions.of("work_mem", "8MB"));
          assertThat(refusals(operation))
              .hasSize(2)
              .extracting(Check::code)
              .containsOnly(ErrorCode.PERMISSION_DENIED);
          if (major < 15) {
            assertThat(refusals(operation).get(0).remedy()).contains("superuser");
            return;
          }
          assertThat(refusals(operation).get(0).remedy())
              .contains("GRANT ALTER SYSTEM ON PARAMETER \"work_mem\" TO \"few\"");
          servers.server.execute(
              "GRANT ALTER SYSTEM ON PARAMETER \"work_mem\" TO \"few\"",
              "GRANT EXECUTE ON FUNCTION pg_catalog.pg_reload_conf() TO \"few\"");
          Setting set = few.setConfiguration(SetConfigurationOptions.of("work_mem", "8MB")).get(0);
          assertThat(set.runningValue()).contains("8192");
          servers.server.execute("ALTER SYSTEM SET shared_buffers = '64MB'");
          servers.server.execute("SELECT pg_reload_conf()");
          few.setConfiguration(SetConfigurationOptions.of("work_mem", "9MB"));
          Setting pending = few.setting("shared_buffers").orElseThrow();
          assertThat(pending.pendingRestart()).isTrue();
          assertThat(pending.value()).as("what this role may not see").isEmpty();
          assertThat(pending.pendingReason()).isPresent();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void anErrorInAFileIsToldInsteadOfAReloadThatDidNothing(int major) throws Exception {
    on(
        major,
        servers -> {
          Path conf = servers.server.dataDirectory().orElseThrow().resolve("postgresql.conf");
          String before = Files.readString(conf);
          Files.writeString(conf, "\nwork_mem = = 4\n", StandardOpenOption.APPEND);
          Operation<List<Setting>> operation =
              servers.engine.prepareSetConfiguration(
                  SetConfigurationOptions.of("autovacuum_naptime", "90s"));
          assertThat(operation.refused()).isFalse();
          assertThat(operation.checks())
              .filteredOn(check -> check.verdict() == Verdict.WARNING)
              .singleElement()
              .extracting(Check::measured)
              .asString()
              .contains("postgresql.conf:", "syntax error");
          DatabaseException e = catchThrowableOfType(DatabaseException.class, operation::run);
          assertThat(e.getMessage()).contains("not taken up", "syntax error");
          Files.writeString(conf, before);
          assertThat(set(servers, "autovacuum_naptime", "91s").runningValue()).contains("91");
        });
  }

  @Test
  void aServerThatForbidsAlterSystemIsRefusedWithTheReason() throws Exception {
    on(
        PostgresMajors.NEWEST,
        servers -> {
          Path conf = servers.server.dataDirectory().orElseThrow().resolve("postgresql.conf");
          String before = Files.readString(conf);
          Files.writeString(conf, "\nallow_alter_system = off\n", StandardOpenOption.APPEND);
          reloaded(servers.server, "SELECT 1 WHERE current_setting('allow_alter_system') = 'off'");
          try {
            DatabaseException e =
                catchThrowableOfType(
                    DatabaseException.class, () -> set(servers, "work_mem", "8MB"));
            assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY);
            assertThat(e.getMessage()).contains("allow_alter_system is off");
          } finally {
            Files.writeString(conf, before);
            reloaded(servers.server, "SELECT 1 WHERE current_setting('allow_alter_system') = 'on'");
          }
        });
  }

  @Test
  void aStandbyTakesItTooAndIsSaidToBeOneNodeOfSeveral() throws Exception {
    try (PostgresCluster cluster =
        PostgresCluster.start(PostgresTestServer.builder().major(PostgresMajors.OLDEST))) {
      PostgresTestServer standby = cluster.addStandby("node2");
      try (Servers servers = new Servers(standby)) {
        Operation<List<Setting>> operation =
            servers.engine.prepareSetConfiguration(SetConfigurationOptions.of("work_mem", "8MB"));
        assertThat(operation.checks())
            .filteredOn(check -> check.verdict() == Verdict.WARNING)
            .extracting(Check::measured)
            .containsExactly("a standby: it is set on this node alone");
        assertThat(operation.run().get(0).runningValue()).contains("8192");
        assertThat(cluster.primary().value("SHOW work_mem")).contains("4MB");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void databasesAndUsersHaveSettingsOfTheirOwn(int major) throws Exception {
    on(
        major,
        servers -> {
          servers.server.execute("CREATE DATABASE \"of own\"", "CREATE ROLE \"us er\" LOGIN");
          SetConfigurationOptions.Builder options =
              SetConfigurationOptions.builder().set("work_mem", "8MB");
          assertThat(
                  servers
                      .engine
                      .setConfiguration(options.database("of own").build())
                      .get(0)
                      .value())
              .contains("8192");
          Setting both =
              servers
                  .engine
                  .setConfiguration(options.set("work_mem", "16MB").user("us er").build())
                  .get(0);
          assertThat(both.value()).contains("16384");
          assertThat(both.source()).contains("database user");
          assertThat(setting(servers, "work_mem").value()).contains("4096");
          assertThat(
                  servers.engine.configuration(
                      SettingQuery.all().database("of own").like("work_mem")))
              .extracting(Setting::value, Setting::source)
              .containsExactly(
                  org.assertj.core.groups.Tuple.tuple(
                      Optional.of("8192"), Optional.of("database")));
          servers.engine.resetConfiguration(
              ResetConfigurationOptions.builder().setting("work_mem").database("of own").build());
          assertThat(
                  servers
                      .engine
                      .configuration(SettingQuery.all().database("of own").like("work_mem"))
                      .get(0)
                      .source())
              .contains("default");
          DatabaseException server =
              catchThrowableOfType(
                  DatabaseException.class,
                  () ->
                      servers.engine.setConfiguration(
                          SetConfigurationOptions.builder()
                              .set("shared_buffers", "64MB")
                              .database("of own")
                              .build()));
          assertThat(server.code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
          assertThat(
                  catchThrowableOfType(
                      NotFoundException.class,
                      () ->
                          servers.engine.setConfiguration(
                              SetConfigurationOptions.builder()
                                  .set("work_mem", "8MB")
                                  .database("nowhere")
                                  .build())))
              .isNotNull();
          PostgresEngine user =
              servers.open(
                  servers.manager.parse(
                      servers.server.url("postgres").replace("postgres@", "us%20er@")));
          assertThat(
                  catchThrowableOfType(
                      PermissionDeniedException.class,
                      () ->
                          user.setConfiguration(
                              SetConfigurationOptions.builder()
                                  .set("work_mem", "8MB")
                                  .database("of own")
                                  .build())))
              .isNotNull();
          user.setConfiguration(
              SetConfigurationOptions.builder().set("work_mem", "9MB").user("us er").build());
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void whatMayHoldAPasswordIsTakenAsASecretAloneAndNeverTold(int major) throws Exception {
    on(
        major,
        servers -> {
          try (CapturedLogs logs = CapturedLogs.start()) {
            DatabaseException openly =
                catchThrowableOfType(
                    DatabaseException.class,
                    () -> set(servers, "Primary_Conninfo", "host=a password=canary-openly"));
            assertThat(openly.code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
            assertThat(openly.toString()).doesNotContain("canary");
            assertThat(logs.lines()).as("the audit").noneMatch(line -> line.contains("canary"));
          }
          Path file = Files.createTempFile("gds", "secret");
          Files.setPosixFilePermissions(
              file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
          Files.writeString(file, "host=a password=canary-secret");
          Operation<List<Setting>> operation =
              servers.engine.prepareSetConfiguration(
                  SetConfigurationOptions.builder()
                      .setSecret("primary_conninfo", SecretRef.of("file", file.toString()))
                      .reload(false)
                      .build());
          assertThat(operation.script().toString()).doesNotContain("canary");
          List<Setting> set = operation.run();
          assertThat(set.get(0).value()).contains(Setting.HIDDEN);
          assertThat(set.toString()).doesNotContain("canary");
          assertThat(Files.readString(auto(servers))).contains("canary-secret");
          Files.delete(file);
          assertThat(
                  catchThrowableOfType(
                      InvalidOptionsException.class,
                      () ->
                          servers.engine.setConfiguration(
                              SetConfigurationOptions.builder()
                                  .setSecret("work_mem", SecretRef.of("env", "X"))
                                  .build())))
              .hasMessageContaining("work_mem");
        });
  }

  private static SetConfigurationOptions.Builder secret(String name, String value) {
    return SetConfigurationOptions.builder().setSecret(name, SecretRef.inline(value.toCharArray()));
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void theServerItselfKeepsNoStatementThatHoldsASecret(int major) throws Exception {
    on(
        major,
        servers -> {
          servers.server.execute(
              "CREATE EXTENSION IF NOT EXISTS pg_stat_statements",
              "ALTER SYSTEM SET log_statement = 'all'",
              "ALTER SYSTEM SET log_min_duration_statement = 0",
              "ALTER SYSTEM SET debug_print_parse = on",
              "SELECT pg_reload_conf()");
          servers.server.execute("SELECT pg_sleep(0.1)");
          servers.engine.setConfiguration(
              secret("restore_command", "fetch --key=canary-kept %f %p").reload(false).build());
          assertThat(
                  servers.server.value(
                      "SELECT query FROM pg_stat_activity WHERE query LIKE '%canary%'"
                          + " AND pid <> pg_backend_pid()"))
              .isEmpty();
          DatabaseException lines =
              catchThrowableOfType(
                  DatabaseException.class,
                  () ->
                      servers.engine.setConfiguration(
                          secret("archive_command", "canary-one\ncanary-two")
                              .reload(false)
                              .build()));
          assertThat(lines.toString()).doesNotContain("canary");
          assertThat(
                  servers.server.value(
                      "SELECT query FROM pg_stat_statements WHERE query ILIKE 'alter system set a%canary%'"))
              .isEmpty();
          assertThat(Files.readString(auto(servers))).contains("canary-kept");
          List<String> log =
              Files.readAllLines(servers.server.logFile().orElseThrow()).stream()
                  .filter(line -> line.matches(".*canary-(kept|one|two).*"))
                  .toList();
          assertThat(log).isEmpty();
          assertThat(servers.engine.setting("log_statement").flatMap(Setting::runningValue))
              .contains("all");
          assertThat(setting(servers, "log_statement").attributes())
              .as("the session follows the server's configuration again")
              .doesNotContainKey("thisSessionSource");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aReloadThatWouldLogASecretIsRefusedUnlessThatIsAllowed(int major) throws Exception {
    on(
        major,
        servers -> {
          SetConfigurationOptions.Builder options =
              secret("primary_conninfo", "host=a password=canary-logged");
          Operation<List<Setting>> refused =
              servers.engine.prepareSetConfiguration(options.build());
          assertThat(refusals(refused))
              .singleElement()
              .satisfies(
                  check -> {
                    assertThat(check.rule())
                        .isEqualTo("no reload writes a secret to the server's log");
                    assertThat(check.remedy())
                        .contains("passfile", "postgresql.secret-in-server-log");
                  });
          assertThat(servers.engine.prepareSetConfiguration(options.reload(false).build()).checks())
              .filteredOn(check -> check.verdict() == Verdict.WARNING)
              .extracting(Check::measured)
              .anyMatch(text -> text.startsWith("the next reload"));
          servers.engine.setConfiguration(
              options
                  .reload(true)
                  .option(PostgresConfiguration.SECRET_IN_SERVER_LOG, true)
                  .build());
          assertThat(Files.readString(servers.server.logFile().orElseThrow()))
              .as("what the check says the server does")
              .contains("changed to \"host=a password=canary-logged\"");
        });
  }

  @Test
  void whoMayNotKeepTheServerFromLoggingIsToldTheGrant() throws Exception {
    on(
        PostgresMajors.NEWEST,
        servers -> {
          servers.server.execute(
              "CREATE ROLE few LOGIN",
              "GRANT pg_read_all_settings TO few",
              "GRANT ALTER SYSTEM ON PARAMETER primary_conninfo TO few");
          PostgresEngine few = servers.openAs("few");
          SetConfigurationOptions options =
              secret("primary_conninfo", "password=canary").reload(false).build();
          Check refused = refusals(few.prepareSetConfiguration(options)).get(0);
          assertThat(refused.measured()).contains("log_min_error_statement", "track_activities");
          String remedy = refused.remedy();
          servers.server.execute(remedy.substring(remedy.indexOf("GRANT"), remedy.indexOf(';')));
          few.setConfiguration(options);
          assertThat(Files.readString(auto(servers))).contains("password=canary");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void commandsThatMayHoldKeysAreNotTold(int major) throws Exception {
    on(
        major,
        servers -> {
          servers.server.execute(
              "ALTER SYSTEM SET archive_command = 'put --key=canary %p'",
              "SELECT pg_reload_conf()");
          for (String name :
              List.of(
                  "archive_command",
                  "restore_command",
                  "archive_cleanup_command",
                  "recovery_end_command",
                  "ssl_passphrase_command",
                  "primary_conninfo")) {
            assertThat(setting(servers, name).sensitive()).as(name).isTrue();
          }
          assertThat(servers.engine.configuration().toString()).doesNotContain("canary");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void whatAnExtensionLeftBehindIsReset(int major) throws Exception {
    on(
        major,
        servers -> {
          servers.server.execute("CREATE ROLE owner_of_some LOGIN");
          Files.writeString(auto(servers), "gone_extension.key = 'x'\n", StandardOpenOption.APPEND);
          servers.server.execute(
              "SELECT pg_reload_conf()",
              "SELECT set_config('gone_extension.level', '1', false)",
              "ALTER ROLE owner_of_some SET gone_extension.level = '2'");
          ResetConfigurationOptions.Builder reset =
              ResetConfigurationOptions.builder().setting("gone_extension.key");
          assertThat(servers.engine.resetConfiguration(reset.build())).isEmpty();
          assertThat(Files.readString(auto(servers))).doesNotContain("gone_extension");
          servers.engine.resetConfiguration(
              ResetConfigurationOptions.builder()
                  .setting("gone_extension.level")
                  .user("owner_of_some")
                  .build());
          assertThat(
                  servers.server.value(
                      "SELECT rolconfig::text FROM pg_roles WHERE rolname = 'owner_of_some'"))
              .isEmpty();
          assertThat(
                  catchThrowableOfType(
                      NotFoundException.class,
                      () -> servers.engine.resetConfiguration(reset.build())))
              .isNotNull();
        });
  }

  @Test
  void aReloadThatIsInterruptedIsCancelled() throws Exception {
    on(
        PostgresMajors.NEWEST,
        servers -> {
          // No server has read its configuration in this year yet.
          String never = "2999-01-01";
          DatabaseException e =
              catchThrowableOfType(
                  DatabaseException.class,
                  () -> {
                    Thread.currentThread().interrupt();
                    PostgresReload.await(servers.context().sql(), never, new QuietStep());
                  });
          assertThat(Thread.interrupted()).isTrue();
          assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "64MB | kB | 65536",
        "1GB | 8kB | 131072",
        "1.5GB | MB | 1536",
        "90s | min | 1.5",
        "500us | ms | 0.5",
        "1d | s | 86400",
        "0x40 | kB | 64",
        "0700 | | 448",
        "7 | ms | 7",
      })
  void numbersAreReadInEveryUnitTheServerReads(String text, String unit, String number) {
    assertThat(
            PostgresSettingValues.number(text, Optional.ofNullable(unit))
                .map(value -> value.stripTrailingZeros().toPlainString()))
        .contains(number);
  }

  @Test
  void aListIsTakenApartAsTheServerDoes() {
    assertThat(PostgresSettingValues.elements(" a, \"b, c\" ,\"d\"\"e\",, f g "))
        .containsExactly("a", "b, c", "d\"e", "f g");
    assertThat(PostgresSettingValues.elements("")).isEmpty();
    assertThat(PostgresSettingValues.sql("search_path", "\"$user\", public"))
        .isEqualTo("'$user', 'public'");
    assertThat(PostgresSettingValues.sql("log_line_prefix", "a\\b'c")).isEqualTo("E'a\\\\b''c'");
  }
}

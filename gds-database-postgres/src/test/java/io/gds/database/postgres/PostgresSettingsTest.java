package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresSettingsTest {
  private interface Work {
    void with(Servers servers) throws Exception;
  }

  /** Work on a server of its own, whose configuration may be spoilt. */
  private static void on(int major, Work work) throws Exception {
    try (Servers servers =
        new Servers(
            PostgresTestServer.builder()
                .major(major)
                .setting("shared_preload_libraries", "pg_stat_statements")
                .local()
                .start())) {
      work.with(servers);
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
        15,
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

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void whatNeedsARestartIsPendingWithOldAndNewValueUntilThen(int major) throws Exception {
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
          restart(servers);
          assertThat(setting(servers, "shared_buffers").pendingRestart()).isFalse();
          assertThat(setting(servers, "shared_buffers").runningValue()).contains("8192");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aListIsWrittenElementByElementSoThatTheServerStartsWithIt(int major) throws Exception {
    on(
        major,
        servers -> {
          set(servers, "shared_preload_libraries", "pg_stat_statements, auto_explain");
          set(servers, "search_path", "\"$user\", \"odd, one\", public");
          assertThat(servers.server.value("SHOW search_path"))
              .contains("\"$user\", \"odd, one\", public");
          set(servers, "DateStyle", "ISO, DMY");
          assertThat(servers.server.value("SHOW DateStyle")).contains("ISO, DMY");
          restart(servers);
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
          for (Setting one : servers.engine.configuration()) {
            if (one.attributes().get("type").equals("string")
                && !List.of(TakesEffect.NEVER).contains(one.takesEffect())) {
              try {
                servers.server.execute(
                    "ALTER SYSTEM SET " + PostgresSettingValues.name(one.name()) + " TO 'aa, bb'");
              } catch (IllegalStateException e) {
                continue; // a value of another kind
              }
              boolean quoted =
                  Files.readString(auto(servers)).contains(one.name() + " = '\"aa, bb\"'");
              assertThat(PostgresSettingValues.isList(one.name())).as(one.name()).isEqualTo(quoted);
              servers.server.execute(
                  "ALTER SYSTEM RESET " + PostgresSettingValues.name(one.name()));
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
          for (Setting one : servers.engine.configuration()) {
            boolean refused =
                servers
                    .engine
                    .prepareSetConfiguration(
                        SetConfigurationOptions.of(one.name(), one.value().orElse("x")))
                    .checks()
                    .stream()
                    .filter(check -> check.rule().equals("ALTER SYSTEM can set it"))
                    .anyMatch(Check::refused);
            boolean really = false;
            try {
              servers.server.execute(
                  "ALTER SYSTEM RESET " + PostgresSettingValues.name(one.name()));
            } catch (IllegalStateException e) {
              really = true;
            }
            assertThat(refused).as(one.name()).isEqualTo(really);
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
    try (Servers servers = Servers.of(PostgresMajors.OLDEST)) {
      DatabaseException e =
          catchThrowableOfType(DatabaseException.class, () -> set(servers, name, value));
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
      assertThat(e.getMessage()).contains(name);
    }
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
    try (Servers servers =
        new Servers(
            PostgresTestServer.builder().major(17).setting("allow_alter_system", "off").start())) {
      DatabaseException e =
          catchThrowableOfType(DatabaseException.class, () -> set(servers, "work_mem", "8MB"));
      assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY);
      assertThat(e.getMessage()).contains("allow_alter_system is off");
    }
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

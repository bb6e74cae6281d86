package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.NotFoundException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.server.PostgresTestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresHealthTest {
  private static final PostgresHealthLimits LIMITS =
      new PostgresHealthLimits(200_000_000L, 400_000_000L);

  private final DatabaseManager manager = PostgresTestEngines.manager();
  private final String name = PostgresTestEngines.name("health");
  private PostgresTestServer server;
  private PostgresEngine engine;

  private void on(int major) {
    server = PostgresTestServer.builder().major(major).share();
    server.execute("CREATE DATABASE " + name);
    engine = PostgresTestEngines.open(manager, server);
  }

  @AfterEach
  void end() {
    manager.close();
    if (server != null) {
      server.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      server.close();
    }
  }

  private List<PostgresHealthFinding> found() {
    return engine.health().stream()
        .filter(
            finding ->
                finding.database().filter(name::equals).isPresent()
                    || finding.subject().equals(name))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aHealthyDatabaseHasNoFindings(int major) {
    on(major);
    server.executeIn(name, "CREATE TABLE item (id serial PRIMARY KEY)");
    assertThat(found()).isEmpty();
    assertThat(engine.database(name).health()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void anInvalidIndexIsFoundInWhicheverDatabaseItIs(int major) {
    on(major);
    server.executeIn(
        name,
        "CREATE TABLE \"odd \"\"one\" (id int)",
        "CREATE INDEX broken ON \"odd \"\"one\" (id)",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'broken'::regclass");
    assertThat(found())
        .containsExactly(
            new PostgresHealthFinding(
                PostgresHealthTopic.INVALID_INDEX,
                PostgresHealthSeverity.WARNING,
                Optional.of(name),
                "public.broken",
                "invalid, of public.\"odd \"\"one\"",
                "valid",
                "Build it anew by reindex, or drop it: every write keeps it up for nothing."));
    assertThat(engine.database(name).health()).isEqualTo(found());
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aSequenceEndsWhereItsColumnDoes(int major) {
    on(major);
    server.executeIn(
        name,
        "CREATE SEQUENCE wide",
        "CREATE TABLE narrow (id int DEFAULT nextval('wide') PRIMARY KEY)",
        "ALTER SEQUENCE wide OWNED BY narrow.id",
        "SELECT setval('wide', 2000000000)",
        "CREATE TABLE half (id smallint GENERATED ALWAYS AS IDENTITY)",
        "SELECT setval('half_id_seq', 25000)",
        "CREATE SEQUENCE down INCREMENT -1 MINVALUE -100 MAXVALUE -1 START -1",
        "SELECT setval('down', -95)",
        "CREATE SEQUENCE around MAXVALUE 10 CYCLE",
        "SELECT setval('around', 10)",
        "CREATE SEQUENCE countdown INCREMENT -1 MINVALUE 1 MAXVALUE 1000 START 1000",
        "SELECT setval('countdown', 990)",
        "CREATE SEQUENCE climb MINVALUE -1000 MAXVALUE 1000 START -1000",
        "SELECT setval('climb', -999)",
        "CREATE SEQUENCE below INCREMENT 1 MINVALUE -1000 MAXVALUE -1 START -1000",
        "SELECT setval('below', -10)",
        "CREATE SEQUENCE far MINVALUE -9223372036854775808 INCREMENT -1 MAXVALUE"
            + " 9223372036854775807 START 9223372036854775807",
        "SELECT setval('far', 9223372036854775000)",
        "CREATE SEQUENCE three MAXVALUE 3",
        "CREATE SEQUENCE unused MAXVALUE 10");
    assertThat(found())
        .extracting(PostgresHealthFinding::subject, PostgresHealthFinding::severity)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("public.below", PostgresHealthSeverity.CRITICAL),
            org.assertj.core.groups.Tuple.tuple("public.down", PostgresHealthSeverity.CRITICAL),
            org.assertj.core.groups.Tuple.tuple(
                "public.wide of narrow.id", PostgresHealthSeverity.CRITICAL),
            org.assertj.core.groups.Tuple.tuple(
                "public.half_id_seq of half.id", PostgresHealthSeverity.WARNING));
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void whatARoleMayNotSeeIsToldAsUnreadableAndNotAsHealthy(int major) {
    on(major);
    String role = PostgresTestEngines.name("few");
    server.execute(
        "CREATE ROLE " + role + " LOGIN", "REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
    try {
      PostgresEngine few = PostgresTestEngines.openAs(manager, server, role);
      assertThat(few.health())
          .filteredOn(finding -> finding.severity() == PostgresHealthSeverity.UNREADABLE)
          .anySatisfy(
              finding -> {
                assertThat(finding.topic()).isEqualTo(PostgresHealthTopic.DATABASE);
                assertThat(finding.database()).contains(name);
                assertThat(finding.remedy()).contains("GRANT CONNECT ON DATABASE \"" + name);
              })
          .anySatisfy(
              finding -> {
                assertThat(finding.topic()).isEqualTo(PostgresHealthTopic.LONG_TRANSACTION);
                assertThat(finding.remedy()).contains("pg_read_all_stats");
              });
      server.execute("GRANT CONNECT ON DATABASE " + name + " TO " + role);
      server.executeIn(name, "CREATE SEQUENCE secret MAXVALUE 10", "SELECT setval('secret', 10)");
      assertThat(few.database(name).health())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.severity()).isEqualTo(PostgresHealthSeverity.UNREADABLE);
                assertThat(finding.subject()).isEqualTo("1 sequences");
              });
      server.execute("GRANT pg_read_all_stats TO " + role);
      assertThat(few.health())
          .extracting(PostgresHealthFinding::topic)
          .doesNotContain(PostgresHealthTopic.LONG_TRANSACTION);
    } finally {
      server.executeIn(name, "DROP OWNED BY " + role);
      server.execute("REVOKE CONNECT ON DATABASE " + name + " FROM " + role, "DROP ROLE " + role);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aDatabaseWhoseDropWasInterruptedOrThatIsClosedIsTold(int major) {
    on(major);
    server.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
    assertThat(found())
        .singleElement()
        .satisfies(
            finding -> assertThat(finding.severity()).isEqualTo(PostgresHealthSeverity.UNREADABLE));
    server.execute("UPDATE pg_database SET datconnlimit = -2 WHERE datname = '" + name + "'");
    assertThat(found())
        .extracting(PostgresHealthFinding::topic)
        .containsExactly(PostgresHealthTopic.HALF_DROPPED);
  }

  @Test
  void aCollationThatChangedIsFound() {
    on(PostgresMajors.NEWEST);
    server.execute("DROP DATABASE " + name);
    server.execute(
        "CREATE DATABASE "
            + name
            + " TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'",
        "UPDATE pg_database SET datcollversion = '0' WHERE datname = '" + name + "'");
    assertThat(found())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.topic()).isEqualTo(PostgresHealthTopic.COLLATION_DRIFT);
              assertThat(finding.measured()).isEqualTo("version 1");
              assertThat(finding.limit()).isEqualTo("version 0");
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aFailingArchiverALostSlotAndAFewStatementsOnly(int major) throws Exception {
    try (PostgresTestServer own =
        PostgresTestServer.builder()
            .major(major)
            .setting("archive_mode", "on")
            .setting("archive_command", "exit 1")
            .setting("max_slot_wal_keep_size", "1MB")
            .setting("log_statement", "all")
            .local()
            .start()) {
      own.execute("SELECT pg_create_physical_replication_slot('forgotten', true)");
      for (int i = 0; i < 4; i++) {
        own.execute("CREATE TABLE t" + i + " (a int)", "SELECT pg_switch_wal()");
      }
      own.execute("CHECKPOINT");
      for (int i = 0;
          i < 100 && own.value("SELECT failed_count FROM pg_stat_archiver").orElse("0").equals("0");
          i++) {
        Thread.sleep(100);
      }
      PostgresEngine opened = PostgresTestEngines.open(manager, own);
      Path log = own.logFile().orElseThrow();
      opened.metadata();
      long before = statements(log);
      List<PostgresHealthFinding> findings = opened.health();
      assertThat(statements(log) - before)
          .as("two for the server, one for its only database that is no template")
          .isBetween(2L, 3L);
      assertThat(findings)
          .anySatisfy(
              finding -> {
                assertThat(finding.topic()).isEqualTo(PostgresHealthTopic.ARCHIVER);
                assertThat(finding.severity()).isEqualTo(PostgresHealthSeverity.CRITICAL);
                assertThat(finding.measured()).contains("and never a success");
              })
          .anySatisfy(
              finding -> {
                assertThat(finding.topic()).isEqualTo(PostgresHealthTopic.REPLICATION_SLOT);
                assertThat(finding.severity()).isEqualTo(PostgresHealthSeverity.CRITICAL);
                assertThat(finding.subject()).isEqualTo("forgotten (physical)");
              });
    }
  }

  private static long statements(Path log) throws Exception {
    return Files.readString(log, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.matches(".*LOG: +(statement|execute).*"))
        .count();
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    on(PostgresMajors.OLDEST);
    assertThatThrownBy(() -> engine.database("gds_none").health())
        .isInstanceOf(NotFoundException.class);
  }

  private static PostgresHealthRow row(String kind, long n1, long n2, String t1, String t2) {
    return new PostgresHealthRow(
        kind,
        "it",
        "",
        n1 < 0 ? OptionalLong.empty() : OptionalLong.of(n1),
        n2 < 0 ? OptionalLong.empty() : OptionalLong.of(n2),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.of(t1),
        Optional.of(t2),
        Optional.empty());
  }

  private static String judged(PostgresHealthRow row) {
    List<PostgresHealthFinding> findings = new ArrayList<>();
    new PostgresServerHealth(LIMITS, findings).add(row);
    return findings.stream()
        .map(finding -> finding.topic() + " " + finding.severity())
        .reduce("", (a, b) -> a.isEmpty() ? b : a + ", " + b);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          database, 399999999, 799999999, '', '', ''
          database, 400000000, 0, '', '', TRANSACTION_AGE WARNING
          database, 1500000000, 0, '', '', TRANSACTION_AGE CRITICAL
          database, 0, 800000000, '', '', MULTIXACT_AGE WARNING
          holder, -1, 100, active, client backend, ''
          holder, 9999999, 100, active, client backend, ''
          holder, 10000000, 100, active, client backend, ROWS_HELD_BACK WARNING
          holder, 200000000, -1, slot, slot, ROWS_HELD_BACK CRITICAL
          holder, 10000000, -1, standby, standby, ROWS_HELD_BACK WARNING
          holder, 5, 600, prepared, prepared, PREPARED_TRANSACTION WARNING
          holder, 10000000, 86400, prepared, prepared, 'PREPARED_TRANSACTION CRITICAL, ROWS_HELD_BACK WARNING'
          session, 3599, 3599, active, '', ''
          session, 3600, 0, active, '', LONG_TRANSACTION WARNING
          session, 86400, 0, active, '', LONG_TRANSACTION CRITICAL
          session, 900, 599, idle in transaction, '', ''
          session, 900, 600, idle in transaction, '', IDLE_IN_TRANSACTION WARNING
          session, 99999, 21600, idle in transaction (aborted), '', IDLE_IN_TRANSACTION CRITICAL
          slot, 1073741823, -1, reserved, false, ''
          slot, 1073741824, -1, reserved, false, REPLICATION_SLOT WARNING
          slot, 10737418240, -1, extended, false, REPLICATION_SLOT CRITICAL
          slot, 10737418239, -1, extended, true, ''
          slot, 10737418240, -1, extended, true, REPLICATION_SLOT WARNING
          slot, 500, 1000, reserved, true, REPLICATION_SLOT WARNING
          slot, 800, 1000, reserved, true, REPLICATION_SLOT CRITICAL
          slot, 16777216, 0, reserved, true, ''
          slot, -1, 0, unreserved, true, REPLICATION_SLOT CRITICAL
          slot, -1, -1, lost, false, REPLICATION_SLOT CRITICAL
          slot, -1, -1, '', false, ''
          archiver, 5, 10, on, true, ARCHIVER CRITICAL
          archiver, 5, 10, on, false, ''
          archiver, 5, 10, off, true, ''
          collation, -1, -1, 1, 2, COLLATION_DRIFT WARNING
          collation, -1, -1, 1, 1, ''
          """)
  void figuresAreJudgedByTheDocumentedLimits(
      String kind, long n1, long n2, String t1, String t2, String expected) {
    assertThat(judged(row(kind, n1, n2, t1, t2))).isEqualTo(expected);
  }

  @Test
  void nobodyIsToldToDropASlotWhoseReaderCanStillCatchUp() {
    List<PostgresHealthFinding> findings = new ArrayList<>();
    PostgresServerHealth judge = new PostgresServerHealth(LIMITS, findings);
    judge.add(row("slot", 5, -1, "unreserved", "true"));
    judge.add(row("slot", -1, -1, "lost", "false"));
    assertThat(findings)
        .extracting(PostgresHealthFinding::severity)
        .containsOnly(PostgresHealthSeverity.CRITICAL);
    assertThat(findings.get(0).remedy()).contains("catch up").doesNotContain("drop");
    assertThat(findings.get(1).remedy()).contains("begin anew");
  }

  @Test
  void wrongChecksumsAreToldAndUnknownOnesAreNot() {
    PostgresHealthRow unknown = row("database", 0, 0, "", "");
    assertThat(judged(unknown)).isEmpty();
    assertThat(
            judged(
                new PostgresHealthRow(
                    "database",
                    "it",
                    "",
                    unknown.n1(),
                    unknown.n2(),
                    OptionalLong.of(3),
                    OptionalLong.of(-1),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())))
        .isEqualTo("CHECKSUM_FAILURE CRITICAL");
  }

  @Test
  void oldTablesAreToldTheOldestFirstAndNotAllOfThem() {
    List<PostgresHealthFinding> findings = new ArrayList<>();
    PostgresDatabaseHealth judge = new PostgresDatabaseHealth("shop", LIMITS, findings);
    for (int i = 0; i < 20; i++) {
      judge.add(row("table", 400_000_000L + i * 100_000_000L, 0, "", ""));
    }
    judge.add(row("collation", -1, -1, "1", "2"));
    judge.end();
    assertThat(findings).hasSize(11);
    assertThat(findings.get(0).topic()).isEqualTo(PostgresHealthTopic.COLLATION_DRIFT);
    assertThat(findings.get(1).measured()).isEqualTo("2300000000 transactions old");
    assertThat(findings.get(1).severity()).isEqualTo(PostgresHealthSeverity.CRITICAL);
    assertThat(findings.get(10).severity()).isEqualTo(PostgresHealthSeverity.WARNING);
  }
}

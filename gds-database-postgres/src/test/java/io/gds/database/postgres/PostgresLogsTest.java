package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogLevel;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.testkit.fault.FaultProxy;
import io.gds.database.testkit.server.PostgresTestServer;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresLogsTest {
  private interface Work {
    void with(Servers servers) throws Exception;
  }

  private static PostgresTestServer.Builder logging(int major, String destination) {
    return PostgresTestServer.builder()
        .major(major)
        .setting("logging_collector", "on")
        .setting("log_destination", destination)
        .setting("log_timezone", "Europe/Berlin")
        .local();
  }

  /** On a server that writes the form, shared by all that want the same. */
  private static void on(int major, String destination, Work work) throws Exception {
    try (Servers servers = new Servers(logging(major, destination).share())) {
      work.with(servers);
    }
  }

  /** Has something written to the log with this level, by the server itself. */
  private static void raise(Servers servers, String level, String message) throws SQLException {
    try (Connection connection = servers.server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("SET log_min_messages = debug1");
      statement.execute(
          "DO $x$ BEGIN RAISE " + level + " '%', " + PostgresSql.literal(message) + "; END $x$");
    } catch (SQLException e) {
      if (!level.equals("EXCEPTION")) {
        throw e;
      }
    }
  }

  private static LogEntry only(Servers servers, LogQuery query) throws InterruptedException {
    // The collector writes what it gets through a pipe.
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    List<LogEntry> entries = servers.engine.logs(query);
    while (entries.isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(20);
      entries = servers.engine.logs(query);
    }
    assertThat(entries).as("%s", query).hasSize(1);
    return entries.get(0);
  }

  @ParameterizedTest
  @CsvSource({"13,csvlog", "15,csvlog", "15,jsonlog", "18,csvlog", "18,jsonlog"})
  void everySeverityIsMappedAndAnEntryHasWhatWasLoggedWithIt(int major, String form)
      throws Exception {
    on(
        major,
        form,
        servers -> {
          for (String[] row :
              new String[][] {
                {"DEBUG", "DEBUG"},
                {"LOG", "INFO"},
                {"INFO", "INFO"},
                {"NOTICE", "NOTICE"},
                {"WARNING", "WARNING"},
                {"EXCEPTION", "ERROR"}
              }) {
            String mark = PostgresTestEngines.name("mark");
            Instant before = servers.engine.serverTime();
            raise(servers, row[0], mark + ": it's \"said\",\nand goes on\twith ünicode\\");
            LogEntry entry =
                only(
                    servers,
                    LogQuery.all().since(before.minusSeconds(1)).containing(mark + ": it"));
            assertThat(entry.message())
                .isEqualTo(mark + ": it's \"said\",\nand goes on\twith ünicode\\");
            assertThat(entry.level()).as(row[0]).isEqualTo(LogLevel.valueOf(row[1]));
            assertThat(entry.timestamp())
                .isBetween(before.minusMillis(1), servers.engine.serverTime());
            assertThat(entry.source()).contains("client backend");
            assertThat(entry.context())
                .containsEntry("user", "postgres")
                .containsEntry("database", "postgres")
                .containsEntry("severity", row[0].equals("EXCEPTION") ? "ERROR" : row[0])
                .containsKeys("pid", "session", "client", "context");
            if (row[0].equals("EXCEPTION")) {
              assertThat(entry.context()).containsEntry("code", "P0001").containsKey("statement");
            }
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"13,csvlog", "18,jsonlog"})
  void aSessionThatIsRefusedIsFatal(int major, String form) throws Exception {
    on(
        major,
        form,
        servers -> {
          Instant before = servers.engine.serverTime();
          try {
            servers.server.connect("no such database").close();
          } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("does not exist");
          }
          LogEntry entry =
              only(servers, LogQuery.all().since(before.minusMillis(5)).atLeast(LogLevel.FATAL));
          assertThat(entry.level()).isEqualTo(LogLevel.FATAL);
          assertThat(entry.context()).containsEntry("code", "3D000");
        });
  }

  @ParameterizedTest
  @CsvSource({"13,csvlog", "18,jsonlog"})
  void aRowOfManyLinesIsOneEntryAcrossTheBordersOfSlices(int major, String form) throws Exception {
    on(
        major,
        form,
        servers -> {
          String mark = PostgresTestEngines.name("long");
          String line =
              "\n2026-01-01 00:00:00.000 UTC,,,1,,aaaa.bbbb,1,,2026-01-01 00:00:00 UTC,,0,"
                  + "FATAL,57P01,forged \"by quotes\",,,,,,,,,,\"postmaster\",,0";
          StringBuilder message = new StringBuilder(mark);
          while (message.length() < 3 * PostgresLogLines.SLICE) {
            message.append(line);
          }
          raise(servers, "LOG", message.toString());
          LogEntry entry = only(servers, LogQuery.all().containing(mark));
          assertThat(entry.message()).isEqualTo(message.toString());
          assertThat(servers.engine.logs(LogQuery.all().limit(100_000)))
              .noneMatch(one -> one.message().startsWith("forged"));
        });
  }

  @ParameterizedTest
  @CsvSource({"13,csvlog", "18,jsonlog"})
  void aMessageThatIsVeryLongIsCutAndSaidToBe(int major, String form) throws Exception {
    on(
        major,
        form,
        servers -> {
          String mark = PostgresTestEngines.name("huge");
          raise(servers, "LOG", mark + "x".repeat(2 * PostgresLogLines.LONGEST));
          raise(servers, "LOG", mark.replace("huge", "behind"));
          LogEntry entry = only(servers, LogQuery.all().containing(mark));
          assertThat(entry.message().length()).isLessThan(PostgresLogLines.LONGEST);
          assertThat(entry.context()).containsEntry("cut", "true");
          only(servers, LogQuery.all().containing(mark.replace("huge", "behind")));
        });
  }

  @ParameterizedTest
  @CsvSource({"13,csvlog", "18,jsonlog"})
  void aWindowReachesOverRotationsAndEntriesComeInOrder(int major, String form) throws Exception {
    try (Servers servers = new Servers(logging(major, form).start())) {
      List<Instant> times = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        raise(servers, "LOG", "turn " + i);
        times.add(only(servers, LogQuery.all().containing("turn " + i)).timestamp());
        Thread.sleep(1100); // names of files have whole seconds
        servers.server.execute("SELECT pg_rotate_logfile()");
        Thread.sleep(300);
      }
      List<LogEntry> all = new ArrayList<>();
      servers.engine.readLogs(LogQuery.all(), all::add);
      assertThat(all).extracting(LogEntry::timestamp).isSorted();
      assertThat(all).extracting(LogEntry::message).contains("turn 0", "turn 1", "turn 2");
      assertThat(
              servers.engine.logs(
                  LogQuery.all().since(times.get(1)).until(times.get(2)).containing("turn")))
          .extracting(LogEntry::message)
          .containsExactly("turn 1");
      assertThat(servers.engine.logs(LogQuery.all().containing("turn").limit(2)))
          .extracting(LogEntry::message)
          .containsExactly("turn 1", "turn 2");
      LogCoverage coverage = servers.engine.logCoverage();
      assertThat(coverage.logs()).containsExactly(form);
      assertThat(coverage.oldest()).contains(all.get(0).timestamp());
      assertThat(coverage.covers(times.get(0))).isTrue();
      IllegalStateException enough = new IllegalStateException("enough");
      assertThat(
              catchThrowableOfType(
                  IllegalStateException.class,
                  () ->
                      servers.engine.readLogs(
                          LogQuery.all(),
                          entry -> {
                            throw enough;
                          })))
          .isSameAs(enough);
    }
  }

  @Test
  void ofALargeFileOnlyThePartOfTheWindowIsRead() throws Exception {
    try (Servers servers = new Servers(logging(PostgresMajors.OLDEST, "csvlog").start())) {
      Path log = servers.server.dataDirectory().orElseThrow().resolve("log/old.csv");
      StringBuilder rows = new StringBuilder();
      Instant begin = Instant.parse("2026-01-01T00:00:00Z");
      for (int i = 0; i < 60_000; i++) {
        rows.append(row(begin.plusSeconds(i * 60L), "row " + i));
      }
      Files.writeString(log, rows);
      int last = 59_900;
      List<LogEntry> found =
          servers.engine.logs(
              LogQuery.all()
                  .since(begin.plusSeconds(last * 60L))
                  .until(begin.plusSeconds((last + 2) * 60L)));
      assertThat(found).extracting(LogEntry::message).containsExactly("row 59900", "row 59901");
      List<LogEntry> all = new ArrayList<>();
      servers.engine.readLogs(LogQuery.all().until(begin.plusSeconds(70_000L * 60)), all::add);
      assertThat(all).hasSize(60_000);
      Files.setLastModifiedTime(log, FileTime.from(Instant.now().plusSeconds(3600)));
      StatementTap tap = new StatementTap();
      try (FaultProxy proxy =
          FaultProxy.to(servers.server.host(), servers.server.port()).tap(tap)) {
        PostgresEngine far = servers.open(Servers.through(proxy, servers.server));
        assertThat(far.logs(LogQuery.all().limit(3)))
            .extracting(LogEntry::message)
            .containsExactly("row 59997", "row 59998", "row 59999");
        assertThat(tap.since(0).stream().filter(text -> text.contains("pg_read_binary_file")))
            .as("slices read for the newest three of a file of %s bytes", Files.size(log))
            .hasSizeBetween(1, 6);
        assertThat(far.logs(LogQuery.all().limit(50_000)))
            .extracting(LogEntry::message)
            .startsWith("row 10000")
            .hasSize(50_000)
            .doesNotHaveDuplicates();
        assertThat(far.logCoverage().notes()).isEmpty();
        Path large = log.resolveSibling("large.csv");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
          sparse.setLength(PostgresLogs.MOST);
        }
        assertThat(far.logCoverage().notes()).anyMatch(note -> note.contains("256 MiB"));
        Files.delete(large);
      }
      Files.setLastModifiedTime(log, FileTime.from(begin));
      assertThat(servers.engine.logs(LogQuery.all().since(begin.plusSeconds(last * 60L))))
          .as("a file that was last written to before the window is not read")
          .noneMatch(entry -> entry.message().startsWith("row"));
    }
  }

  private static String row(Instant at, String message) {
    return at.toString().replace("T", " ").replace("Z", ".000 UTC")
        + ",\"postgres\",\"postgres\",77,\"127.0.0.1:1\",aa.bb,1,\"DO\",2026-01-01 00:00:00"
        + " UTC,3/2,0,LOG,00000,\""
        + message
        + "\",,,,,,,,,\"psql\",\"client backend\",,0\n";
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aRoleWithoutTheRightsIsToldTheExactGrantsAndReadsWithThem(int major) throws Exception {
    on(
        major,
        "csvlog",
        servers -> {
          String role = PostgresTestEngines.name("few");
          servers.server.execute("CREATE ROLE " + role + " LOGIN");
          try {
            PostgresEngine few = servers.openAs(role);
            PermissionDeniedException e =
                catchThrowableOfType(PermissionDeniedException.class, () -> few.logCoverage());
            String remedy = e.remedy().orElseThrow();
            assertThat(few.capabilities().status(SupportsLogs.class))
                .extracting(CapabilityStatus::availability, CapabilityStatus::remedy)
                .containsExactly(Availability.PERMISSION, remedy);
            String grants = remedy.substring(0, remedy.indexOf(" In database"));
            for (String grant : grants.split(";")) {
              servers.server.execute(grant);
            }
            assertThat(few.logs(LogQuery.all().limit(1))).hasSize(1);
            assertThat(few.capabilities().status(SupportsLogs.class).isAvailable()).isTrue();
          } finally {
            servers.manager.close();
            servers.server.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
          }
        });
  }

  @Test
  void aServerThatCollectsNothingOrPlainTextIsRefusedWithTheRemedy() throws Exception {
    try (Servers servers =
        new Servers(
            PostgresTestServer.builder()
                .major(PostgresMajors.OLDEST)
                .setting("log_destination", "csvlog")
                .share())) {
      assertThat(servers.engine.capabilities().status(SupportsLogs.class).availability())
          .isEqualTo(Availability.CONFIGURATION);
      assertThat(
              catchThrowableOfType(
                  UnsupportedCapabilityException.class, () -> servers.engine.logs(LogQuery.all())))
          .hasMessageContaining("logging_collector is off");
    }
    on(
        15,
        "stderr",
        servers -> {
          UnsupportedCapabilityException e =
              catchThrowableOfType(
                  UnsupportedCapabilityException.class, () -> servers.engine.logCoverage());
          assertThat(e.availability()).isEqualTo(Availability.CONFIGURATION);
          assertThat(e.remedy().orElseThrow()).contains("log_destination", "csvlog", "jsonlog");
        });
    on(
        15,
        "stderr,csvlog",
        servers -> {
          assertThat(servers.engine.logCoverage().notes())
              .singleElement()
              .asString()
              .contains("plain text");
          assertThat(
                  catchThrowableOfType(
                      NotFoundException.class,
                      () -> servers.engine.logs(LogQuery.all().log("jsonlog"))))
              .hasMessageContaining("jsonlog");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "DEBUG,00000,DEBUG",
    "DEBUG5,00000,DEBUG",
    "LOG,00000,INFO",
    "INFO,00000,INFO",
    "NOTICE,00000,NOTICE",
    "WARNING,01000,WARNING",
    "ERROR,42601,ERROR",
    "FATAL,57P01,FATAL",
    "PANIC,XX000,FATAL",
    "FEHLER,42601,ERROR",
    "WARNUNG,01000,WARNING",
    "HINWEIS,00000,INFO",
    "SOMETHING,'',UNKNOWN"
  })
  void severitiesAreMappedInEveryLanguage(String severity, String code, LogLevel level) {
    assertThat(PostgresLogEntries.level(severity, code)).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin,2026-07-01 12:00:00.123 CEST,2026-07-01T10:00:00.123Z",
    "Europe/Berlin,2026-01-01 12:00:00.123 CET,2026-01-01T11:00:00.123Z",
    "Europe/Berlin,2026-10-25 02:30:00.000 CEST,2026-10-25T00:30:00Z",
    "Europe/Berlin,2026-10-25 02:30:00.000 CET,2026-10-25T01:30:00Z",
    "Europe/Berlin,2026-10-25 02:30:00.000 UTC,2026-10-25T02:30:00Z",
    "Europe/Istanbul,2026-10-25 02:30:00.000 +03,2026-10-24T23:30:00Z",
    "America/New_York,2026-11-01 01:30:00.000 EST,2026-11-01T06:30:00Z",
    "Nowhere/Land,2026-11-01 01:30:00.000 XYZ,2026-10-31T23:30:00Z",
  })
  void timesAreThoseOfTheLogsZone(String zone, String text, String instant) {
    assertThat(new PostgresLogTimes(zone, 7200).instant(text)).contains(Instant.parse(instant));
  }

  private static List<LogEntry> entries(String text, int slice, int from) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    PostgresCsvLog log =
        new PostgresCsvLog(
            new PostgresLogLines(
                (offset, length) ->
                    Optional.of(
                        Arrays.copyOfRange(
                            bytes,
                            (int) offset,
                            (int) Math.min(bytes.length, offset + Math.min(length, slice)))),
                from,
                bytes.length),
            new PostgresLogEntries(new PostgresLogTimes("UTC", 0)));
    List<LogEntry> entries = new ArrayList<>();
    for (Optional<LogEntry> next = log.next(); next.isPresent(); next = log.next()) {
      entries.add(next.get());
    }
    return entries;
  }

  @Test
  void rowsAreTheSameWhereverSlicesEndAndWhereverAFileBegins() {
    Instant at = Instant.parse("2026-01-01T00:00:00Z");
    String text =
        row(at, "one\nwith \"\"quotes\"\",\nand ünicode") + row(at, "two") + row(at, "three");
    for (int slice = 1; slice < 40; slice++) {
      assertThat(entries(text, slice, 0))
          .extracting(LogEntry::message)
          .containsExactly("one\nwith \"quotes\",\nand ünicode", "two", "three");
    }
    for (int from = 1; from < text.indexOf("two"); from++) {
      assertThat(entries(text, 1000, from))
          .as("from %s", from)
          .extracting(LogEntry::message)
          .endsWith("three")
          .isSubsetOf("two", "three");
    }
  }

  @Test
  void aRowLeftHalfWrittenByACrashHidesNoneOfThoseBehindIt() {
    Instant at = Instant.parse("2026-01-01T00:00:00Z");
    String row = row(at, "half \n of it");
    for (int cut = 30; cut < row.length() - 1; cut++) {
      String text =
          row.substring(0, cut) + "\n" + row(at, "one") + row(at, "two\nlines") + row(at, "three");
      assertThat(entries(text, 1000, 0))
          .as("cut at %s", cut)
          .extracting(LogEntry::message)
          .endsWith("one", "two\nlines", "three");
    }
    assertThat(entries(row(at, "one") + row.substring(0, 60), 1000, 0))
        .as("a last row that is not ended")
        .hasSize(1);
  }

  @Test
  void theTwentyFourColumnsOfThirteenAreReadToo() {
    String row = row(Instant.parse("2026-01-01T00:00:00Z"), "of 13").replace(",,0\n", "\n");
    assertThat(PostgresCsvLog.fields(row.strip())).hasSize(24);
    assertThat(entries(row, 1000, 0).get(0).source()).contains("client backend");
  }

  @Test
  void aLineThatIsNoObjectIsLeftOutOfAJsonLog() {
    String text =
        "age\":\"cut\"}\n"
            + "{\"timestamp\":\"2026-01-01 00:00:00.000 UTC\",\"pid\":7,\"error_severity\":\"LOG\","
            + "\"message\":\"a\\n\\\"b\\\" \\u00fc\\t\",\"remote_host\":\"h\",\"remote_port\":5,"
            + "\"file_name\":\"f.c\",\"file_line_num\":9,\"func_name\":\"g\",\"query_id\":-12}\n"
            + "{\"timestamp\":\"2026-01-01 00:00:00.000 UTC\",\"error_severity\":\"LOG\",\"mess\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    PostgresJsonLog log =
        new PostgresJsonLog(
            new PostgresLogLines(
                (offset, length) ->
                    Optional.of(Arrays.copyOfRange(bytes, (int) offset, (int) offset + length)),
                0,
                bytes.length),
            new PostgresLogEntries(new PostgresLogTimes("UTC", 0)));
    LogEntry entry = log.next().orElseThrow();
    assertThat(entry.message()).isEqualTo("a\n\"b\" ü\t");
    assertThat(entry.context())
        .isEqualTo(
            Map.of(
                "pid",
                "7",
                "client",
                "h:5",
                "severity",
                "LOG",
                "location",
                "g, f.c:9",
                "queryId",
                "-12"));
    assertThat(log.next()).isEmpty();
  }

  @Test
  void entriesALittleOutOfOrderAreToldInOrder() {
    List<Instant> told = new ArrayList<>();
    PostgresLogOrder order = new PostgresLogOrder(entry -> told.add(entry.timestamp()));
    Instant at = Instant.parse("2026-01-01T00:00:00Z");
    for (int i = 0; i < 5000; i++) {
      order.add(
          new LogEntry(
              at.plusMillis(i % 2 == 0 ? i + 3 : i),
              LogLevel.INFO,
              "m",
              Optional.empty(),
              Map.of()));
    }
    order.finish();
    assertThat(told).hasSize(5000).isSorted();
  }
}

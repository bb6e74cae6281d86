package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.Availability;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogLevel;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MssqlLogsTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");

  private static MssqlScene scene(String zone, SqlServerRelease release) {
    return new MssqlScene(
        builder ->
            builder
                .release(release)
                .zone(ZoneId.of(zone))
                .clock(Clock.fixed(BEGIN, ZoneOffset.UTC)));
  }

  private static MssqlScene scene() {
    return scene("Asia/Kolkata", SqlServerRelease.SQL_SERVER_2022);
  }

  private static List<LogEntry> all(MssqlEngine engine, LogQuery query) {
    List<LogEntry> entries = new ArrayList<>();
    engine.readLogs(query, entries::add);
    return entries;
  }

  private static Instant minute(int minute) {
    return BEGIN.plusSeconds(60L * minute);
  }

  @Test
  void theNumberOfAnErrorAndItsMessageAreOneEntry() {
    try (MssqlScene scene = scene()) {
      String refused = "Login failed for user 'x'. Reason: no such login. [CLIENT: 10.1.1.7]";
      scene
          .model
          .errorLog()
          .error(minute(1), "Logon", 18456, 14, 8, refused)
          .error(minute(2), "spid51", 823, 24, 2, "The operating system returned error 21.")
          .add(minute(3), "spid9s", "Recovery is complete.");
      List<LogEntry> entries = scene.engine.logs(LogQuery.all().since(minute(1)));
      assertThat(entries)
          .extracting(LogEntry::timestamp)
          .containsExactly(minute(1), minute(2), minute(3));
      assertThat(entries)
          .extracting(LogEntry::level)
          .containsExactly(LogLevel.ERROR, LogLevel.FATAL, LogLevel.INFO);
      assertThat(entries.get(0).message()).isEqualTo(refused);
      assertThat(entries.get(0).source()).contains("Logon");
      assertThat(entries.get(0).context())
          .containsEntry("code", "18456")
          .containsEntry("severity", "14")
          .containsEntry("state", "8")
          .containsEntry("client", "10.1.1.7");
      assertThat(entries.get(1).context()).containsEntry("session", "51");
      assertThat(entries.get(2).context()).containsOnlyKeys("session");
    }
  }

  @Test
  void theNumberIsFoundInEveryLanguageAndAloneWhereNoMessageFollows() {
    try (MssqlScene scene = scene()) {
      scene
          .model
          .errorLog()
          .add(minute(1), "Logon", "Fehler: 18456, Schweregrad: 14, Status: 5.")
          .add(minute(1), "Logon", "Fehler bei der Anmeldung.")
          .add(minute(2), "spid7", "エラー: 701、重大度: 17、状態: 123。")
          .add(minute(2), "spid8", "Something else.")
          .add(minute(3), "spid9", "Error: 9001, Severity: 21, State: 1. (Params:). Terse.")
          .add(minute(4), "spid9", "Started: 1, waiting: 40, done: 3.");
      assertThat(scene.engine.logs(LogQuery.all().since(minute(1))))
          .extracting(entry -> entry.level() + " " + entry.message())
          .containsExactly(
              "ERROR Fehler bei der Anmeldung.",
              "ERROR エラー: 701、重大度: 17、状態: 123。",
              "INFO Something else.",
              "FATAL Error: 9001, Severity: 21, State: 1. (Params:). Terse.",
              "INFO Started: 1, waiting: 40, done: 3.");
    }
  }

  @Test
  void anEntryHasAllItsLines() {
    try (MssqlScene scene = scene()) {
      scene
          .model
          .errorLog()
          .add(minute(1), "Server", "first\r\n\tsecond\r\n")
          .continued("third")
          .add(minute(2), "Server", "next");
      assertThat(scene.engine.logs(LogQuery.all().since(minute(1))))
          .extracting(LogEntry::message)
          .containsExactly("first\r\n\tsecond\nthird", "next");
    }
  }

  @Test
  void filesAreReadAsOneLogOldestFirst() {
    try (MssqlScene scene = scene()) {
      scene.model.errorLog().add(minute(1), "spid51", "a");
      scene
          .model
          .errorLog()
          .cycle()
          .add(minute(2), "Server", "Microsoft SQL Server")
          .add(minute(3), "spid51", "b");
      scene
          .model
          .errorLog()
          .cycle()
          .add(minute(4), "Server", "no banner")
          .add(minute(5), "spid51", "c");
      LogQuery ofSession = LogQuery.all().source("spid51");
      assertThat(all(scene.engine, ofSession))
          .extracting(LogEntry::message)
          .containsExactly("a", "b", "c");
      assertThat(scene.engine.logs(ofSession))
          .extracting(LogEntry::message)
          .containsExactly("a", "b", "c");
      assertThat(scene.engine.logs(ofSession.limit(2)))
          .extracting(LogEntry::message)
          .containsExactly("b", "c");
      assertThat(all(scene.engine, ofSession.until(minute(3))))
          .extracting(LogEntry::message)
          .containsExactly("a");
      assertThat(all(scene.engine, ofSession.since(minute(3)).until(minute(5))))
          .extracting(LogEntry::message)
          .containsExactly("b");
      assertThat(scene.engine.logs(ofSession.log("ERRORLOG.1")))
          .extracting(LogEntry::message)
          .containsExactly("b");
      assertThat(all(scene.engine, ofSession.log("ERRORLOG.2")))
          .extracting(LogEntry::message)
          .containsExactly("a");
      assertThat(scene.engine.logs(LogQuery.all().containing("BANNER"))).isEmpty();
    }
  }

  @Test
  void onlyTheFilesThatAWindowTouchesAreRead() {
    try (MssqlScene scene = scene()) {
      for (int i = 1; i < 6; i++) {
        scene.model.errorLog().cycle().add(minute(10 * i), "Server", "Microsoft SQL Server " + i);
      }
      scene.engine.metadata();
      assertThat(scene.statements(() -> scene.engine.logs(LogQuery.all().since(minute(55)))))
          .as("the zone and one file")
          .isEqualTo(2);
      assertThat(scene.statements(() -> scene.engine.logs(LogQuery.all().limit(2))))
          .as("the zone and two files")
          .isEqualTo(3);
      assertThat(scene.statements(() -> all(scene.engine, LogQuery.all().since(minute(45)))))
          .as("the zone, a look at two files, and both")
          .isEqualTo(5);
    }
  }

  @Test
  void aFileThatIsBegunMeanwhileNeitherHidesNorDoublesEntries() {
    try (MssqlScene scene = scene()) {
      scene.model.errorLog().add(minute(1), "spid51", "a");
      scene
          .model
          .errorLog()
          .cycle()
          .add(minute(2), "Server", "Microsoft")
          .add(minute(3), "spid51", "b");
      scene
          .peer
          .script()
          .on("EXEC sys.sp_readerrorlog @p1 = 1, @p2 = 1")
          .by(
              request -> {
                if (scene.peer.script().requests().stream()
                        .filter(each -> each.normalized().equals(request.normalized()))
                        .count()
                    == 1) {
                  scene.model.errorLog().cycle().add(minute(4), "Server", "Microsoft");
                }
                return WireAnswer.passed();
              });
      assertThat(all(scene.engine, LogQuery.all().source("spid51")))
          .extracting(LogEntry::message)
          .containsExactly("a", "b");
    }
    try (MssqlScene scene = scene()) {
      scene.model.errorLog().add(minute(1), "spid51", "a");
      scene
          .model
          .errorLog()
          .cycle()
          .add(minute(2), "Server", "Microsoft")
          .add(minute(3), "spid51", "b");
      scene
          .peer
          .script()
          .on("EXEC sys.sp_readerrorlog @p1 = 1, @p2 = 1")
          .by(
              request -> {
                if (scene.peer.script().requests().stream()
                        .filter(each -> each.normalized().equals(request.normalized()))
                        .count()
                    == 1) {
                  scene.model.errorLog().cycle().add(minute(4), "Server", "Microsoft");
                }
                return WireAnswer.passed();
              });
      assertThat(scene.engine.logs(LogQuery.all().source("spid51")))
          .extracting(LogEntry::message)
          .containsExactly("a", "b");
    }
  }

  @Test
  void theRepeatedHourIsToldByWhatWasWrittenBeforeAndIsInBothWindowsOtherwise() {
    try (MssqlScene scene = scene("Europe/Berlin", SqlServerRelease.SQL_SERVER_2022)) {
      LocalDateTime hour = LocalDateTime.parse("2026-10-25T02:00:00");
      Instant first = Instant.parse("2026-10-25T00:00:00Z");
      Instant second = Instant.parse("2026-10-25T01:00:00Z");
      scene
          .model
          .errorLog()
          .addLocal(hour.plusMinutes(30), "spid51", "in the first")
          .addLocal(hour.plusMinutes(10), "spid51", "in the second")
          .addLocal(hour.plusMinutes(90), "spid51", "after");
      LogQuery query = LogQuery.all().source("spid51");
      assertThat(scene.engine.logs(query))
          .extracting(LogEntry::timestamp)
          .containsExactly(
              first.plusSeconds(1800), second.plusSeconds(600), second.plusSeconds(5400));
      assertThat(scene.engine.logs(query.since(first).until(second)))
          .singleElement()
          .satisfies(
              entry ->
                  assertThat(entry.context())
                      .containsEntry("otherTime", second.plusSeconds(1800).toString()));
      assertThat(scene.engine.logs(query.since(second)))
          .extracting(LogEntry::message)
          .as("the one of the first hour may be of the second, as far as anybody knows")
          .containsExactly("in the first", "in the second", "after");
      scene
          .model
          .errorLog()
          .addLocal(LocalDateTime.parse("2027-03-28T02:30:00"), "spid51", "in no hour");
      assertThat(scene.engine.logs(query.limit(1)).get(0).timestamp())
          .isEqualTo(Instant.parse("2027-03-28T00:30:00Z"));
    }
  }

  @Test
  void theAgentsLogIsReadToo() {
    try (MssqlScene scene = scene()) {
      scene
          .model
          .errorLog()
          .agent(minute(1), 1, "[298] SQLServer Error: 229")
          .agent(minute(2), 2, "careful")
          .agent(minute(3), 9, "what is this");
      assertThat(scene.engine.logs(LogQuery.all().log("SQLAGENT").since(minute(1))))
          .extracting(LogEntry::level)
          .containsExactly(LogLevel.ERROR, LogLevel.WARNING, LogLevel.UNKNOWN);
      assertThat(all(scene.engine, LogQuery.all().log("SQLAGENT.0").containing("298")))
          .singleElement()
          .satisfies(entry -> assertThat(entry.context()).containsEntry("code", "298"));
      scene.model.errorLog().noAgent();
      assertThat(
              catchThrowableOfType(
                  NotFoundException.class, () -> all(scene.engine, LogQuery.all().log("SQLAGENT"))))
          .hasMessageContaining("SQLAGENT");
    }
  }

  @Test
  void whatThereIsAndHowFarBackIsToldWithTheReasonForWhatIsNot() {
    try (MssqlScene scene = scene()) {
      scene.model.errorLog().cycle().add(minute(2), "Server", "Microsoft");
      LogCoverage coverage = scene.engine.logCoverage();
      assertThat(coverage.oldest()).contains(BEGIN);
      assertThat(coverage.logs())
          .containsExactly("ERRORLOG", "ERRORLOG.0", "ERRORLOG.1", "SQLAGENT", "SQLAGENT.0");
      assertThat(coverage.notes()).hasSize(1);
      scene.model.errorLog().noAgent();
      assertThat(scene.engine.logCoverage().notes())
          .anyMatch(note -> note.contains("not been started"));
    }
    try (MssqlScene scene =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2019, SqlServerEdition.EXPRESS)) {
      assertThat(scene.engine.logCoverage().notes())
          .anyMatch(note -> note.contains("SQL Server Agent"))
          .anyMatch(note -> note.contains("does not tell its zone") && note.contains("+05:30"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "errorlog",
        "ERRORLOG.100",
        "ERRORLOG.7",
        "SQLAGENT.1",
        "x'; SHUTDOWN --",
        "ERRORLOG.-1"
      })
  void whatIsNoLogIsNotFound(String name) {
    try (MssqlScene scene = scene()) {
      assertThat(
              catchThrowableOfType(
                  NotFoundException.class, () -> scene.engine.logs(LogQuery.all().log(name))))
          .hasMessageContaining("no log");
      assertThat(
              catchThrowableOfType(
                  NotFoundException.class, () -> all(scene.engine, LogQuery.all().log(name))))
          .hasMessageContaining("no log");
    }
  }

  @Test
  void theRightThatLacksIsNamedAsTheVersionCallsIt() {
    try (MssqlScene scene = scene()) {
      MssqlEngine clerk = scene.clerk();
      PermissionDeniedException denied =
          catchThrowableOfType(PermissionDeniedException.class, () -> clerk.logs(LogQuery.all()));
      assertThat(denied.details().get("right")).contains("VIEW ANY ERROR LOG");
      assertThat(denied.remedy())
          .hasValueSatisfying(text -> assertThat(text).contains("GRANT VIEW ANY ERROR LOG"));
      assertThat(clerk.capabilities().status(SupportsLogs.class).availability())
          .isEqualTo(Availability.PERMISSION);
      scene.model.grant("clerk", "VIEW ANY ERROR LOG");
      assertThat(clerk.logs(LogQuery.all())).isNotEmpty();
      assertThat(clerk.capabilities().status(SupportsLogs.class).isAvailable()).isTrue();
    }
    try (MssqlScene scene = scene("UTC", SqlServerRelease.SQL_SERVER_2017)) {
      MssqlEngine clerk = scene.clerk();
      scene.model.grant("clerk", "VIEW SERVER STATE");
      assertThat(clerk.capabilities().status(SupportsLogs.class).availability())
          .isEqualTo(Availability.UNKNOWN);
      PermissionDeniedException denied =
          catchThrowableOfType(PermissionDeniedException.class, clerk::logCoverage);
      assertThat(denied.details().get("right")).contains("securityadmin");
      scene.model.enroll("clerk", "securityadmin");
      assertThat(clerk.logs(LogQuery.all())).isNotEmpty();
      assertThat(clerk.capabilities().status(SupportsLogs.class).isAvailable()).isTrue();
    }
  }

  @Test
  void theServersZoneIsTakenByItsNameOnlyWhereItsClockAgrees() {
    OffsetDateTime summer = OffsetDateTime.parse("2026-07-01T12:00:00+02:00");
    assertThat(MssqlServerZone.of(summer, Optional.of("W. Europe Standard Time")))
        .isEqualTo(new MssqlServerZone(ZoneId.of("Europe/Berlin"), true));
    assertThat(MssqlServerZone.of(summer, Optional.of("GMT Standard Time")))
        .isEqualTo(new MssqlServerZone(ZoneOffset.ofHours(2), false));
    assertThat(MssqlServerZone.of(summer, Optional.of("Middle Earth Standard Time")))
        .isEqualTo(new MssqlServerZone(ZoneOffset.ofHours(2), false));
    assertThat(MssqlServerZone.windowsNames())
        .hasSizeGreaterThan(130)
        .allSatisfy((windows, zone) -> assertThat(ZoneId.of(zone).getId()).isEqualTo(zone));
  }
}

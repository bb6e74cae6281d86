package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class MssqlAgentTest {
  @Test
  void jobsAreToldWithTheirStepsAndSchedules() {
    try (MssqlScene scene = new MssqlScene(builder -> builder.zone(ZoneId.of("Europe/Berlin")))) {
      scene
          .model
          .jobs()
          .job("ni'ght]ly", "sa", true)
          .lastRun(0, 20260701, 3005, 1_020_304, "The job failed.")
          .step("back up", "shop", "BACKUP … canary-s3cret", 20260701, 3006)
          .step("tidy", "msdb", "EXEC tidy", 0, 0)
          .schedule("at night", true, 4, 20261201, 230000)
          .schedule("early", true, 64, 0, 0)
          .job("idle", "sa", false)
          .schedule("off", true, 8, 20261201, 0);
      List<MssqlJob> jobs = scene.engine.jobs();
      assertThat(jobs).extracting(MssqlJob::name).containsExactly("idle", "ni'ght]ly");
      assertThat(jobs.get(0).nextRunAt()).as("it is switched off").isEmpty();
      assertThat(jobs.get(0).lastRun()).isEmpty();
      MssqlJob nightly = jobs.get(1);
      assertThat(nightly.owner()).contains("sa");
      assertThat(nightly.category()).contains("[Uncategorized (Local)]");
      MssqlJobRun last = nightly.lastRun().orElseThrow();
      assertThat(last.outcome()).isEqualTo(MssqlJobOutcome.FAILED);
      assertThat(last.startedAt()).isEqualTo(Instant.parse("2026-06-30T22:30:05Z"));
      assertThat(last.duration()).isEqualTo(Duration.ofHours(102).plusMinutes(3).plusSeconds(4));
      assertThat(last.message()).contains("The job failed.");
      assertThat(nightly.nextRunAt()).contains(Instant.parse("2026-12-01T22:00:00Z"));
      assertThat(nightly.steps()).extracting(MssqlJobStep::name).containsExactly("back up", "tidy");
      assertThat(nightly.steps().get(0).database()).contains("shop");
      assertThat(nightly.steps().get(0).lastRun()).isPresent();
      assertThat(nightly.steps().get(1).lastRun()).isEmpty();
      assertThat(nightly.schedules())
          .extracting(MssqlJobSchedule::frequency)
          .containsExactly(MssqlJobFrequency.DAILY, MssqlJobFrequency.AT_START);
      assertThat(nightly.toString()).doesNotContain("canary");
      assertThat(scene.peer.script().statements()).noneMatch(sql -> sql.contains("command"));
      assertThat(scene.statements(scene.engine::jobs)).isEqualTo(3);
    }
  }

  @Test
  void whereThereIsNoAgentOrNoRightTheReasonIsTold() {
    try (MssqlScene scene =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2019, SqlServerEdition.EXPRESS)) {
      DatabaseException none = catchThrowableOfType(DatabaseException.class, scene.engine::jobs);
      assertThat(none.code()).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY);
      assertThat(none).hasMessageContaining("SQL Server Agent");
    }
    try (MssqlScene scene = new MssqlScene()) {
      assertThat(scene.engine.jobs()).isEmpty();
      PermissionDeniedException denied =
          catchThrowableOfType(PermissionDeniedException.class, scene.clerk()::jobs);
      assertThat(denied).hasMessageContaining("'sysjobs', database 'msdb'");
      assertThat(denied.missingRight()).contains("SELECT");
      assertThat(denied.remedy().orElseThrow()).contains("sysjobsteps", "db_datareader");
    }
  }

  @Test
  void everyNumberOfTheAgentMeansSomething() {
    for (int number = -1; number < 130; number++) {
      assertThat(MssqlJobOutcome.of(number)).isNotNull();
      assertThat(MssqlJobFrequency.of(number)).isNotNull();
    }
    assertThat(List.of(0, 1, 2, 3, 4, 5).stream().map(MssqlJobOutcome::of))
        .containsExactly(MssqlJobOutcome.values());
    assertThat(List.of(1, 4, 8, 16, 32, 64, 128, 2).stream().map(MssqlJobFrequency::of))
        .containsExactly(MssqlJobFrequency.values());
    assertThat(MssqlAgent.local(20260230, 0)).isEmpty();
    assertThat(MssqlAgent.local(0, 0)).isEmpty();
  }
}

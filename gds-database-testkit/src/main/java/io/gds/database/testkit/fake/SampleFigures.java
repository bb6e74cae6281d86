package io.gds.database.testkit.fake;

import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogLevel;
import io.gds.database.observe.Metric;
import io.gds.database.observe.StatementStats;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.TakesEffect;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Samples of settings, metrics, logs and statements. */
final class SampleFigures {
  private SampleFigures() {}

  static List<Record> all() {
    return List.of(
        Setting.builder("max_connections")
            .value("200")
            .runningValue("100")
            .defaultValue("100")
            .unit("connections")
            .kind(SettingKind.INTEGER)
            .min("1")
            .max("1000")
            .choices(List.of("100", "200"))
            .source("set")
            .takesEffect(TakesEffect.ON_RESTART)
            .pendingRestart(true)
            .pendingReason("the running value is still 100")
            .advanced(false)
            .description("The most connections at one time.")
            .attributes(Map.of("group", "connections"))
            .build(),
        new Metric("cache.hits", 98.5, "percent", Samples.AT, Map.of("database", Samples.DATABASE)),
        new LogEntry(
            Samples.AT,
            LogLevel.WARNING,
            "a checkpoint took long",
            Optional.of("checkpointer"),
            Map.of("database", Samples.DATABASE)),
        new LogCoverage(
            Optional.of(Samples.BEFORE),
            Samples.AT,
            List.of(FakeLogs.LOG),
            List.of("Older entries are overwritten.")),
        StatementStats.builder(
                "q-1", "select * from customers where id = ?", 4, Duration.ofSeconds(2))
            .database(Samples.DATABASE)
            .user("ada")
            .minTime(Duration.ofMillis(100))
            .maxTime(Duration.ofSeconds(1))
            .cpuTime(Duration.ofSeconds(1))
            .rows(4)
            .readBytes(4096)
            .writtenBytes(512)
            .since(Samples.BEFORE)
            .lastRunAt(Samples.AT)
            .attributes(Map.of("plan", "index scan"))
            .build());
  }
}

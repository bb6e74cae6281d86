package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogLevel;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.SupportsLogs;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists entries of the server's log. */
@Command(name = "logs", description = "Show the server's log, oldest first.")
final class LogsCommand extends EngineCommand {
  @Mixin private final WindowOptions window = new WindowOptions();

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "Only this and what is worse: info, notice, warning, error, fatal.")
  private @Nullable LogLevel level;

  @Option(names = "--containing", paramLabel = "TEXT", description = "Only with this text.")
  private @Nullable String containing;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many, the newest. Default: 1000.")
  private int limit = 1000;

  LogsCommand(Gds gds) {
    super(gds);
  }

  @Override
  void read(DatabaseEngine engine) {
    window.check();
    if (limit < 1) {
      throw InvalidOptionsException.of(
          "logs", List.of(new OptionFault("--limit", "is at least 1")));
    }
    LogQuery query = LogQuery.all().limit(limit);
    query = window.since().map(query::since).orElse(query);
    query = window.until().map(query::until).orElse(query);
    query = level == null ? query : query.atLeast(level);
    query = containing == null ? query : query.containing(containing);
    SupportsLogs logs = engine.require(SupportsLogs.class);
    gds.output()
        .list(
            logs.logs(query),
            LogEntry.class,
            List.of(
                Column.left("TIME", LogEntry::timestamp),
                Column.left("LEVEL", LogEntry::level),
                Column.left("SOURCE", LogEntry::source),
                Column.left("MESSAGE", LogEntry::message)));
    LogCoverage coverage = logs.logCoverage();
    window
        .since()
        .filter(since -> !coverage.covers(since))
        .ifPresent(
            since ->
                gds.console()
                    .say(
                        "the log does not reach back to "
                            + since
                            + coverage.oldest().map(oldest -> ", only to " + oldest).orElse("")));
  }
}

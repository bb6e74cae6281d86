package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogLevel;
import io.gds.database.observe.LogQuery;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes entries of the rows that sp_readerrorlog gives. An error has two: one with its number,
 * severity and state, in the server's language, and then its message. What has no number was logged
 * with severity 10 or less. Not thread-safe.
 */
final class MssqlLogEntries {
  /** {@code Error: 18456, Severity: 14, State: 8.}, in any language. */
  private static final Pattern HEADER =
      Pattern.compile(
          "[^\\d:：]{1,40}[:：]\\s*(\\d{1,9})[^\\d:：]{1,40}[:：]\\s*(\\d{1,2})"
              + "[^\\d:：]{1,40}[:：]\\s*(\\d{1,3})(?!\\d)[\\s.。]*(.*)",
          Pattern.DOTALL);

  private static final Pattern SESSION = Pattern.compile("spid(\\d+)s?");
  private static final Pattern CLIENT = Pattern.compile("\\[CLIENT: ([^\\]]+)\\]");

  /** The Agent's own numbers, in front of its messages. */
  private static final Pattern AGENT_NUMBER = Pattern.compile("\\[(\\d{1,9})\\].*", Pattern.DOTALL);

  /** Within this time the message of an error follows its number. */
  private static final Duration TOGETHER = Duration.ofSeconds(1);

  private static final int HIGHEST_SEVERITY = 25;
  private static final int LOWEST_FATAL = 20;
  private static final int LOWEST_ERROR = 11;

  private final MssqlLogTimes times;
  private final LogQuery query;
  private final Consumer<LogEntry> consumer;
  private @Nullable Draft draft;

  MssqlLogEntries(MssqlLogTimes times, LogQuery query, Consumer<LogEntry> consumer) {
    this.times = times;
    this.query = query;
    this.consumer = consumer;
  }

  /** An entry that further rows may belong to. */
  private static final class Draft {
    private final LocalDateTime local;
    private final String source;
    private final StringBuilder text;
    private LogLevel level;
    private final Map<String, String> context = new LinkedHashMap<>();
    private boolean awaitsMessage;

    private Draft(LocalDateTime local, String source, String text, LogLevel level) {
      this.local = local;
      this.source = source;
      this.text = new StringBuilder(text);
      this.level = level;
    }
  }

  /** A row of the server's own log. */
  void add(Row row) {
    Optional<LocalDateTime> local = row.optionalLocalTime("LogDate");
    String text = row.optionalText("Text").orElse("").stripTrailing();
    String source = row.optionalText("ProcessInfo").orElse("").strip();
    Draft open = draft;
    if (local.isEmpty()) {
      append(text);
    } else if (open != null && open.awaitsMessage && belongs(open, local.get(), source)) {
      open.awaitsMessage = false;
      open.text.setLength(0);
      open.text.append(text);
    } else {
      end();
      draft = begun(local.get(), source, text);
    }
  }

  /** A row of the Agent's log. */
  void addAgent(Row row) {
    Optional<LocalDateTime> local = row.optionalLocalTime("LogDate");
    String text = row.optionalText("Text").orElse("").stripTrailing();
    if (local.isEmpty()) {
      append(text);
      return;
    }
    end();
    Draft begun =
        new Draft(local.get(), "Agent", text, agentLevel(row.optionalInt("ErrorLevel").orElse(0)));
    Matcher number = AGENT_NUMBER.matcher(text);
    if (number.matches()) {
      begun.context.put("code", number.group(1));
    }
    draft = begun;
  }

  private void append(String text) {
    Draft open = draft;
    if (open != null) {
      open.text.append('\n').append(text);
    }
  }

  private static boolean belongs(Draft open, LocalDateTime local, String source) {
    return open.source.equals(source)
        && Duration.between(open.local, local).abs().compareTo(TOGETHER) <= 0;
  }

  private static Draft begun(LocalDateTime local, String source, String text) {
    Draft begun = new Draft(local, source, text, LogLevel.INFO);
    Matcher header = HEADER.matcher(text);
    if (header.matches() && Integer.parseInt(header.group(2)) <= HIGHEST_SEVERITY) {
      begun.level = level(Integer.parseInt(header.group(2)));
      begun.context.put("code", header.group(1));
      begun.context.put("severity", header.group(2));
      begun.context.put("state", header.group(3));
      begun.awaitsMessage = header.group(4).isBlank();
    }
    Matcher session = SESSION.matcher(source);
    if (session.matches()) {
      begun.context.put("session", session.group(1));
    }
    return begun;
  }

  /** The last row has been added, or what follows belongs to nothing before it. */
  void end() {
    Draft done = draft;
    draft = null;
    if (done == null) {
      return;
    }
    Matcher client = CLIENT.matcher(done.text);
    if (client.find()) {
      done.context.put("client", client.group(1));
    }
    MssqlLogTimes.Moment moment = times.next(done.local);
    moment.other().ifPresent(other -> done.context.put("otherTime", other.toString()));
    LogEntry entry =
        new LogEntry(
            moment.instant(),
            done.level,
            done.text.toString(),
            done.source.isEmpty() ? Optional.empty() : Optional.of(done.source),
            done.context);
    if (query.matches(entry)) {
      consumer.accept(entry);
    }
  }

  /**
   * The level of a severity.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-error-severities">Database
   *     Engine error severities</a>
   */
  static LogLevel level(int severity) {
    return severity >= LOWEST_FATAL
        ? LogLevel.FATAL
        : severity >= LOWEST_ERROR ? LogLevel.ERROR : LogLevel.INFO;
  }

  /**
   * The level of the Agent's number for it: as a setting informational is 4, and logs have 3 for
   * it.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/dotnet/api/microsoft.sqlserver.management.smo.agent.agentloglevels">AgentLogLevels</a>
   */
  static LogLevel agentLevel(int number) {
    return switch (number) {
      case 1 -> LogLevel.ERROR;
      case 2 -> LogLevel.WARNING;
      case 3, 4 -> LogLevel.INFO;
      default -> LogLevel.UNKNOWN;
    };
  }
}

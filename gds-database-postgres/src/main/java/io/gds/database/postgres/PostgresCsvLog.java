package io.gds.database.postgres;

import io.gds.database.observe.LogEntry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a csvlog. A row goes on over line feeds as long as a quote is open, so that nobody
 * can forge one by a statement with line feeds in it. What is before the first row, where a file
 * begins in the middle of one, is left out, and so is a row that a crash left half written. Not
 * thread-safe.
 */
final class PostgresCsvLog implements PostgresLogFormat {
  /** How much of a row of many lines is kept. */
  private static final int LONGEST = 4 * PostgresLogLines.LONGEST;

  /** 13 has 24 columns, 14 to 18 have 26; a newer version may have some more. */
  private static final int FEWEST = 24;

  private static final int MOST = 32;

  private static final int TO_MESSAGE = 14;

  /** How a row begins, as far as a row of any session does. */
  private static final Pattern BEGIN =
      Pattern.compile(
          "^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} [^,\"]+,.*", Pattern.DOTALL);

  private final PostgresLogLines lines;
  private final PostgresLogEntries entries;
  private final Deque<PostgresLogLines.Line> again = new ArrayDeque<>();

  PostgresCsvLog(PostgresLogLines lines, PostgresLogEntries entries) {
    this.lines = lines;
    this.entries = entries;
  }

  private PostgresLogLines.@Nullable Line take() {
    PostgresLogLines.Line line = again.pollFirst();
    return line == null ? lines.next() : line;
  }

  @Override
  public Optional<LogEntry> next() {
    while (true) {
      PostgresLogLines.Line first = take();
      if (first == null) {
        return Optional.empty();
      }
      if (begins(first)) {
        Optional<LogEntry> entry = row(first);
        if (entry.isPresent()) {
          return entry;
        }
      }
    }
  }

  static boolean begins(PostgresLogLines.Line line) {
    return BEGIN
        .matcher(
            new String(
                line.bytes(), 0, Math.min(line.bytes().length, 80), StandardCharsets.ISO_8859_1))
        .matches();
  }

  /** The row that begins with this line; if there is none, its other lines are looked at again. */
  private Optional<LogEntry> row(PostgresLogLines.Line first) {
    List<PostgresLogLines.Line> row = new ArrayList<>(List.of(first));
    int kept = first.bytes().length;
    int quotes = first.quotes();
    boolean cut = first.cut();
    while (quotes % 2 != 0) {
      PostgresLogLines.Line more = take();
      if (more == null
          || (!cut && kept > LONGEST && row.stream().skip(1).anyMatch(PostgresCsvLog::begins))) {
        if (more != null) {
          again.addFirst(more);
        }
        return giveBack(row);
      }
      quotes += more.quotes();
      cut |= more.cut() || kept > LONGEST;
      if (kept <= LONGEST) {
        row.add(more);
        kept += more.bytes().length + 1;
      }
    }
    List<String> fields = fields(text(row));
    Map<String, String> named = named(fields);
    Optional<LogEntry> entry =
        isRow(fields, named, cut) ? entries.entry(named, cut) : Optional.empty();
    return entry.isPresent() ? entry : giveBack(row);
  }

  /**
   * Whether it looks like a row from its begin to its end: half of one, followed by others, has
   * texts where numbers belong.
   */
  private static boolean isRow(List<String> fields, Map<String, String> named, boolean cut) {
    boolean begins =
        fields.size() >= TO_MESSAGE
            && fields.size() <= MOST
            && named.getOrDefault("pid", "").matches("\\d+")
            && named.getOrDefault("line_num", "").matches("\\d+")
            && named.getOrDefault("state_code", "").matches("[0-9A-Z]{5}|");
    return begins
        && (cut
            || (fields.size() >= FEWEST
                && named.getOrDefault("internal_position", "").matches("\\d*")
                && named.getOrDefault("cursor_position", "").matches("\\d*")
                && named.getOrDefault("application_name", "").indexOf('\n') < 0
                && named.getOrDefault("backend_type", "").indexOf('\n') < 0
                && named.getOrDefault("leader_pid", "").matches("\\d*")
                && named.getOrDefault("query_id", "").matches("-?\\d*")));
  }

  private Optional<LogEntry> giveBack(List<PostgresLogLines.Line> row) {
    for (int i = row.size() - 1; i > 0; i--) {
      again.addFirst(row.get(i));
    }
    return Optional.empty();
  }

  private static String text(List<PostgresLogLines.Line> row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (PostgresLogLines.Line line : row) {
      if (bytes.size() > 0) {
        bytes.write('\n');
      }
      bytes.writeBytes(line.bytes());
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The fields of a row; a quote that is not closed ends with the row. */
  static List<String> fields(String row) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < row.length(); i++) {
      char c = row.charAt(i);
      if (quoted && c == '"' && i + 1 < row.length() && row.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  private static Map<String, String> named(List<String> fields) {
    Map<String, String> named = new LinkedHashMap<>();
    int known = Math.min(fields.size(), PostgresLogEntries.COLUMNS.size());
    for (int i = 0; i < known; i++) {
      named.put(PostgresLogEntries.COLUMNS.get(i), fields.get(i));
    }
    return named;
  }
}

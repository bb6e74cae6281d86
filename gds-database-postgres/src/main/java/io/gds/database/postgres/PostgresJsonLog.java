package io.gds.database.postgres;

import io.gds.database.observe.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The entries of a jsonlog: one flat object a line. Lines that are none, where a file begins or
 * ends in the middle of one, are left out. Not thread-safe.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-JSONLOG">Using
 *     JSON-Format Log Output</a>
 */
final class PostgresJsonLog implements PostgresLogFormat {
  private final PostgresLogLines lines;
  private final PostgresLogEntries entries;

  PostgresJsonLog(PostgresLogLines lines, PostgresLogEntries entries) {
    this.lines = lines;
    this.entries = entries;
  }

  @Override
  public Optional<LogEntry> next() {
    while (true) {
      PostgresLogLines.Line line = lines.next();
      if (line == null) {
        return Optional.empty();
      }
      Map<String, String> fields = fields(line);
      Optional<LogEntry> entry = entries.entry(fields, line.cut());
      if (entry.isPresent()) {
        return entry;
      }
    }
  }

  private static Map<String, String> fields(PostgresLogLines.Line line) {
    Map<String, String> fields =
        new Parser(new String(line.bytes(), StandardCharsets.UTF_8)).fields(line.cut());
    String host = fields.remove("remote_host");
    String port = fields.remove("remote_port");
    if (host != null) {
      fields.put("connection_from", port == null ? host : host + ":" + port);
    }
    String file = fields.remove("file_name");
    if (file != null) {
      fields.put(
          "location",
          fields.getOrDefault("func_name", "")
              + ", "
              + file
              + ":"
              + fields.getOrDefault("file_line_num", ""));
    }
    return fields;
  }

  /** Reads an object whose values are texts and numbers; nothing at all if it is none. */
  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    /** The fields; of a line that was cut, those before the cut and the one it goes through. */
    Map<String, String> fields(boolean cut) {
      Map<String, String> fields = new LinkedHashMap<>();
      if (!takes('{')) {
        return fields;
      }
      while (takes('"')) {
        String key = string();
        if (!takes(':')) {
          break;
        }
        fields.put(key, takes('"') ? string() : bare());
        if (takes('}')) {
          return fields;
        }
        if (!takes(',')) {
          break;
        }
      }
      return cut ? fields : new LinkedHashMap<>();
    }

    private boolean takes(char c) {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private String bare() {
      int from = at;
      while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '}') {
        at++;
      }
      return text.substring(from, at).strip();
    }

    /** The rest of a string behind its quote. */
    private String string() {
      StringBuilder string = new StringBuilder();
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '"') {
          break;
        }
        string.append(c == '\\' ? escaped() : c);
      }
      return string.toString();
    }

    private char escaped() {
      char c = at < text.length() ? text.charAt(at++) : '\\';
      return switch (c) {
        case 'n' -> '\n';
        case 't' -> '\t';
        case 'r' -> '\r';
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'u' -> unicode();
        default -> c;
      };
    }

    private char unicode() {
      if (at + 4 <= text.length() && text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      return '\uFFFD';
    }
  }
}

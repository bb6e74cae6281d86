package io.gds.database.mongodb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogLevel;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a line of the server's log: a JSON document from 4.4 on, plain text before. A line that was
 * cut is told raw, with what could be read of it. Pure.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/log-messages/">Log messages</a>
 */
final class MongoLogLine {
  /** Of an entry whose line was cut, or is none that can be read. */
  static final String RAW = "raw";

  private static final JsonFactory JSON = new JsonFactory();

  /** {@code 2020-01-01T10:00:00.000+0000 I NETWORK [listener] waiting for connections}. */
  private static final Pattern PLAIN =
      Pattern.compile(
          "(\\S+)\\s+([DIWEF][1-5]?)\\s+(\\S+)\\s+\\[([^\\]]*)\\]\\s?(.*)", Pattern.DOTALL);

  private static final DateTimeFormatter OLD_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXX");

  private Optional<Instant> time = Optional.empty();
  private LogLevel level = LogLevel.UNKNOWN;
  private Optional<String> component = Optional.empty();
  private Optional<String> message = Optional.empty();
  private final Map<String, String> context = new LinkedHashMap<>();

  private MongoLogLine() {}

  static MongoLogLine read(String line) {
    MongoLogLine read = new MongoLogLine();
    if (line.startsWith("{")) {
      read.json(line);
    } else {
      read.plain(line);
    }
    return read;
  }

  /** When it was written, as far as it says. */
  Optional<Instant> time() {
    return time;
  }

  /**
   * The entry.
   *
   * @param otherwise the time of a line that says none
   */
  LogEntry entry(Instant otherwise) {
    return new LogEntry(time.orElse(otherwise), level, message.orElse(""), component, context);
  }

  private void json(String line) {
    try (JsonParser parser = JSON.createParser(line)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        member(name, parser);
      }
      if (parser.currentToken() != JsonToken.END_OBJECT) {
        raw(line);
      }
    } catch (IOException e) {
      raw(line);
    }
    if (message.isEmpty()) {
      raw(line);
    }
  }

  private void raw(String line) {
    message = Optional.of(line);
    context.put(RAW, "true");
  }

  private void member(String name, JsonParser parser) throws IOException {
    switch (name) {
      case "t" -> time = time(date(parser));
      case "s" -> severity(text(parser));
      case "c" -> component = Optional.of(text(parser).strip()).filter(c -> !c.equals("-"));
      case "msg" -> message = Optional.of(text(parser));
      case "attr" -> attributes(parser);
      default -> context.put(name, text(parser));
    }
  }

  private static String date(JsonParser parser) throws IOException {
    String found = "";
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return text(parser);
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean date = parser.currentName().equals("$date");
      parser.nextToken();
      String text = text(parser);
      found = date ? text : found;
    }
    return found;
  }

  /** Each by its own name, unless the line itself has that. */
  private void attributes(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      context.put("attr", text(parser));
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      context.put(context.containsKey(name) ? "attr." + name : name, text(parser));
    }
  }

  /** Any value; documents and arrays as JSON. */
  private static String text(JsonParser parser) throws IOException {
    if (!parser.currentToken().isStructStart()) {
      return parser.getText();
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      generator.copyCurrentStructure(parser);
    }
    return text.toString();
  }

  private void severity(String text) {
    level = level(text);
    context.put("severity", text);
  }

  static LogLevel level(String severity) {
    return switch (severity) {
      case "F" -> LogLevel.FATAL;
      case "E" -> LogLevel.ERROR;
      case "W" -> LogLevel.WARNING;
      case "I" -> LogLevel.INFO;
      case "D", "D1", "D2" -> LogLevel.DEBUG;
      case "D3", "D4", "D5" -> LogLevel.TRACE;
      default -> LogLevel.UNKNOWN;
    };
  }

  private static Optional<Instant> time(String text) {
    return time(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME).or(() -> time(text, OLD_TIME));
  }

  private static Optional<Instant> time(String text, DateTimeFormatter format) {
    try {
      return Optional.of(OffsetDateTime.parse(text, format).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private void plain(String line) {
    Matcher parts = PLAIN.matcher(line);
    if (!parts.matches()) {
      raw(line);
      return;
    }
    time = time(parts.group(1));
    severity(parts.group(2));
    component = Optional.of(parts.group(3)).filter(c -> !c.equals("-"));
    context.put("ctx", parts.group(4));
    message = Optional.of(parts.group(5));
  }
}

package io.gds.database.mongodb;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/** Writes documents as text. Not thread-safe. */
abstract class MongoExportWriter {
  private static final byte[] NEW_LINE = {'\n'};

  private final OutputStream out;
  private long documents;

  private MongoExportWriter(OutputStream out) {
    this.out = out;
  }

  static MongoExportWriter of(MongoExportOptions options, OutputStream out) {
    return switch (options.format()) {
      case JSON_LINES -> new Json(out, options.canonical(), false);
      case JSON_ARRAY -> new Json(out, options.canonical(), true);
      case CSV -> new Csv(out, options.fields(), options.header());
    };
  }

  /** What stands before the first. */
  abstract void begin() throws IOException;

  /** One document. */
  final void document(BsonDocument document) throws IOException {
    write(document, documents == 0);
    documents++;
  }

  abstract void write(BsonDocument document, boolean first) throws IOException;

  /** What stands behind the last. */
  abstract void end() throws IOException;

  /** How many were written. */
  long documents() {
    return documents;
  }

  final void text(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  final void line(String text) throws IOException {
    text(text);
    out.write(NEW_LINE);
  }

  private static final class Json extends MongoExportWriter {
    private final JsonWriterSettings settings;
    private final boolean array;

    Json(OutputStream out, boolean canonical, boolean array) {
      super(out);
      settings =
          JsonWriterSettings.builder()
              .outputMode(canonical ? JsonMode.EXTENDED : JsonMode.RELAXED)
              .build();
      this.array = array;
    }

    @Override
    void begin() throws IOException {
      if (array) {
        text("[");
      }
    }

    @Override
    void write(BsonDocument document, boolean first) throws IOException {
      if (array) {
        text(first ? "\n" : ",\n");
        text(document.toJson(settings));
      } else {
        line(document.toJson(settings));
      }
    }

    @Override
    void end() throws IOException {
      if (array) {
        line(documents() == 0 ? "]" : "\n]");
      }
    }
  }

  private static final class Csv extends MongoExportWriter {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int LAST_YEAR = 9999;

    private final List<String> fields;
    private final boolean header;

    Csv(OutputStream out, List<String> fields, boolean header) {
      super(out);
      this.fields = fields;
      this.header = header;
    }

    @Override
    void begin() throws IOException {
      if (header) {
        row(fields);
      }
    }

    @Override
    void write(BsonDocument document, boolean first) throws IOException {
      row(fields.stream().map(field -> plain(MongoFieldPaths.value(document, field))).toList());
    }

    @Override
    void end() {
      // A line is whole by itself.
    }

    private void row(List<String> values) throws IOException {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < values.size(); i++) {
        if (i > 0) {
          row.append(',');
        }
        quoted(row, values.get(i));
      }
      // An empty line would not be a row.
      line(row.isEmpty() ? "\"\"" : row.toString());
    }

    private static void quoted(StringBuilder row, String value) {
      boolean needs =
          value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
              || (!value.isEmpty() && Character.isWhitespace(value.charAt(0)));
      if (needs) {
        row.append('"').append(value.replace("\"", "\"\"")).append('"');
      } else {
        row.append(value);
      }
    }

    private static String plain(@Nullable BsonValue value) {
      if (value == null) {
        return "";
      }
      return switch (value.getBsonType()) {
        case NULL -> "";
        case STRING -> value.asString().getValue();
        case BOOLEAN -> Boolean.toString(value.asBoolean().getValue());
        case INT32 -> Integer.toString(value.asInt32().getValue());
        case INT64 -> Long.toString(value.asInt64().getValue());
        case DOUBLE -> Double.toString(value.asDouble().getValue());
        case DECIMAL128 -> value.asDecimal128().getValue().toString();
        case OBJECT_ID -> "ObjectId(" + value.asObjectId().getValue().toHexString() + ")";
        case DATE_TIME -> time(value.asDateTime().getValue());
        case BINARY -> HexFormat.of().withUpperCase().formatHex(value.asBinary().getData());
        case JAVASCRIPT -> value.asJavaScript().getCode();
        case REGULAR_EXPRESSION ->
            "/"
                + value.asRegularExpression().getPattern()
                + "/"
                + value.asRegularExpression().getOptions();
        default -> MongoJson.of(value);
      };
    }

    /** Those that have no usual form are told as the number that they are. */
    private static String time(long millis) {
      try {
        Instant at = Instant.ofEpochMilli(millis);
        int year = at.atOffset(ZoneOffset.UTC).getYear();
        return year >= 0 && year <= LAST_YEAR ? TIME.format(at) : Long.toString(millis);
      } catch (DateTimeException e) {
        return Long.toString(millis);
      }
    }
  }
}

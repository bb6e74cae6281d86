package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireColumn;
import java.util.Locale;
import java.util.Optional;

/**
 * A column of a table.
 *
 * @param type as the server declares it, such as {@code NUMBER(38,0)}
 * @param fallback its default's expression
 */
record ModelColumn(String name, String type, boolean nullable, Optional<String> fallback) {
  /** Reads one as it stands in CREATE TABLE; what follows the type and is not known fails. */
  static ModelColumn read(SnowflakeReader statement) {
    String name = statement.name();
    String type = ModelType.read(statement);
    boolean nullable = true;
    Optional<String> fallback = Optional.empty();
    while (!statement.atOne(",", ")")) {
      if (statement.take("NOT", "NULL")) {
        nullable = false;
      } else if (statement.take("DEFAULT")) {
        fallback = Optional.of(statement.value());
      } else {
        statement.demand("NULL");
      }
    }
    return new ModelColumn(name, type, nullable, fallback);
  }

  /** As the server answers it. */
  WireColumn wire() {
    return new WireColumn(name, ModelType.wire(type));
  }

  /** As SHOW COLUMNS tells the type. */
  String json() {
    String word = ModelType.word(type);
    String arguments =
        type.contains("(") ? type.substring(type.indexOf('(') + 1, type.indexOf(')')) : "";
    String detail =
        switch (word) {
          case "NUMBER" ->
              "\"type\":\"FIXED\",\"precision\":"
                  + arguments.split(",")[0]
                  + ",\"scale\":"
                  + arguments.split(",")[1];
          case "VARCHAR" ->
              "\"type\":\"TEXT\",\"length\":"
                  + arguments
                  + ",\"byteLength\":"
                  + Math.min(16_777_216L, 4 * Long.parseLong(arguments));
          case "FLOAT" -> "\"type\":\"REAL\"";
          case "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ", "TIME" ->
              "\"type\":\"" + word + "\",\"precision\":0,\"scale\":" + arguments;
          case "BINARY" ->
              "\"type\":\"BINARY\",\"length\":" + arguments + ",\"byteLength\":" + arguments;
          default -> "\"type\":\"" + word.toUpperCase(Locale.ROOT) + "\"";
        };
    return "{" + detail + ",\"nullable\":" + nullable + "}";
  }
}

package io.gds.database.testkit.snowflake;

import java.util.Locale;

/**
 * Types: their synonyms, and what they are on the wire and in the database that evaluates queries.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/intro-summary-data-types">data
 *     types</a>
 */
final class ModelType {
  private ModelType() {}

  /** Reads a type, in the words of DESCRIBE. */
  static String read(SnowflakeReader statement) {
    String word = statement.word().toUpperCase(Locale.ROOT);
    if (word.equals("DOUBLE")) {
      statement.take("PRECISION");
    }
    StringBuilder arguments = new StringBuilder();
    if (statement.take("(")) {
      do {
        arguments.append(arguments.isEmpty() ? "" : ",").append(statement.value());
      } while (statement.take(","));
      statement.demand(")");
    }
    return declared(word, arguments.toString());
  }

  private static String declared(String word, String arguments) {
    return switch (word) {
      case "NUMBER", "DECIMAL", "NUMERIC" ->
          "NUMBER("
              + (arguments.isEmpty()
                  ? "38,0"
                  : arguments.contains(",") ? arguments : arguments + ",0")
              + ")";
      case "INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT" -> "NUMBER(38,0)";
      case "VARCHAR", "STRING", "TEXT" ->
          "VARCHAR(" + (arguments.isEmpty() ? "16777216" : arguments) + ")";
      case "CHAR", "CHARACTER" -> "VARCHAR(" + (arguments.isEmpty() ? "1" : arguments) + ")";
      case "FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "REAL" -> "FLOAT";
      case "BOOLEAN", "DATE", "VARIANT", "ARRAY", "OBJECT", "GEOGRAPHY", "GEOMETRY" -> word;
      case "TIME" -> "TIME(" + (arguments.isEmpty() ? "9" : arguments) + ")";
      case "TIMESTAMP", "DATETIME" ->
          "TIMESTAMP_NTZ(" + (arguments.isEmpty() ? "9" : arguments) + ")";
      case "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ" ->
          word + "(" + (arguments.isEmpty() ? "9" : arguments) + ")";
      case "BINARY", "VARBINARY" -> "BINARY(" + (arguments.isEmpty() ? "8388608" : arguments) + ")";
      case "VECTOR", "MAP" -> word + "(" + arguments + ")";
      default -> throw new AssertionError("the model knows no type " + word);
    };
  }

  /** The type without its arguments. */
  static String word(String type) {
    int open = type.indexOf('(');
    return open < 0 ? type : type.substring(0, open);
  }

  private static String arguments(String type) {
    int open = type.indexOf('(');
    return open < 0 ? "" : type.substring(open);
  }

  /** As the wire has it. */
  static String wire(String type) {
    String word = word(type);
    return switch (word) {
      case "NUMBER" -> "fixed" + arguments(type);
      case "VARCHAR" -> "text";
      case "FLOAT" -> "real";
      case "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ", "TIME" ->
          word.toLowerCase(Locale.ROOT) + arguments(type);
      case "BINARY", "BOOLEAN", "DATE", "VARIANT", "ARRAY", "OBJECT" ->
          word.toLowerCase(Locale.ROOT);
      case "GEOGRAPHY", "GEOMETRY" -> "object";
      default -> "array";
    };
  }

  /** As the evaluating database has it. Zoned times are all of one type there. */
  static String evaluated(String type) {
    String word = word(type);
    return switch (word) {
      case "NUMBER" -> type.endsWith(",0)") ? "NUMERIC(38,0)" : "NUMERIC" + arguments(type);
      case "FLOAT" -> "DOUBLE PRECISION";
      case "BOOLEAN", "DATE" -> word;
      case "TIME" -> "TIME(9)";
      case "TIMESTAMP_NTZ" -> "TIMESTAMP(9)";
      case "TIMESTAMP_LTZ", "TIMESTAMP_TZ" -> "TIMESTAMP(9) WITH TIME ZONE";
      case "BINARY" -> "VARBINARY";
      default -> "VARCHAR";
    };
  }

  /** As the evaluating database has what is on the wire so. */
  static String ofWire(String wire) {
    String word = word(wire);
    return switch (word) {
      case "fixed" ->
          wire.contains(",") && !wire.endsWith(",0)")
              ? "NUMERIC" + arguments(wire)
              : "NUMERIC(38,0)";
      case "real" -> "DOUBLE PRECISION";
      case "timestamp_ltz", "timestamp_tz" -> "TIMESTAMP(9) WITH TIME ZONE";
      case "timestamp_ntz" -> "TIMESTAMP(9)";
      case "time" -> "TIME(9)";
      case "boolean", "date" -> word.toUpperCase(Locale.ROOT);
      case "binary" -> "VARBINARY";
      default -> "VARCHAR";
    };
  }
}

package io.gds.database.snowflake;

import java.util.Locale;
import java.util.Optional;

/**
 * How a column goes into a file and comes back: each expression undoes the other. What Parquet has
 * no type for, or only a coarser one, goes as text: times to the nanosecond, instants with their
 * offset, bytes in hexadecimal, JSON. A column is told in the file by its number, so that no name
 * can be misread.
 *
 * <p>In CSV every value begins with an equals sign, and what is NULL is empty: so no text can be
 * taken for NULL, whatever it is.
 *
 * @param name its name
 * @param type its type, as DESCRIBE TABLE tells it
 * @see <a href="https://docs.snowflake.com/en/user-guide/data-unload-considerations">What is lost
 *     in files</a>
 */
record SnowflakeUnloadColumn(String name, String type) {
  private static final String TIME = "HH24:MI:SS.FF9";
  private static final String NTZ = "YYYY-MM-DD HH24:MI:SS.FF9";
  private static final String TZ = "YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM";
  private static final String DATE = "YYYY-MM-DD";

  private enum Form {
    NUMBER,
    FLOAT,
    TEXT,
    BOOLEAN,
    DATE,
    TIME,
    TIMESTAMP_NTZ,
    TIMESTAMP_LTZ,
    TIMESTAMP_TZ,
    BINARY,
    VARIANT,
    OBJECT,
    ARRAY;

    boolean isJson() {
      return this == VARIANT || this == OBJECT || this == ARRAY;
    }
  }

  private Optional<Form> form() {
    String upper = type.toUpperCase(Locale.ROOT).trim();
    int bracket = upper.indexOf('(');
    String base = (bracket < 0 ? upper : upper.substring(0, bracket)).trim();
    boolean plain = bracket < 0;
    return switch (base) {
      case "NUMBER",
          "DECIMAL",
          "NUMERIC",
          "INT",
          "INTEGER",
          "BIGINT",
          "SMALLINT",
          "TINYINT",
          "BYTEINT" ->
          Optional.of(Form.NUMBER);
      case "FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "DOUBLE PRECISION", "REAL" ->
          Optional.of(Form.FLOAT);
      case "VARCHAR", "CHAR", "CHARACTER", "STRING", "TEXT" -> Optional.of(Form.TEXT);
      case "BOOLEAN" -> Optional.of(Form.BOOLEAN);
      case "DATE" -> Optional.of(Form.DATE);
      case "TIME" -> Optional.of(Form.TIME);
      case "TIMESTAMP_NTZ", "DATETIME" -> Optional.of(Form.TIMESTAMP_NTZ);
      case "TIMESTAMP_LTZ" -> Optional.of(Form.TIMESTAMP_LTZ);
      case "TIMESTAMP_TZ" -> Optional.of(Form.TIMESTAMP_TZ);
      case "BINARY", "VARBINARY" -> Optional.of(Form.BINARY);
      // With brackets they are of structured types, which JSON alone does not give back.
      case "VARIANT" -> plain ? Optional.of(Form.VARIANT) : Optional.empty();
      case "OBJECT" -> plain ? Optional.of(Form.OBJECT) : Optional.empty();
      case "ARRAY" -> plain ? Optional.of(Form.ARRAY) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Why it cannot be unloaded so that it comes back as it was; empty if it can. */
  Optional<String> obstacle(SnowflakeFileFormat format) {
    Optional<Form> form = form();
    if (form.isEmpty()) {
      return Optional.of("values of type " + type + " do not come back from a file as they were");
    }
    return form.get() == Form.FLOAT && format == SnowflakeFileFormat.CSV
        ? Optional.of("values of type " + type + " are rounded in CSV")
        : Optional.empty();
  }

  /** Whether equal values give equal hashes after they came back. */
  boolean isHashable() {
    return form().filter(form -> !form.isJson()).isPresent();
  }

  /** What is selected into the file. */
  String unload(SnowflakeFileFormat format, int number) {
    String value =
        format == SnowflakeFileFormat.CSV ? "'=' || " + text() : isNative() ? quoted() : text();
    return value + " AS C" + number;
  }

  private String quoted() {
    return SnowflakeSql.name(name);
  }

  private Form known() {
    return form().orElseThrow(() -> new IllegalStateException("not to be unloaded: " + this));
  }

  private boolean isNative() {
    return switch (known()) {
      case NUMBER, FLOAT, TEXT, BOOLEAN, DATE -> true;
      default -> false;
    };
  }

  /** Its value as a text that says all of it. */
  private String text() {
    return switch (known()) {
      case NUMBER, FLOAT, BOOLEAN -> "TO_VARCHAR(" + quoted() + ')';
      case TEXT -> quoted();
      case DATE -> formatted(quoted(), DATE);
      case TIME -> formatted(quoted(), TIME);
      case TIMESTAMP_NTZ -> formatted(quoted(), NTZ);
      // Kept as an instant; the session's zone, in which it is shown, is UTC.
      case TIMESTAMP_LTZ, TIMESTAMP_TZ -> formatted(quoted(), TZ);
      case BINARY -> "TO_VARCHAR(" + quoted() + ", 'HEX')";
      case VARIANT, OBJECT, ARRAY -> "TO_JSON(" + quoted() + ')';
    };
  }

  private static String formatted(String value, String format) {
    return "TO_VARCHAR(" + value + ", '" + format + "')";
  }

  /** What is selected from the file into the column. */
  String load(SnowflakeFileFormat format, int number) {
    if (format == SnowflakeFileFormat.CSV) {
      return of("SUBSTR($" + number + ", 2)");
    }
    String field = "$1:C" + number;
    return isNative() ? field + "::" + type : of(field + "::VARCHAR");
  }

  private String of(String text) {
    return switch (known()) {
      case NUMBER, FLOAT, BOOLEAN, TEXT -> text + "::" + type;
      case DATE -> "TO_DATE(" + text + ", '" + DATE + "')";
      case TIME -> "TO_TIME(" + text + ", '" + TIME + "')";
      case TIMESTAMP_NTZ -> "TO_TIMESTAMP_NTZ(" + text + ", '" + NTZ + "')";
      case TIMESTAMP_LTZ -> "TO_TIMESTAMP_LTZ(" + text + ", '" + TZ + "')";
      case TIMESTAMP_TZ -> "TO_TIMESTAMP_TZ(" + text + ", '" + TZ + "')";
      case BINARY -> "TO_BINARY(" + text + ", 'HEX')";
      case VARIANT -> "PARSE_JSON(" + text + ')';
      case OBJECT -> "PARSE_JSON(" + text + ")::OBJECT";
      case ARRAY -> "PARSE_JSON(" + text + ")::ARRAY";
    };
  }

  /** What comes back otherwise than it went, if anything. */
  Optional<String> note() {
    return form().filter(form -> form.isJson()).isPresent()
        ? Optional.of(
            "values in "
                + name
                + " that JSON has no type for, such as dates, come back as texts inside of it")
        : Optional.empty();
  }
}

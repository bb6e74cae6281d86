package io.gds.database.testkit.sqlserver;

import java.util.Locale;
import java.util.Map;

/**
 * A Transact-SQL type as it is declared, and what stands for it where catalogue queries are
 * evaluated. Texts compare without regard to case, as under the server's default collation. A
 * {@code sql_variant} is held as text, and is to be cast.
 *
 * @param declared as the vendor's page has it, such as {@code nvarchar(60)}
 */
record ModelType(String declared) {
  private static final Map<String, String> EVALUATED =
      Map.ofEntries(
          Map.entry("bit", "BOOLEAN"),
          Map.entry("tinyint", "SMALLINT"),
          Map.entry("smallint", "SMALLINT"),
          Map.entry("int", "INTEGER"),
          Map.entry("bigint", "BIGINT"),
          Map.entry("real", "REAL"),
          Map.entry("float", "DOUBLE PRECISION"),
          Map.entry("sysname", "VARCHAR_IGNORECASE(128)"),
          Map.entry("date", "DATE"),
          Map.entry("datetime", "TIMESTAMP(3)"),
          Map.entry("smalldatetime", "TIMESTAMP(0)"),
          Map.entry("datetime2", "TIMESTAMP(7)"),
          Map.entry("datetimeoffset", "TIMESTAMP(7) WITH TIME ZONE"),
          Map.entry("uniqueidentifier", "UUID"),
          Map.entry("xml", "VARCHAR"),
          Map.entry("sql_variant", "VARCHAR"));

  /** The type's name without length or precision. */
  String name() {
    int open = declared.indexOf('(');
    return (open < 0 ? declared : declared.substring(0, open)).strip().toLowerCase(Locale.ROOT);
  }

  /** What stands for it in the evaluating database. */
  String evaluated() {
    String length = declared.substring(name().length()).replaceAll("(?i)\\(\\s*max\\s*\\)", "");
    return switch (name()) {
      case "char", "nchar", "varchar", "nvarchar" -> "VARCHAR_IGNORECASE" + length;
      case "binary", "varbinary" -> "VARBINARY" + length;
      case "decimal", "numeric" -> "NUMERIC" + length;
      default -> {
        String known = EVALUATED.get(name());
        if (known == null) {
          throw new AssertionError("the model knows no type " + declared);
        }
        yield known;
      }
    };
  }
}

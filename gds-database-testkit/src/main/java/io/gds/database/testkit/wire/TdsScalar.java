package io.gds.database.testkit.wire;

import java.util.List;

/**
 * A type of SQL Server.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/data-types/data-types-transact-sql">Data
 *     types</a>
 */
enum TdsScalar {
  BIT(0x68, 0x32, 1, "bit"),
  TINYINT(0x26, 0x30, 1, "tinyint"),
  SMALLINT(0x26, 0x34, 2, "smallint"),
  INT(0x26, 0x38, 4, "int", "integer"),
  BIGINT(0x26, 0x7F, 8, "bigint"),
  REAL(0x6D, 0x3B, 4, "real"),
  FLOAT(0x6D, 0x3E, 8, "float", "double precision"),
  SMALLMONEY(0x6E, 0x7A, 4, "smallmoney"),
  MONEY(0x6E, 0x3C, 8, "money"),
  SMALLDATETIME(0x6F, 0x3A, 4, "smalldatetime"),
  DATETIME(0x6F, 0x3D, 8, "datetime"),
  DECIMAL(0x6A, 0, 0, "decimal", "dec"),
  NUMERIC(0x6C, 0, 0, "numeric"),
  CHAR(0xAF, 0, 0, "char", "character"),
  VARCHAR(0xA7, 0, 0, "varchar"),
  NCHAR(0xEF, 0, 0, "nchar"),
  NVARCHAR(0xE7, 0, 0, "nvarchar"),
  BINARY(0xAD, 0, 0, "binary"),
  VARBINARY(0xA5, 0, 0, "varbinary"),
  UNIQUEIDENTIFIER(0x24, 0, 16, "uniqueidentifier"),
  DATE(0x28, 0, 3, "date"),
  TIME(0x29, 0, 0, "time"),
  DATETIME2(0x2A, 0, 0, "datetime2"),
  DATETIMEOFFSET(0x2B, 0, 0, "datetimeoffset"),
  SQL_VARIANT(0x62, 0, 0, "sql_variant"),
  XML(0xF1, 0, 0, "xml"),
  SYSNAME(0xE7, 0, 0, "sysname"),
  ROWVERSION(0xAD, 0, 0, "rowversion", "timestamp");

  private final int token;
  private final int fixed;
  private final int size;
  private final String names;

  /**
   * A type.
   *
   * @param token of a column that takes nulls
   * @param fixed the token of one that does not, and of a variant's base; 0 if it is the same
   * @param size in bytes; 0 if that is for the column to say
   */
  TdsScalar(int token, int fixed, int size, String... names) {
    this.token = token;
    this.fixed = fixed;
    this.size = size;
    this.names = String.join("|", names);
  }

  int token() {
    return token;
  }

  int fixed() {
    return fixed;
  }

  int size() {
    return size;
  }

  /** Under which it is known, its own first. */
  List<String> names() {
    return List.of(names.split("\\|"));
  }

  boolean isDecimal() {
    return this == DECIMAL || this == NUMERIC;
  }

  /** Whether it has texts of two bytes a character. */
  boolean isWide() {
    return this == NCHAR || this == NVARCHAR || this == SYSNAME;
  }

  /** Whether it has texts in a collation's own encoding. */
  boolean isNarrow() {
    return this == CHAR || this == VARCHAR;
  }

  boolean isBytes() {
    return this == BINARY || this == VARBINARY || this == ROWVERSION;
  }

  /** Whether values are filled up to the length. */
  boolean isPadded() {
    return this == CHAR || this == NCHAR || this == BINARY;
  }

  /** Whether its fractions of a second are for the column to say. */
  boolean isScaledTime() {
    return this == TIME || this == DATETIME2 || this == DATETIMEOFFSET;
  }
}

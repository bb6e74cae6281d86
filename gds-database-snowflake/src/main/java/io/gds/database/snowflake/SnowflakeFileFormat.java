package io.gds.database.snowflake;

/**
 * What the files of an unload are.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/copy-into-location">COPY INTO a
 *     location</a>
 */
public enum SnowflakeFileFormat {
  /** Apache Parquet: columns keep their types where Parquet has them. */
  PARQUET("TYPE = PARQUET COMPRESSION = SNAPPY"),
  /**
   * Text with commas, compressed by gzip. A column of type FLOAT is refused: its values would be
   * rounded.
   */
  CSV(
      "TYPE = CSV COMPRESSION = GZIP FIELD_DELIMITER = ',' RECORD_DELIMITER = '\\n'"
          + " FIELD_OPTIONALLY_ENCLOSED_BY = '\"' ESCAPE = NONE ESCAPE_UNENCLOSED_FIELD = NONE"
          + " NULL_IF = () EMPTY_FIELD_AS_NULL = TRUE");

  private final String options;

  SnowflakeFileFormat(String options) {
    this.options = options;
  }

  /** The options of a file format, the same for writing and reading. */
  String options() {
    return options;
  }
}

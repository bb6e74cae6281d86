package io.gds.database.mongodb;

/** How the values of CSV get their types. */
public enum MongoColumnTypes {
  /**
   * By what they look like: whole numbers are int or long, others with a point or an exponent
   * double, all else text. A leading zero is lost by that.
   */
  AUTO,

  /**
   * As the columns' names say behind a dot: {@code zip.string()}, {@code born.date(2006-01-02)}.
   *
   * @see <a
   *     href="https://www.mongodb.com/docs/database-tools/mongoimport/#std-option-mongoimport.--columnsHaveTypes">columnsHaveTypes</a>
   */
  DECLARED,

  /** All are text. */
  TEXT
}

package io.gds.database.mssql;

/**
 * Whether a database has users of its own that log in without a login of the server.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/databases/contained-databases">
 *     Contained databases</a>
 */
public enum MssqlContainment {
  /** It has not. */
  NONE,
  /** It may; the server's setting {@code contained database authentication} has to allow it. */
  PARTIAL
}

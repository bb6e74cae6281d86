package io.gds.database.testkit.sqlserver;

/**
 * An edition, as {@code SERVERPROPERTY} tells it.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/functions/serverproperty-transact-sql">Edition
 *     and EngineEdition</a>
 */
public enum SqlServerEdition {
  /** Enterprise. */
  ENTERPRISE("Enterprise Edition (64-bit)", 3),
  /** Developer: what Enterprise has, not for production. */
  DEVELOPER("Developer Edition (64-bit)", 3),
  /** Standard. */
  STANDARD("Standard Edition (64-bit)", 2),
  /** Web. */
  WEB("Web Edition (64-bit)", 2),
  /** Express. */
  EXPRESS("Express Edition (64-bit)", 4),
  /** Azure SQL Managed Instance. */
  MANAGED_INSTANCE("SQL Azure", 8);

  private final String title;
  private final int engine;

  SqlServerEdition(String title, int engine) {
    this.title = title;
    this.engine = engine;
  }

  String title() {
    return title;
  }

  int engine() {
    return engine;
  }
}

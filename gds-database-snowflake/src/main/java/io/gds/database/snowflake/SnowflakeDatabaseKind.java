package io.gds.database.snowflake;

import java.util.Locale;

/**
 * What kind of database it is.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-databases">SHOW DATABASES:
 *     kind</a>
 */
public enum SnowflakeDatabaseKind {
  /** One of the account's own, also the replica of another account's. */
  STANDARD,
  /** Made from a share of another account: read-only. */
  IMPORTED,
  /** An installed application. */
  APPLICATION,
  /** A package from which applications are installed. */
  APPLICATION_PACKAGE,
  /** One that belongs to a user. */
  PERSONAL,
  /** One whose tables are kept by a remote catalogue. */
  CATALOG_LINKED,
  /** One that this version of the library does not know. */
  OTHER;

  /** By the server's word; releases that tell none know standard and imported ones only. */
  static SnowflakeDatabaseKind of(String word) {
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "STANDARD" -> STANDARD;
      case "IMPORTED DATABASE" -> IMPORTED;
      case "APPLICATION" -> APPLICATION;
      case "APPLICATION PACKAGE" -> APPLICATION_PACKAGE;
      case "PERSONAL DATABASE" -> PERSONAL;
      case "CATALOG-LINKED DATABASE" -> CATALOG_LINKED;
      default -> OTHER;
    };
  }
}

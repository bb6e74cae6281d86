package io.gds.database.mssql;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only SQL Server has when a database is altered.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-transact-sql-set-options">
 *     ALTER DATABASE SET options</a>
 */
public final class MssqlAlter {
  /**
   * The collation of what is made from now on, and of the catalogue; columns keep theirs. Needs the
   * database for itself. Default: none, which leaves it.
   */
  public static final OptionKey<String> COLLATION =
      OptionKey.of("mssql.collation", String.class, "The database's collation.")
          .checked(name -> name.matches("[A-Za-z0-9_]{1,128}"), "a collation's name");

  /** The version whose behaviour it shows, such as 150. Default: none, which leaves it. */
  public static final OptionKey<Integer> COMPATIBILITY_LEVEL =
      OptionKey.of(
              "mssql.compatibility-level",
              Integer.class,
              "The version whose behaviour the database shows, such as 150.")
          .checked(level -> level >= 100 && level <= 990 && level % 10 == 0, "100, 110, … 170");

  /** How pages are checked. Default: none, which leaves it. */
  public static final OptionKey<MssqlPageVerify> PAGE_VERIFY =
      OptionKey.of("mssql.page-verify", MssqlPageVerify.class, "How pages are checked.");

  /** Whether it is closed when nobody uses it. Default: none, which leaves it. */
  public static final OptionKey<Boolean> AUTO_CLOSE =
      OptionKey.of(
          "mssql.auto-close", Boolean.class, "Whether the database is closed when it is not used.");

  /** Whether it gives space back by itself. Default: none, which leaves it. */
  public static final OptionKey<Boolean> AUTO_SHRINK =
      OptionKey.of(
          "mssql.auto-shrink", Boolean.class, "Whether the database gives space back by itself.");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(COLLATION, COMPATIBILITY_LEVEL, PAGE_VERIFY, AUTO_CLOSE, AUTO_SHRINK);

  private MssqlAlter() {}
}

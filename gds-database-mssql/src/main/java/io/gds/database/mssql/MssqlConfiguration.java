package io.gds.database.mssql;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only SQL Server has when its settings are set.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/language-elements/reconfigure-transact-sql">RECONFIGURE</a>
 */
public final class MssqlConfiguration {
  /**
   * Whether values are installed that the server does not recommend, such as a recovery interval of
   * more than an hour: {@code RECONFIGURE WITH OVERRIDE}. It covers all values that wait to be
   * installed, those of others too. Default: false.
   */
  public static final OptionKey<Boolean> OVERRIDE =
      OptionKey.of(
              "mssql.override",
              Boolean.class,
              "Whether values are installed that the server does not recommend.")
          .defaultsTo(false);

  /**
   * Whether the values are those of a database's secondary replicas, where {@code PRIMARY} means
   * the same as on the primary. For settings of a database only. Default: false.
   */
  public static final OptionKey<Boolean> FOR_SECONDARY =
      OptionKey.of(
              "mssql.for-secondary",
              Boolean.class,
              "Whether the values are those of the database's secondary replicas.")
          .defaultsTo(false);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(OVERRIDE, FOR_SECONDARY);

  private MssqlConfiguration() {}
}

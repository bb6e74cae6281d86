package io.gds.database.mssql;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only SQL Server has when a database is dropped.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-database-transact-sql">DROP
 *     DATABASE</a>
 */
public final class MssqlDrop {
  /**
   * Whether a database that is offline may be dropped although its files stay on the server, where
   * nothing tells of them any more. Default: false, which refuses that.
   */
  public static final OptionKey<Boolean> LEAVE_FILES =
      OptionKey.of(
              "mssql.leave-files",
              Boolean.class,
              "Whether a database that is offline may be dropped although its files stay.")
          .defaultsTo(false);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(LEAVE_FILES);

  private MssqlDrop() {}
}

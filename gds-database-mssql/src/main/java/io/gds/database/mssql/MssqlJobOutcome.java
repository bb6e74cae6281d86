package io.gds.database.mssql;

/**
 * How a run of a job of SQL Server Agent, or of one of its steps, has ended.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-tables/dbo-sysjobhistory-transact-sql">the
 *     vendor's page</a>
 */
public enum MssqlJobOutcome {
  /** It failed. */
  FAILED,
  /** It did what it was to do. */
  SUCCEEDED,
  /** It failed, and is to be tried again. */
  RETRY,
  /** It was stopped. */
  CANCELLED,
  /** It runs. */
  RUNNING,
  /** The Agent does not know, or a newer one says what is not known here. */
  UNKNOWN;

  /** The outcome of the Agent's number for it. */
  static MssqlJobOutcome of(int number) {
    return switch (number) {
      case 0 -> FAILED;
      case 1 -> SUCCEEDED;
      case 2 -> RETRY;
      case 3 -> CANCELLED;
      case 4 -> RUNNING;
      default -> UNKNOWN;
    };
  }
}

package io.gds.database.mssql;

/**
 * How often a schedule of SQL Server Agent has its jobs run.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-tables/dbo-sysschedules-transact-sql">the
 *     vendor's page</a>
 */
public enum MssqlJobFrequency {
  /** Once. */
  ONCE,
  /** Every day, or every so many days. */
  DAILY,
  /** On days of the week. */
  WEEKLY,
  /** On a day of the month. */
  MONTHLY,
  /** On a day of a week of the month, such as its first Monday. */
  MONTHLY_RELATIVE,
  /** When the Agent is started. */
  AT_START,
  /** When the machine is idle. */
  WHEN_IDLE,
  /** What is not known here. */
  UNKNOWN;

  /** The frequency of the Agent's number for it. */
  static MssqlJobFrequency of(int number) {
    return switch (number) {
      case 1 -> ONCE;
      case 4 -> DAILY;
      case 8 -> WEEKLY;
      case 16 -> MONTHLY;
      case 32 -> MONTHLY_RELATIVE;
      case 64 -> AT_START;
      case 128 -> WHEN_IDLE;
      default -> UNKNOWN;
    };
  }
}

package io.gds.database.mssql;

import java.util.Objects;
import java.util.Optional;

/**
 * A step of a job of SQL Server Agent. Its command is not read: it may hold secrets. Immutable and
 * thread-safe; made by this library, its constructor may change.
 *
 * @param number its place, from 1
 * @param name its name
 * @param subsystem what runs it, such as {@code TSQL} or {@code CmdExec}
 * @param database the database it runs in, if it is of Transact-SQL
 * @param lastRun when it was last run, and how that ended; empty if never
 */
public record MssqlJobStep(
    int number,
    String name,
    String subsystem,
    Optional<String> database,
    Optional<MssqlJobRun> lastRun) {
  /** Checks that nothing is missing. */
  public MssqlJobStep {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(subsystem, "subsystem");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(lastRun, "lastRun");
  }
}

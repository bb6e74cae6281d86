package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import java.time.Duration;
import java.util.List;

/**
 * Which databases are not backed up as they should be: one statement for the databases, one for the
 * history.
 */
final class MssqlCoverageReading {
  /** Those that wait for logs of another server are that server's to back up. */
  private static final String SQL =
      "SELECT d.name, d.recovery_model_desc, rs.family_guid, rs.last_log_backup_lsn"
          + " FROM sys.databases d"
          + " LEFT JOIN sys.database_recovery_status rs ON rs.database_id = d.database_id"
          + " WHERE d.source_database_id IS NULL AND d.name NOT IN ('tempdb', 'model')"
          + " AND d.state_desc <> 'RESTORING' AND d.is_in_standby = 0 ORDER BY d.name";

  private final MssqlContext context;

  MssqlCoverageReading(MssqlContext context) {
    this.context = context;
  }

  List<MssqlBackupFinding> findings(Duration data, Duration log) {
    context.runner().requireOpen();
    List<MssqlCoverage.Subject> databases = context.sql().query(SQL, MssqlCoverageReading::subject);
    MssqlHistory.Read read = new MssqlHistory(context).all();
    return new MssqlCoverage(
            read.sets(), read.zone(), new MssqlCoverage.Ages(data, log), context.clock().instant())
        .report(databases);
  }

  private static MssqlCoverage.Subject subject(Row row) {
    MssqlRow columns = new MssqlRow(row);
    // Of a database that is not open nothing is told, which is no reason to call it pseudo-simple.
    boolean told = columns.guid("family_guid").isPresent();
    return new MssqlCoverage.Subject(
        row.text("name"),
        columns.guid("family_guid"),
        row.optionalText("recovery_model_desc").orElse(""),
        !told || columns.lsn("last_log_backup_lsn").isPresent());
  }
}

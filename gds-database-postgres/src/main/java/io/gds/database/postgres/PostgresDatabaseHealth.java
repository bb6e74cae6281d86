package io.gds.database.postgres;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Judges what one database knows. */
final class PostgresDatabaseHealth {
  /** So many tables are told one by one; they all have the same remedy. */
  private static final int MOST = 10;

  private final String database;
  private final PostgresHealthLimits limits;
  private final List<PostgresHealthFinding> findings;
  private final List<PostgresHealthRow> tables = new ArrayList<>();
  private long hidden;

  PostgresDatabaseHealth(
      String database, PostgresHealthLimits limits, List<PostgresHealthFinding> findings) {
    this.database = database;
    this.limits = limits;
    this.findings = findings;
  }

  void add(PostgresHealthRow row) {
    switch (row.kind()) {
      case "table" -> tables.add(row);
      case "index" ->
          found(
              PostgresHealthTopic.INVALID_INDEX,
              PostgresHealthSeverity.WARNING,
              row.subject(),
              "invalid, of " + row.t1().orElse(""),
              "valid",
              "Build it anew by reindex, or drop it: every write keeps it up for nothing.");
      case "sequence" -> sequence(row);
      case "hidden sequence" -> hidden++;
      case "collation" ->
          found(
              PostgresHealthTopic.COLLATION_DRIFT,
              PostgresHealthSeverity.WARNING,
              row.subject(),
              "version " + row.t2().orElse(""),
              "version " + row.t1().orElse(""),
              "Reindex what is ordered by it, then ALTER COLLATION "
                  + row.subject()
                  + " REFRESH VERSION.");
      default -> throw new IllegalArgumentException(row.kind());
    }
  }

  private void found(
      PostgresHealthTopic topic,
      PostgresHealthSeverity severity,
      String subject,
      String measured,
      String limit,
      String remedy) {
    findings.add(
        new PostgresHealthFinding(
            topic, severity, Optional.of(database), subject, measured, limit, remedy));
  }

  private void sequence(PostgresHealthRow row) {
    long at = row.n1().orElse(0);
    long most = row.n2().orElse(Long.MAX_VALUE);
    // So that of very few numbers, too, the first is none of the last.
    long warning = most - most / 4;
    PostgresHealthLimits.judge(at, warning, most - most / 10)
        .ifPresent(
            severity ->
                found(
                    PostgresHealthTopic.SEQUENCE_END,
                    severity,
                    row.subject()
                        + row.t1().filter(o -> !o.isEmpty()).map(o -> " of " + o).orElse(""),
                    at + " of " + most,
                    warning + " of " + most,
                    "Change the column, and the sequence, to bigint, before inserts fail."));
  }

  /** After the last row. */
  void end() {
    if (hidden > 0) {
      found(
          PostgresHealthTopic.SEQUENCE_END,
          PostgresHealthSeverity.UNREADABLE,
          hidden + " sequences",
          "not readable by this role",
          "readable",
          "GRANT SELECT ON ALL SEQUENCES IN SCHEMA … TO this role, or pg_read_all_data (14).");
    }
    oldest(
        PostgresHealthTopic.TRANSACTION_AGE,
        Comparator.comparingLong(row -> -row.n1().orElse(0)),
        limits.transactionWarning(),
        true);
    oldest(
        PostgresHealthTopic.MULTIXACT_AGE,
        Comparator.comparingLong(row -> -row.n2().orElse(0)),
        limits.multixactWarning(),
        false);
  }

  private void oldest(
      PostgresHealthTopic topic,
      Comparator<PostgresHealthRow> order,
      long warning,
      boolean transactions) {
    String what = transactions ? " transactions old" : " multi-transactions old";
    tables.stream()
        .sorted(order)
        .limit(MOST)
        .forEach(
            row -> {
              long age = (transactions ? row.n1() : row.n2()).orElse(0);
              PostgresHealthLimits.judge(age, warning, PostgresHealthLimits.AGE_CRITICAL)
                  .ifPresent(
                      severity ->
                          found(
                              topic,
                              severity,
                              row.subject(),
                              age + what,
                              warning + what,
                              "Vacuum it with freeze, after what holds rows back is gone."));
            });
  }
}

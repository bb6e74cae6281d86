package io.gds.database.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Judges what the whole server knows. */
final class PostgresServerHealth {
  private static final long GIB = 1L << 30;

  private final PostgresHealthLimits limits;
  private final List<PostgresHealthFinding> findings;

  PostgresServerHealth(PostgresHealthLimits limits, List<PostgresHealthFinding> findings) {
    this.limits = limits;
    this.findings = findings;
  }

  void add(PostgresHealthRow row) {
    switch (row.kind()) {
      case "database" -> database(row);
      case "holder" -> holder(row);
      case "session" -> session(row);
      case "slot" -> slot(row);
      case "archiver" -> archiver(row);
      case "collation" -> collation(row);
      case "hidden" ->
          found(
              PostgresHealthTopic.LONG_TRANSACTION,
              PostgresHealthSeverity.UNREADABLE,
              row.subject() + ", and what they and standbys hold back",
              "not visible to this role",
              "visible",
              "GRANT pg_read_all_stats TO this role.");
      default -> {
        // What the judging itself needs.
      }
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
            topic, severity, Optional.empty(), subject, measured, limit, remedy));
  }

  private void aged(
      PostgresHealthTopic topic, PostgresHealthRow row, long age, long warning, String what) {
    PostgresHealthLimits.judge(age, warning, PostgresHealthLimits.AGE_CRITICAL)
        .ifPresent(
            severity ->
                found(
                    topic,
                    severity,
                    row.subject(),
                    age + what,
                    warning + what,
                    "Vacuum its oldest tables with freeze, after what holds rows back is gone."));
  }

  private void database(PostgresHealthRow row) {
    aged(
        PostgresHealthTopic.TRANSACTION_AGE,
        row,
        row.n1().orElse(0),
        limits.transactionWarning(),
        " transactions old");
    aged(
        PostgresHealthTopic.MULTIXACT_AGE,
        row,
        row.n2().orElse(0),
        limits.multixactWarning(),
        " multi-transactions old");
    if (row.n3().orElse(0) > 0) {
      found(
          PostgresHealthTopic.CHECKSUM_FAILURE,
          PostgresHealthSeverity.CRITICAL,
          row.subject(),
          row.n3().getAsLong() + " pages",
          "0 pages",
          "Look at the disk and the server's log; restore from a backup made before.");
    }
    if (row.n4().orElse(-1) == -2) {
      found(
          PostgresHealthTopic.HALF_DROPPED,
          PostgresHealthSeverity.WARNING,
          row.subject(),
          "its drop was interrupted",
          "whole",
          "Drop it again; nothing else can be done with it.");
    }
    PostgresLeftDatabases.told(row.subject())
        .ifPresent(
            left ->
                found(
                    PostgresHealthTopic.LEFT_OVER,
                    PostgresHealthSeverity.WARNING,
                    row.subject(),
                    left.measured(),
                    "none",
                    left.remedy()));
  }

  private void holder(PostgresHealthRow row) {
    String how = row.t2().orElse("");
    if (how.equals("prepared")) {
      lasting(
          PostgresHealthTopic.PREPARED_TRANSACTION,
          row,
          row.n2().orElse(0),
          Duration.ofMinutes(10),
          Duration.ofDays(1),
          "COMMIT PREPARED or ROLLBACK PREPARED it, in its database.");
    }
    PostgresHealthLimits.judge(row.n1().orElse(0), PostgresHealthLimits.HELD_BACK, limits.freeze())
        .ifPresent(
            severity ->
                found(
                    PostgresHealthTopic.ROWS_HELD_BACK,
                    severity,
                    described(row),
                    row.n1().orElse(0) + " transactions old",
                    PostgresHealthLimits.HELD_BACK + " transactions old",
                    switch (how) {
                      case "prepared" -> "COMMIT PREPARED or ROLLBACK PREPARED it.";
                      case "slot" -> "Let its reader catch up, or drop the slot.";
                      case "standby" ->
                          "End the long query on the standby, or set hot_standby_feedback off there.";
                      default -> "End the session, or wait until its transaction is over.";
                    }));
  }

  private static String described(PostgresHealthRow row) {
    return row.detail().isEmpty() ? row.subject() : row.subject() + " (" + row.detail() + ")";
  }

  private void session(PostgresHealthRow row) {
    boolean idle = row.t1().orElse("").startsWith("idle in transaction");
    if (idle) {
      lasting(
          PostgresHealthTopic.IDLE_IN_TRANSACTION,
          row,
          row.n2().orElse(0),
          Duration.ofMinutes(10),
          Duration.ofHours(6),
          "End the session; idle_in_transaction_session_timeout ends such by itself.");
    } else {
      lasting(
          PostgresHealthTopic.LONG_TRANSACTION,
          row,
          row.n1().orElse(0),
          Duration.ofHours(1),
          Duration.ofDays(1),
          "See what it does; end the session if nobody waits for it.");
    }
  }

  private void lasting(
      PostgresHealthTopic topic,
      PostgresHealthRow row,
      long seconds,
      Duration warning,
      Duration critical,
      String remedy) {
    PostgresHealthLimits.judge(seconds, warning.toSeconds(), critical.toSeconds())
        .ifPresent(
            severity ->
                found(
                    topic,
                    severity,
                    described(row),
                    Duration.ofSeconds(seconds).toString(),
                    warning.toString(),
                    remedy));
  }

  private void slot(PostgresHealthRow row) {
    String status = row.t1().orElse("");
    boolean active = row.t2().orElse("").equals("true");
    long kept = row.n1().orElse(0);
    long warning = active ? 10 * GIB : GIB;
    long critical = active ? Long.MAX_VALUE : 10 * GIB;
    if (row.n2().orElse(0) > 0) {
      long most = row.n2().getAsLong();
      warning = most / 2;
      critical = most / 5 * 4;
    } else if (row.n2().isPresent()) {
      // Nothing is kept for it beyond the next checkpoint: only its status can tell.
      warning = Long.MAX_VALUE;
      critical = Long.MAX_VALUE;
    }
    boolean lost = status.equals("lost") || status.equals("unreserved");
    Optional<PostgresHealthSeverity> severity =
        lost
            ? Optional.of(PostgresHealthSeverity.CRITICAL)
            : PostgresHealthLimits.judge(kept, Math.max(warning, 1), Math.max(critical, 1));
    String limit = lost ? "reserved" : warning + " bytes";
    severity.ifPresent(
        how ->
            found(
                PostgresHealthTopic.REPLICATION_SLOT,
                how,
                described(row),
                kept
                    + " bytes kept"
                    + (active ? "" : ", nobody reads from it")
                    + (status.isEmpty() ? "" : ", " + status),
                limit,
                switch (status) {
                  case "lost" -> "Its reader has to begin anew: drop the slot and make it again.";
                  // It can still return to reserved, so nobody has to begin anew yet.
                  case "unreserved" ->
                      "Let its reader catch up at once, or raise max_slot_wal_keep_size: what it"
                          + " needs is removed by the next checkpoint.";
                  default -> "Let its reader catch up, or drop the slot, before the disk is full.";
                }));
  }

  private void archiver(PostgresHealthRow row) {
    if (row.t1().orElse("off").equals("off") || !row.t2().orElse("").equals("true")) {
      return;
    }
    found(
        PostgresHealthTopic.ARCHIVER,
        PostgresHealthSeverity.CRITICAL,
        row.subject(),
        row.n1().orElse(0)
            + " failures, the last of "
            + row.detail()
            + ", "
            + (row.n2().isPresent()
                ? "after the last success " + Duration.ofSeconds(row.n2().getAsLong()) + " ago"
                : "and never a success"),
        "a success after the last failure",
        "See the server's log for the command's words; the log of changes piles up meanwhile.");
  }

  private void collation(PostgresHealthRow row) {
    if (row.t2().isEmpty() || row.t2().equals(row.t1())) {
      return;
    }
    found(
        PostgresHealthTopic.COLLATION_DRIFT,
        PostgresHealthSeverity.WARNING,
        row.subject(),
        "version " + row.t2().get(),
        "version " + row.t1().orElse(""),
        "Reindex what is ordered by texts, then alter the database by "
            + PostgresAlter.REFRESH_COLLATION.id()
            + ".");
  }
}

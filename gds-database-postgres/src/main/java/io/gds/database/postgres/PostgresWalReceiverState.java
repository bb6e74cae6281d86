package io.gds.database.postgres;

import io.gds.database.jdbc.Sql;
import java.util.Optional;

/**
 * Where a server's log is, and what this role may do with it.
 *
 * @param systemIdentifier what it shares with its physical copies only
 * @param serverVersion its version as it writes it
 * @param segmentBytes the size of a segment
 * @param standby whether it is in recovery, where no segment can be ended
 * @param here how far its log is on its disk, or replayed
 * @param timeline its timeline
 * @param maySwitch whether this role may end the present segment
 * @param mayList whether this role sees which segments are there
 * @param slot the replication slot asked for, if it is there
 */
record PostgresWalReceiverState(
    String systemIdentifier,
    String serverVersion,
    long segmentBytes,
    boolean standby,
    PostgresLsn here,
    long timeline,
    boolean maySwitch,
    boolean mayList,
    Optional<Slot> slot) {

  /**
   * A slot.
   *
   * @param physical whether it is for the whole log
   * @param active whether somebody reads from it
   * @param from from where on it keeps the log; empty if it never did or does no more
   * @param status what the server says of that
   */
  record Slot(boolean physical, boolean active, Optional<PostgresLsn> from, String status) {}

  /** Asks the server. */
  static PostgresWalReceiverState read(Sql sql, Optional<String> slot) {
    return sql.first(
            PostgresSql.text("wal-receiving"),
            row ->
                new PostgresWalReceiverState(
                    row.text("system_identifier"),
                    row.text("server_version"),
                    row.longValue("segment_bytes"),
                    row.bool("standby"),
                    PostgresLsn.parse(row.text("here")).orElseThrow(),
                    row.longValue("timeline"),
                    row.bool("may_switch"),
                    row.bool("may_list"),
                    row.optionalText("slot")
                        .map(
                            name ->
                                new Slot(
                                    row.text("slot_type").equals("physical"),
                                    row.bool("slot_active"),
                                    row.optionalText("slot_from").flatMap(PostgresLsn::parse),
                                    row.optionalText("slot_status").orElse("")))),
            slot.orElse(""))
        .orElseThrow();
  }

  /** Whether the present segment is ended, so that all there is comes in whole segments. */
  boolean switches() {
    return !standby && maySwitch;
  }

  /** The position the segment of which begins at or before this one. */
  PostgresLsn begin(PostgresLsn lsn) {
    return new PostgresLsn(lsn.segment(segmentBytes) * segmentBytes);
  }

  /** The begin of the oldest segment of its timeline that the server still has, if that is told. */
  Optional<PostgresLsn> oldest(Sql sql) {
    if (!mayList) {
      return Optional.empty();
    }
    // What was renamed to be used again has the name of a segment that is not written yet.
    String present = PostgresLsn.fileName(timeline, here.segment(segmentBytes), segmentBytes);
    return sql.first(
            "SELECT min(w.name COLLATE \"C\") AS name FROM pg_ls_waldir() AS w"
                + " WHERE w.name ~ '^[0-9A-F]{24}$' AND left(w.name, 8) = ?"
                + " AND w.name COLLATE \"C\" <= ?",
            row -> row.optionalText("name"),
            present.substring(0, 8),
            present)
        .flatMap(name -> name)
        .flatMap(name -> PostgresWalReceiverPlace.Segment.of(name, segmentBytes))
        .map(segment -> new PostgresLsn(segment.number() * segmentBytes));
  }
}

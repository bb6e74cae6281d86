package io.gds.database.mssql;

import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.ErrorMeaning;

/** The rows on availability groups. */
final class MssqlHaErrorRows {
  private MssqlHaErrorRows() {}

  static void addTo(MssqlErrorRows rows) {
    rows.add(ErrorCode.ALREADY_EXISTS, "Choose another name.", 41106, 41114);
    rows.add(
        ErrorCode.SERVER_BUSY,
        "Another operation on the group is running: wait for it.",
        41138,
        41113,
        41165);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The replica serves no reads: ask the primary, or a readable secondary.",
        976,
        978,
        983);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The local replica is not ready: see the state of the group and of the cluster.",
        41151,
        35250);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The failover was refused: see the replica's role and the state of its databases.",
        41122,
        41140,
        41142,
        41134,
        41125,
        41154);
    // Not known, and not to be sent again: the role of the replica tells what became of it.
    rows.add(
        ErrorMeaning.of(ErrorCode.OUTCOME_UNKNOWN)
            .isTransient(false)
            .remedy("Ask for the role of the replica before anything is tried again."),
        41104,
        41160,
        41149,
        41163,
        41131);
    rows.add(
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "Availability groups are not enabled, or not configured, on this server.",
        41100,
        41112);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The replica has failed: see the error log of the server.",
        41143,
        41144);
  }
}

package io.gds.database.mssql;

import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.ErrorMeaning;

/** The rows on availability groups. */
final class MssqlHaErrorRows {
  private MssqlHaErrorRows() {}

  static void addTo(MssqlErrorRows rows) {
    rows.add(ErrorCode.ALREADY_EXISTS, "Choose another name.", 41106, 41114);
    rows.add(
        ErrorCode.ALREADY_EXISTS,
        "It is in a group already: see haStatus().",
        35244,
        35259,
        35280,
        35282);
    rows.add(
        ErrorCode.NOT_FOUND,
        "See haStatus() for the replicas and databases there are.",
        35238,
        35281,
        35283);
    rows.add(
        ErrorCode.INVALID_OPTIONS,
        "Correct what the message names: the server, its endpoint, or the database.",
        35223,
        35230,
        35231,
        35232,
        35235,
        35236,
        35249,
        35261);
    rows.add(
        ErrorCode.SERVER_BUSY,
        "The primary's database is not there for a moment: try again later.",
        35216,
        35218);
    rows.add(
        ErrorCode.WRONG_STATE,
        "Ask the other replica: the role of this one does not allow it. See haStatus().",
        35240,
        35251,
        35252,
        35284);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The database has not joined the group there, or has not started: see haStatus().",
        35239,
        35242);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The database lacks log that the old primary has: bring that back, or choose another"
            + " replica.",
        35253);
    rows.add(ErrorCode.WRONG_STATE, "Make more replicas synchronous, or require fewer.", 35248);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The server waits for its Windows cluster, or may not use it: see the cluster.",
        35220,
        35222);
    rows.add(
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "The group can only be forced, which switchover does once nothing is lost by it.",
        19504,
        47122);
    rows.add(
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "Use the tools of the cluster manager: pcs or crm.",
        47104);
    rows.add(ErrorCode.UNSUPPORTED_CAPABILITY, "Choose manual failover for it.", 35277);
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
        41112,
        35221);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The replica has failed: see the error log of the server.",
        41143,
        41144);
  }
}

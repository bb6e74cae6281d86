package io.gds.database.snowflake;

import io.gds.database.access.ProcessId;
import io.gds.database.access.ServerProcess;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what runs, in one statement, and which transactions are open, in another; who waits for
 * whom, in a third, if anybody does. Of other users only those queries are told that the role may
 * see: with MONITOR on the warehouse, or ACCOUNTADMIN. Idle sessions without a transaction are told
 * by no statement.
 */
final class SnowflakeProcessReadings {
  private static final String TRANSACTIONS = "SHOW TRANSACTIONS IN ACCOUNT";
  private static final String OWN_TRANSACTIONS = "SHOW TRANSACTIONS";

  private final SnowflakeContext context;

  SnowflakeProcessReadings(SnowflakeContext context) {
    this.context = context;
  }

  /**
   * One of them.
   *
   * @param session the session's number; 0 if the server did not tell
   */
  record Reading(ServerProcess process, long session) {}

  /** What had not ended yet has an end before its begin: the first instant of all. */
  String statement() {
    return "SELECT "
        + SnowflakeRunning.COLUMNS
        + " FROM "
        + SnowflakeFunctions.call(
            context, "QUERY_HISTORY", "RESULT_LIMIT => " + SnowflakeFunctions.MOST_ROWS)
        + " WHERE END_TIME IS NULL OR END_TIME < START_TIME";
  }

  /** All of them, this engine's own and the server's included. */
  List<Reading> all(int length) {
    List<SnowflakeRunning> running = context.sql().query(statement(), SnowflakeRunning::of);
    List<SnowflakeOpenTransaction> open = transactions();
    boolean blocked = running.stream().anyMatch(each -> each.status().equalsIgnoreCase("BLOCKED"));
    SnowflakeLocks locks = blocked ? SnowflakeLocks.read(context) : SnowflakeLocks.NONE;
    Set<String> ids =
        running.stream()
            .map(SnowflakeRunning::id)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Set<Long> own =
        running.stream()
            .filter(this::isOwn)
            .map(SnowflakeRunning::session)
            .collect(Collectors.toSet());
    Set<Long> busy = running.stream().map(SnowflakeRunning::session).collect(Collectors.toSet());
    List<Reading> all = new ArrayList<>();
    for (SnowflakeRunning each : running) {
      List<String> blockers = blockers(locks.blockers(each.id()), ids);
      all.add(
          new Reading(
              each.told(length, isOwn(each), blockers, locks.resource(each.id())), each.session()));
    }
    open.stream()
        .filter(each -> !busy.contains(each.session()))
        .forEach(
            each -> all.add(new Reading(each.told(own.contains(each.session())), each.session())));
    return all;
  }

  private boolean isOwn(SnowflakeRunning each) {
    return context.connections().tags().isOwn(each.tag());
  }

  /** A holder is told by the query that it runs, or as the transaction that it is. */
  private static List<String> blockers(
      Map<Long, Optional<String>> transactions, Set<String> running) {
    List<String> blockers = new ArrayList<>();
    transactions.forEach(
        (id, query) ->
            blockers.add(
                query.filter(running::contains).orElse(SnowflakeOpenTransaction.name(id))));
    return blockers;
  }

  /** Those of the account, or of this user where the role may see no others. */
  private List<SnowflakeOpenTransaction> transactions() {
    try {
      return context.sql().query(TRANSACTIONS, SnowflakeOpenTransaction::of);
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.PERMISSION_DENIED) {
        throw e;
      }
      return context.sql().query(OWN_TRANSACTIONS, SnowflakeOpenTransaction::of);
    }
  }

  Optional<Reading> find(ProcessId process) {
    return all(0).stream().filter(each -> each.process().id().equals(process)).findFirst();
  }
}

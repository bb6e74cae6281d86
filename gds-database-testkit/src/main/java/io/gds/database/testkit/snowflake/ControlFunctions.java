package io.gds.database.testkit.snowflake;

import java.util.Optional;

/**
 * The functions by which administrators end what others do. Public because the evaluating database
 * calls them; of no use to anybody else.
 *
 * @see <a
 *     href="https://docs.snowflake.com/en/sql-reference/functions/system_cancel_query">SYSTEM$CANCEL_QUERY</a>
 * @see <a
 *     href="https://docs.snowflake.com/en/sql-reference/functions/system_abort_session">SYSTEM$ABORT_SESSION</a>
 * @see <a
 *     href="https://docs.snowflake.com/en/sql-reference/functions/system_abort_transaction">SYSTEM$ABORT_TRANSACTION</a>
 */
public final class ControlFunctions {
  private ControlFunctions() {}

  /** Ends a statement that runs. What it says of one that does not is not documented. */
  public static String SYSTEM_CANCEL_QUERY(String id) {
    ModelSession session = ModelFunctions.caller();
    Optional<ModelQueryEntry> found =
        session.account().queries().all().stream()
            .filter(each -> each.id().equals(id) && each.ended().isEmpty())
            .findFirst();
    if (found.isEmpty()) {
      return "Identified SQL statement is not currently executing.";
    }
    demand(session, found.get());
    ModelTransactions.of(session.account()).cancel(session.account(), id);
    return "query [" + id + "] terminated.";
  }

  /** Own statements, those of users it owns, and those of warehouses it operates. */
  private static void demand(ModelSession session, ModelQueryEntry entry) {
    boolean may =
        entry.user().equals(session.user())
            || session.has("ACCOUNTADMIN")
            || session.account().user(entry.user()).filter(session::owns).isPresent()
            || session
                .account()
                .warehouse(entry.warehouse())
                .filter(each -> session.may("OPERATE", each))
                .isPresent();
    if (!may) {
      throw ModelError.denied("query", entry.id());
    }
  }

  /** Ends a session and all it does. */
  public static String SYSTEM_ABORT_SESSION(long number) {
    ModelSession session = ModelFunctions.caller();
    demandAdministrator(session);
    if (!ModelTransactions.of(session.account()).end(session.account(), number)) {
      throw new ModelError("000391", "02000", "Session " + number + " does not exist");
    }
    return "session [" + number + "] terminated.";
  }

  /** Undoes a transaction; its session stays. */
  public static String SYSTEM_ABORT_TRANSACTION(long id) {
    ModelSession session = ModelFunctions.caller();
    ModelTransactions all = ModelTransactions.of(session.account());
    boolean own = all.find(id).filter(each -> each.user().equals(session.user())).isPresent();
    if (!own) {
      demandAdministrator(session);
    }
    return all.abort(id) ? "Transaction aborted." : "Transaction not found.";
  }

  private static void demandAdministrator(ModelSession session) {
    if (!session.has("ACCOUNTADMIN")) {
      throw ModelError.denied("account", session.account().locator());
    }
  }
}

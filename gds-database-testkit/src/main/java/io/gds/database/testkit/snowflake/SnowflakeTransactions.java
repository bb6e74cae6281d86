package io.gds.database.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;

/** The open transactions of a {@link SnowflakeModel}. Thread-safe. */
public final class SnowflakeTransactions {
  private final SnowflakeModel model;
  private final ModelAccount account;

  SnowflakeTransactions(SnowflakeModel model, ModelAccount account) {
    this.model = model;
    this.account = account;
  }

  /**
   * Somebody has begun one, and changes these tables.
   *
   * @param query what they run now; empty if nothing
   * @param tables their full names
   */
  public SnowflakeTransactions holds(
      long id, String user, long session, String query, String... tables) {
    return add(id, user, session, query, true, tables);
  }

  /** The same of one that waits for these tables. */
  public SnowflakeTransactions waits(
      long id, String user, long session, String query, String... tables) {
    return add(id, user, session, query, false, tables);
  }

  private SnowflakeTransactions add(
      long id, String user, long session, String query, boolean held, String... tables) {
    synchronized (model) {
      ModelMoment now = account.next();
      List<ModelTransactions.Lock> locks = new ArrayList<>();
      for (String table : tables) {
        locks.add(new ModelTransactions.Lock(table, held, now.at()));
      }
      ModelTransactions.of(account)
          .add(new ModelTransactions.Transaction(id, user, session, now.at(), query, locks));
      return this;
    }
  }

  /** The numbers of those that are open. */
  public List<Long> open() {
    synchronized (model) {
      return ModelTransactions.of(account).all().stream()
          .map(ModelTransactions.Transaction::id)
          .toList();
    }
  }
}

package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.List;

/**
 * SHOW TRANSACTIONS and SHOW LOCKS, of the user or of the account, which takes ACCOUNTADMIN.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-transactions">SHOW
 *     TRANSACTIONS</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-locks">SHOW LOCKS</a>
 */
final class ShowLocks implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("SHOW", "TRANSACTIONS") || statement.at("SHOW", "LOCKS");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    boolean locks = statement.demand("SHOW").one("TRANSACTIONS", "LOCKS").equals("LOCKS");
    boolean all = statement.take("IN", "ACCOUNT");
    statement.end();
    boolean administrator = session.has("ACCOUNTADMIN");
    if (all && !locks && !administrator) {
      throw ModelError.denied("account", session.account().locator());
    }
    List<ModelTransactions.Transaction> shown =
        ModelTransactions.of(session.account()).all().stream()
            .filter(each -> (all && administrator) || each.user().equals(session.user()))
            .toList();
    return locks ? locks(shown, administrator) : transactions(shown);
  }

  private static WireAnswer transactions(List<ModelTransactions.Transaction> shown) {
    return WireAnswer.rows(
            "id fixed",
            "user text",
            "session fixed",
            "name text",
            "started_on timestamp_ltz(3)",
            "state text",
            "scope fixed")
        .all(
            shown.stream()
                .map(
                    each ->
                        WireRow.of(
                            each.id(),
                            each.user(),
                            each.session(),
                            "name-" + each.id(),
                            each.began(),
                            "running",
                            0))
                .toList());
  }

  private static WireAnswer locks(
      List<ModelTransactions.Transaction> shown, boolean administrator) {
    WireAnswer.Rows rows =
        WireAnswer.rows(
            "resource text",
            "type text",
            "transaction fixed",
            "transaction_started_on timestamp_ltz(3)",
            "status text",
            "acquired_on timestamp_ltz(3)",
            "query_id text",
            "session fixed");
    for (ModelTransactions.Transaction each : shown) {
      for (ModelTransactions.Lock lock : each.locks()) {
        rows =
            rows.row(
                lock.resource(),
                "PARTITIONS",
                each.id(),
                each.began(),
                lock.held() ? "HOLDING" : "WAITING",
                lock.held() ? lock.since() : null,
                each.query().isEmpty() ? null : each.query(),
                administrator ? each.session() : null);
      }
    }
    return rows;
  }
}

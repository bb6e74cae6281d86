package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.List;
import java.util.Locale;

/**
 * SHOW ACCOUNTS, which takes the role ORGADMIN.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-accounts">SHOW ACCOUNTS</a>
 */
final class ShowAccounts implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("SHOW", "ACCOUNTS");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("SHOW", "ACCOUNTS");
    ShowFilter filter = new ShowFilter().like(statement).rest(statement);
    if (!session.has("ORGADMIN")) {
      throw ModelError.denied("organization", session.account().organization());
    }
    ModelAccount account = session.account();
    return filter.answer(
        List.of(
            "organization_name text",
            "account_name text",
            "snowflake_region text",
            "edition text",
            "account_url text",
            "created_on timestamp_ltz(3)",
            "comment text",
            "account_locator text"),
        List.of(
            WireRow.of(
                account.organization(),
                account.name(),
                account.region(),
                account.edition().name(),
                "https://"
                    + account.organization().toLowerCase(Locale.ROOT)
                    + "-"
                    + account.name().toLowerCase(Locale.ROOT)
                    + ".snowflakecomputing.com",
                java.time.Instant.parse("2025-06-01T00:00:00Z"),
                "",
                account.locator())),
        "account_name");
  }
}

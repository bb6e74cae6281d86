package io.gds.database.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;

/** Accounts as statements name them. */
final class GroupAccounts {
  private GroupAccounts() {}

  static String address(ModelAccount account) {
    return account.organization() + "." + account.name();
  }

  /**
   * Reads accounts, as ORGANIZATION.ACCOUNT.
   *
   * @throws ModelError 002003 for one that is not in the organization
   */
  static List<String> read(SnowflakeReader statement, ModelSession session) {
    List<String> accounts = new ArrayList<>();
    do {
      ModelName name = statement.qualified();
      ModelAccount found =
          ModelOrganization.of(session.account())
              .account(name.last())
              .filter(each -> name.has(1) && each.organization().equals(name.part(1)))
              .orElseThrow(() -> ModelError.missing("Account", name));
      accounts.add(address(found));
    } while (statement.take(","));
    return accounts;
  }
}

package io.gds.database.testkit.snowflake;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The roles that each account has, who inherits from whom, and what they may do to the account.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/security-access-control-overview">system
 *     roles</a>
 */
final class ModelSystemRoles {
  private static final Map<String, List<String>> RIGHTS =
      Map.of(
          "ACCOUNTADMIN",
          List.of(
              "CREATE FAILOVER GROUP",
              "CREATE REPLICATION GROUP",
              "CREATE INTEGRATION",
              "CREATE SHARE",
              "IMPORT SHARE",
              "MANAGE ACCOUNT SUPPORT CASES",
              "MONITOR EXECUTION",
              "MONITOR USAGE",
              "MONITOR SECURITY",
              "EXECUTE TASK",
              "APPLY TAG"),
          "SECURITYADMIN",
          List.of("MANAGE GRANTS"),
          "USERADMIN",
          List.of("CREATE USER", "CREATE ROLE"),
          "SYSADMIN",
          List.of("CREATE DATABASE", "CREATE WAREHOUSE"));

  private ModelSystemRoles() {}

  static void addTo(ModelAccount account) {
    ModelRole admin = new ModelRole(account, "ACCOUNTADMIN", null);
    account.roles().add(admin);
    ModelRole security = add(account, "SECURITYADMIN", admin);
    add(account, "USERADMIN", security);
    add(account, "SYSADMIN", admin);
    account.roles().add(new ModelRole(account, "PUBLIC", null));
    for (ModelRole role : account.roles()) {
      for (String right : RIGHTS.getOrDefault(role.name(), List.of())) {
        account.grants().grant(right, account.root(), role, true, Optional.empty());
      }
    }
  }

  private static ModelRole add(ModelAccount account, String name, ModelRole heir) {
    ModelRole role = new ModelRole(account, name, null);
    account.roles().add(role);
    account.grants().grant("USAGE", role, heir, false, Optional.empty());
    return role;
  }
}

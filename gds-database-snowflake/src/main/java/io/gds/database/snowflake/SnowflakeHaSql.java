package io.gds.database.snowflake;

import java.util.List;

/**
 * Statements about replication and failover groups.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-failover-group">ALTER
 *     FAILOVER GROUP</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-failover-group">CREATE
 *     FAILOVER GROUP</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-replication-groups">SHOW
 *     REPLICATION GROUPS</a>
 */
final class SnowflakeHaSql {
  static final String SELF =
      "SELECT CURRENT_ORGANIZATION_NAME() AS \"organization\", CURRENT_ACCOUNT_NAME() AS"
          + " \"account\", CURRENT_TIMESTAMP() AS \"now\"";

  /** Both kinds of groups, on every edition; SHOW FAILOVER GROUPS knows only one. */
  static final String GROUPS = "SHOW REPLICATION GROUPS";

  private SnowflakeHaSql() {}

  /** The refreshes of this account's secondaries, as far back as the server surely tells. */
  static String history(String database) {
    return "SELECT GROUP_NAME, PHASE_NAME, START_TIME, END_TIME, JOB_UUID,"
        + " PRIMARY_SNAPSHOT_TIMESTAMP, ERROR FROM TABLE("
        + SnowflakeSql.name(database)
        + ".INFORMATION_SCHEMA.REPLICATION_GROUP_REFRESH_HISTORY_ALL(DATE_RANGE_START =>"
        + " DATEADD(DAY, -13, CURRENT_TIMESTAMP())))";
  }

  /** How far a refresh is, by the query that began it. */
  static String progress(String database, String job) {
    return "SELECT PHASE_NAME, END_TIME FROM TABLE("
        + SnowflakeSql.name(database)
        + ".INFORMATION_SCHEMA.REPLICATION_GROUP_REFRESH_PROGRESS_BY_JOB("
        + SnowflakeSql.literal(job)
        + "))";
  }

  /** An account as the server writes it, ORGANIZATION.ACCOUNT, with its parts quoted. */
  static String account(String node) {
    int dot = node.indexOf('.');
    return SnowflakeSql.name(node.substring(0, dot), node.substring(dot + 1));
  }

  private static String alter(SnowflakeHaGroup group, String name, String what) {
    return "ALTER " + group.kind() + " " + SnowflakeSql.name(name) + " " + what;
  }

  static String refresh(SnowflakeHaGroup group, String name) {
    return alter(group, name, "REFRESH");
  }

  static String promote(SnowflakeHaGroup group, String name) {
    return alter(group, name, "PRIMARY");
  }

  /** Suspends the schedule, and cancels a refresh that it began. */
  static String suspend(SnowflakeHaGroup group, String name) {
    return alter(group, name, "SUSPEND IMMEDIATE");
  }

  /** Suspends the schedule alone. */
  static String suspendSchedule(SnowflakeHaGroup group, String name) {
    return alter(group, name, "SUSPEND");
  }

  static String resume(SnowflakeHaGroup group, String name) {
    return alter(group, name, "RESUME");
  }

  static String addAccount(SnowflakeHaGroup group, String name, String node) {
    return alter(group, name, "ADD " + account(node) + " TO ALLOWED_ACCOUNTS");
  }

  static String removeAccount(SnowflakeHaGroup group, String name, String node) {
    return alter(group, name, "REMOVE " + account(node) + " FROM ALLOWED_ACCOUNTS");
  }

  /** The secondary of a group, in the account where it is sent. */
  static String replica(String kind, String name, String primaryNode, String primaryName) {
    return "CREATE "
        + kind
        + " "
        + SnowflakeSql.name(name)
        + " AS REPLICA OF "
        + account(primaryNode)
        + "."
        + SnowflakeSql.name(primaryName);
  }

  /** A new failover group of databases. */
  static String create(String name, List<String> databases, List<String> nodes, String schedule) {
    return "CREATE FAILOVER GROUP "
        + SnowflakeSql.name(name)
        + " OBJECT_TYPES = DATABASES ALLOWED_DATABASES = "
        + String.join(", ", databases.stream().map(each -> SnowflakeSql.name(each)).toList())
        + " ALLOWED_ACCOUNTS = "
        + String.join(", ", nodes.stream().map(SnowflakeHaSql::account).toList())
        + (schedule.isEmpty() ? "" : " REPLICATION_SCHEDULE = " + SnowflakeSql.literal(schedule));
  }

  static String drop(SnowflakeHaGroup group, String name) {
    return "DROP " + group.kind() + " " + SnowflakeSql.name(name);
  }

  static String grants(SnowflakeHaGroup group, String name) {
    return "SHOW GRANTS ON " + group.kind() + " " + SnowflakeSql.name(name);
  }
}

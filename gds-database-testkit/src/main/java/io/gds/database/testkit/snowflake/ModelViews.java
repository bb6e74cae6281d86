package io.gds.database.testkit.snowflake;

import java.util.Map;
import java.util.Optional;

/**
 * The views and table functions by their names with the schema. Rooms add theirs here; what begins
 * with ACCOUNT_USAGE lies in the database SNOWFLAKE, the others in each database.
 */
final class ModelViews {
  private static final Map<String, ModelView> VIEWS =
      Map.ofEntries(
          Map.entry("INFORMATION_SCHEMA.DATABASES", InformationSchema::databases),
          Map.entry("INFORMATION_SCHEMA.SCHEMATA", InformationSchema::schemata),
          Map.entry("INFORMATION_SCHEMA.TABLES", InformationSchema::tables),
          Map.entry("INFORMATION_SCHEMA.COLUMNS", InformationSchema::columns),
          Map.entry("ACCOUNT_USAGE.QUERY_HISTORY", AccountUsage::queries),
          Map.entry("ACCOUNT_USAGE.WAREHOUSE_METERING_HISTORY", AccountUsage::metering),
          Map.entry("ACCOUNT_USAGE.STORAGE_USAGE", AccountUsage::storage),
          Map.entry("ACCOUNT_USAGE.DATABASE_STORAGE_USAGE_HISTORY", AccountUsage::databases));

  private static final Map<String, ModelView> FUNCTIONS =
      Map.ofEntries(
          Map.entry("INFORMATION_SCHEMA.QUERY_HISTORY", QueryHistory::ofAccount),
          Map.entry("INFORMATION_SCHEMA.QUERY_HISTORY_BY_USER", QueryHistory::ofUser),
          Map.entry("INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION", QueryHistory::ofSession),
          Map.entry(
              "INFORMATION_SCHEMA.REPLICATION_GROUP_REFRESH_PROGRESS", RefreshHistory::progress),
          Map.entry(
              "INFORMATION_SCHEMA.REPLICATION_GROUP_REFRESH_PROGRESS_BY_JOB",
              RefreshHistory::progressByJob),
          Map.entry(
              "INFORMATION_SCHEMA.REPLICATION_GROUP_REFRESH_HISTORY", RefreshHistory::history),
          Map.entry(
              "INFORMATION_SCHEMA.REPLICATION_GROUP_REFRESH_HISTORY_ALL",
              RefreshHistory::historyOfAll),
          Map.entry(
              "INFORMATION_SCHEMA.DATABASE_REFRESH_PROGRESS", RefreshHistory::progressOfDatabase),
          Map.entry("INFORMATION_SCHEMA.DATABASE_REFRESH_HISTORY", RefreshHistory::ofDatabase));

  private ModelViews() {}

  /** A view by schema and name. */
  static Optional<ModelView> view(String name) {
    return Optional.ofNullable(VIEWS.get(name));
  }

  /** A function that gives a table, by schema and name. */
  static Optional<ModelView> function(String name) {
    return Optional.ofNullable(FUNCTIONS.get(name));
  }
}

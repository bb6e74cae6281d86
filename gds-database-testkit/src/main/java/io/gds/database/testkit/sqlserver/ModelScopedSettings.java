package io.gds.database.testkit.sqlserver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The scoped configuration of databases: some of the settings that each release has. On and off are
 * 1 and 0 in the view.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/alter-database-scoped-configuration-transact-sql">
 *     the vendor's page</a>
 */
final class ModelScopedSettings {
  /** The view that shows them. */
  static final String VIEW = "database_scoped_configurations";

  private static final Set<String> APART =
      Set.of(
          "MAXDOP",
          "LEGACY_CARDINALITY_ESTIMATION",
          "PARAMETER_SNIFFING",
          "QUERY_OPTIMIZER_HOTFIXES");

  private record Option(int number, String name, String value, int since) {}

  private static final List<Option> OPTIONS =
      List.of(
          new Option(1, "MAXDOP", "0", 13),
          new Option(2, "LEGACY_CARDINALITY_ESTIMATION", "0", 13),
          new Option(3, "PARAMETER_SNIFFING", "1", 13),
          new Option(4, "QUERY_OPTIMIZER_HOTFIXES", "0", 13),
          new Option(6, "IDENTITY_CACHE", "1", 14),
          new Option(11, "ELEVATE_ONLINE", "OFF", 15),
          new Option(12, "ELEVATE_RESUMABLE", "OFF", 15),
          new Option(25, "PAUSED_RESUMABLE_INDEX_ABORT_DURATION_MINUTES", "1440", 16),
          new Option(34, "LEDGER_DIGEST_STORAGE_ENDPOINT", "OFF", 16));

  private final ModelServer server;

  private final Map<String, String> changed = new TreeMap<>();

  ModelScopedSettings(ModelServer server) {
    this.server = server;
  }

  private String view(String database) {
    return ModelTable.quoted(server.catalog().schemaOf(database)) + "." + VIEW;
  }

  /** All that was ever set, as text. */
  String contents() {
    return changed.toString();
  }

  /** Fills a database's view, which is made when it is first asked for. */
  void show(String database) {
    boolean shown =
        server.catalog().first(Integer.class, "SELECT 1 FROM " + view(database)).isPresent();
    if (shown) {
      return;
    }
    for (Option option : OPTIONS) {
      if (option.since() <= server.release().major()) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("configuration_id", option.number());
        row.put("name", option.name());
        row.put(ModelTable.quoted("value"), option.value());
        if (server.release().major() >= SqlServerRelease.SQL_SERVER_2017.major()) {
          row.put("is_value_default", true);
        }
        server.catalog().insert(view(database), row);
      }
    }
  }

  /**
   * What the statement does.
   *
   * @param secondary whether it is the value of secondary replicas
   */
  void set(String database, String name, String value, boolean secondary) {
    show(database);
    changed.put(database + "." + name + "." + secondary, value);
    Option option =
        OPTIONS.stream()
            .filter(each -> each.name().equalsIgnoreCase(name))
            .filter(each -> each.since() <= server.release().major())
            .findFirst()
            .orElseThrow(() -> new ModelError(102, 15, "Incorrect syntax near '" + name + "'."));
    boolean primary = value.equalsIgnoreCase("PRIMARY");
    if ((secondary && !APART.contains(option.name())) || (primary && !secondary)) {
      throw new ModelError(102, 15, "Incorrect syntax near '" + value + "'.");
    }
    String kept =
        option.value().length() > 1
            ? value
            : value.equalsIgnoreCase("ON") ? "1" : value.equalsIgnoreCase("OFF") ? "0" : value;
    if (secondary) {
      server
          .catalog()
          .update(
              "UPDATE " + view(database) + " SET value_for_secondary = ? WHERE name = ?",
              primary ? null : kept,
              option.name());
      return;
    }
    server
        .catalog()
        .update(
            "UPDATE " + view(database) + " SET \"value\" = ? WHERE name = ?", kept, option.name());
    if (server.release().major() >= SqlServerRelease.SQL_SERVER_2017.major()) {
      server
          .catalog()
          .update(
              "UPDATE " + view(database) + " SET is_value_default = ? WHERE name = ?",
              kept.equals(option.value()),
              option.name());
    }
  }
}

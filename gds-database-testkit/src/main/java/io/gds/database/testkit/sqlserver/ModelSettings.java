package io.gds.database.testkit.sqlserver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The server's configuration: sys.configurations, with some of the options that every release has.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/database-engine/configure-windows/server-configuration-options-sql-server">
 *     the vendor's table of options</a>
 */
final class ModelSettings {
  private record Option(
      int number,
      String name,
      long value,
      long least,
      long most,
      boolean dynamic,
      boolean advanced) {}

  private static final long RECOMMENDED_MINUTES = 60;

  private static final List<Option> OPTIONS =
      List.of(
          new Option(101, "recovery interval (min)", 0, 0, 32767, true, true),
          new Option(102, "allow updates", 0, 0, 1, true, false),
          new Option(106, "locks", 0, 5000, 2147483647, false, true),
          new Option(109, "fill factor (%)", 0, 0, 100, false, true),
          new Option(115, "nested triggers", 1, 0, 1, true, false),
          new Option(117, "remote access", 1, 0, 1, false, false),
          new Option(124, "default language", 0, 0, 9999, true, false),
          new Option(400, "xp_cmdshell", 0, 0, 1, true, true),
          new Option(503, "max worker threads", 0, 128, 65535, true, true),
          new Option(518, "show advanced options", 0, 0, 1, true, false),
          new Option(1519, "remote login timeout (s)", 10, 0, 2147483647, true, false),
          new Option(1538, "cost threshold for parallelism", 5, 0, 32767, true, true),
          new Option(1539, "max degree of parallelism", 0, 0, 32767, true, true),
          new Option(1541, "query wait (s)", -1, -1, 2147483647, true, true),
          new Option(1543, "min server memory (MB)", 0, 0, 2147483647, true, true),
          new Option(1544, "max server memory (MB)", 2147483647, 128, 2147483647, true, true),
          new Option(1579, "backup compression default", 0, 0, 1, true, false),
          new Option(1581, "optimize for ad hoc workloads", 0, 0, 1, true, true),
          new Option(1584, "backup checksum default", 0, 0, 1, true, false),
          new Option(16391, "user connections", 0, 0, 32767, false, true));

  private final ModelCatalog catalog;

  ModelSettings(ModelCatalog catalog) {
    this.catalog = catalog;
    OPTIONS.forEach(this::add);
  }

  private void add(Option option) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("configuration_id", option.number());
    row.put("name", option.name());
    row.put("value", option.value());
    row.put("minimum", option.least());
    row.put("maximum", option.most());
    row.put("value_in_use", option.value());
    row.put("description", option.name());
    row.put("is_dynamic", option.dynamic());
    row.put("is_advanced", option.advanced());
    catalog.insert(ModelTable.quoted("sys") + ".configurations", quoted(row));
  }

  /** Column names that are words of the evaluating database's own language. */
  private static Map<String, @Nullable Object> quoted(Map<String, @Nullable Object> row) {
    Map<String, @Nullable Object> quoted = new LinkedHashMap<>();
    row.forEach((name, value) -> quoted.put(ModelTable.quoted(name), value));
    return quoted;
  }

  /**
   * What sp_configure does.
   *
   * @throws ModelError 15123 for an option that is not there, or is advanced while those are
   *     hidden; 15129 for a value out of range
   */
  void configure(String name, long value) {
    Option option =
        OPTIONS.stream()
            .filter(each -> each.name().equalsIgnoreCase(name))
            .filter(each -> !each.advanced() || inUse("show advanced options") == 1)
            .findFirst()
            .orElseThrow(
                () ->
                    new ModelError(
                        15123,
                        16,
                        "The configuration option '"
                            + name
                            + "' does not exist, or it may be an advanced option."));
    boolean settledByTheServer = value == 0 && option.value() == 0;
    if (!settledByTheServer && (value < option.least() || value > option.most())) {
      throw new ModelError(
          15129,
          16,
          "'" + value + "' is not a valid value for configuration option '" + name + "'.");
    }
    catalog.update("UPDATE sys.configurations SET \"value\" = ? WHERE name = ?", value, name);
  }

  private long inUse(String name) {
    return number("value_in_use", name);
  }

  private long configured(String name) {
    return number("\"value\"", name);
  }

  private long number(String column, String name) {
    return catalog
        .first(
            Long.class,
            "SELECT CAST(" + column + " AS BIGINT) FROM sys.configurations WHERE name = ?",
            name)
        .orElseThrow();
  }

  /**
   * What RECONFIGURE does: everybody's pending values take effect, as far as they can at once, or
   * none of them.
   *
   * @param override whether values are taken that are not recommended
   * @throws ModelError for what is not recommended, or does not fit together
   */
  void reconfigure(boolean override) {
    if (!override && configured("recovery interval (min)") > RECOMMENDED_MINUTES) {
      throw new ModelError(
          5807,
          16,
          "Recovery intervals above 60 minutes not recommended. Use the RECONFIGURE WITH OVERRIDE"
              + " statement to force this configuration.");
    }
    if (!override && configured("allow updates") != 0) {
      throw new ModelError(5808, 16, "Ad hoc update to system catalogs is not supported.");
    }
    long least = configured("min server memory (MB)");
    long most = configured("max server memory (MB)");
    if (least > most) {
      throw new ModelError(
          5831,
          16,
          "Minimum server memory value ("
              + least
              + ") must be less than or equal to the maximum value ("
              + most
              + ").");
    }
    catalog.update(
        "UPDATE sys.configurations SET value_in_use = \"value\" WHERE is_dynamic = TRUE");
  }

  /** What a start does: all that is configured takes effect. */
  void start() {
    catalog.update("UPDATE sys.configurations SET value_in_use = \"value\"");
  }
}

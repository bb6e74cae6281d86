package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Locale;
import java.util.Map;

/**
 * ALTER WAREHOUSE: resume, suspend, size, and how long it waits.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-warehouse">ALTER
 *     WAREHOUSE</a>
 */
final class AlterWarehouse implements SnowflakeVerb {
  private static final Map<String, String> SIZES =
      Map.of(
          "XSMALL", "X-Small",
          "SMALL", "Small",
          "MEDIUM", "Medium",
          "LARGE", "Large",
          "XLARGE", "X-Large",
          "XXLARGE", "2X-Large",
          "XXXLARGE", "3X-Large",
          "X4LARGE", "4X-Large");

  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("ALTER", "WAREHOUSE");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("ALTER", "WAREHOUSE");
    String name = statement.name();
    ModelWarehouse warehouse =
        session
            .account()
            .warehouse(name)
            .filter(session::sees)
            .orElseThrow(() -> ModelError.missing("Warehouse", name));
    if (statement.take("RESUME")) {
      boolean lenient = statement.take("IF", "SUSPENDED");
      session.demand("OPERATE", warehouse);
      if (warehouse.isStarted() && !lenient) {
        throw state("090063", "Invalid state. Warehouse '" + name + "' cannot be resumed.");
      }
      warehouse.started(true);
    } else if (statement.take("SUSPEND")) {
      session.demand("OPERATE", warehouse);
      if (!warehouse.isStarted()) {
        throw state("090064", "Invalid state. Warehouse '" + name + "' cannot be suspended.");
      }
      warehouse.started(false);
    } else {
      session.demand("MODIFY", warehouse);
      set(statement.demand("SET"), warehouse);
    }
    statement.end();
    return SnowflakeVerb.done("Statement executed successfully.");
  }

  private static ModelError state(String code, String message) {
    return new ModelError(code, "22000", message);
  }

  private static void set(SnowflakeReader statement, ModelWarehouse warehouse) {
    if (statement.option("WAREHOUSE_SIZE")) {
      String size = statement.value().toUpperCase(Locale.ROOT);
      if (!SIZES.containsKey(size)) {
        throw ModelError.invalid("001008", "22023", "invalid value [" + size + "]");
      }
      warehouse.size(SIZES.get(size));
    } else if (statement.option("AUTO_SUSPEND")) {
      warehouse.autoSuspend(statement.number());
    } else {
      warehouse.autoResume(statement.demand("AUTO_RESUME", "=").truth());
    }
  }
}

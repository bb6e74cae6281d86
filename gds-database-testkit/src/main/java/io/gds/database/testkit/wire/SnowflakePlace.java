package io.gds.database.testkit.wire;

import java.util.Objects;

/**
 * Where a session of Snowflake is: what names without a qualifier mean there, and by which right.
 * Each is the name itself, not quoted, and empty if the session has none.
 *
 * @param warehouse what computes its queries
 * @param role whose rights it has
 */
public record SnowflakePlace(String database, String schema, String warehouse, String role) {
  /** None may be null. */
  public SnowflakePlace {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(warehouse, "warehouse");
    Objects.requireNonNull(role, "role");
  }

  SnowflakePlace in(String newDatabase, String newSchema) {
    return new SnowflakePlace(newDatabase, newSchema, warehouse, role);
  }

  SnowflakePlace at(String newWarehouse) {
    return new SnowflakePlace(database, schema, newWarehouse, role);
  }

  SnowflakePlace as(String newRole) {
    return new SnowflakePlace(database, schema, warehouse, newRole);
  }
}

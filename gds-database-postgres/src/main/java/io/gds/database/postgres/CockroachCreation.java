package io.gds.database.postgres;

import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.List;

/** The statement that creates a database. */
final class CockroachCreation {
  private final CreateOptions options;
  private final OptionValues values;

  CockroachCreation(CreateOptions options) {
    this.options = options;
    this.values = options.platformOptions();
  }

  /** What CockroachDB does not take, and what contradicts itself. */
  List<OptionFault> faults() {
    List<OptionFault> faults = new ArrayList<>();
    if (options.mode() == CreateMode.REPLACE) {
      faults.add(
          new OptionFault(
              "mode", "REPLACE is not taken: drop the database, then create it, each by itself"));
    }
    if (options.collation().isPresent()) {
      faults.add(new OptionFault("collation", "belongs to columns here, not to databases"));
    }
    if (values.given(CockroachDefinition.PRIMARY_REGION).isEmpty()) {
      List.of(
              CockroachDefinition.REGIONS,
              CockroachDefinition.SECONDARY_REGION,
              CockroachDefinition.SURVIVAL_GOAL)
          .forEach(
              key -> {
                if (values.given(key).isPresent()) {
                  faults.add(new OptionFault(key.id(), "needs a primary region"));
                }
              });
    }
    return faults;
  }

  /** The statement. */
  String sql(String name) {
    StringBuilder sql = new StringBuilder("CREATE DATABASE ").append(CockroachSql.name(name));
    values
        .given(CockroachDefinition.PRIMARY_REGION)
        .ifPresent(region -> sql.append(" PRIMARY REGION ").append(CockroachSql.name(region)));
    values
        .given(CockroachDefinition.REGIONS)
        .ifPresent(regions -> sql.append(" REGIONS ").append(regions.sql()));
    values
        .given(CockroachDefinition.SURVIVAL_GOAL)
        .ifPresent(goal -> sql.append(' ').append(goal.sql()));
    options.owner().ifPresent(owner -> sql.append(" OWNER ").append(CockroachSql.name(owner)));
    values
        .given(CockroachDefinition.SECONDARY_REGION)
        .ifPresent(region -> sql.append(" SECONDARY REGION ").append(CockroachSql.name(region)));
    return sql.toString();
  }
}

package io.gds.database.testkit.snowflake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The databases of an account, with those that were dropped and can still be had back. */
final class ModelDatabases {
  private final ModelAccount account;
  private final List<ModelDatabase> all = new ArrayList<>();

  ModelDatabases(ModelAccount account) {
    this.account = account;
  }

  /** Those that are there, by name. */
  List<ModelDatabase> present() {
    return all.stream()
        .filter(ModelObject::isThere)
        .sorted(Comparator.comparing(ModelObject::name))
        .toList();
  }

  /** Those that were dropped and can still be had back, the last dropped first. */
  List<ModelDatabase> dropped() {
    return all.stream()
        .filter(each -> !each.isThere() && !each.isGone())
        .sorted(
            Comparator.comparing((ModelDatabase each) -> each.dropped().orElseThrow().ticket())
                .reversed())
        .toList();
  }

  Optional<ModelDatabase> find(String name) {
    return all.stream().filter(each -> each.isThere() && each.name().equals(name)).findFirst();
  }

  /**
   * Adds one with the schema PUBLIC.
   *
   * @throws ModelError 002002 if there is one of this name
   */
  ModelDatabase create(String name, boolean brief, @Nullable ModelObject owner) {
    ModelDatabase database = add(new ModelDatabase(account, name, brief, owner));
    database.add(new ModelSchema(database, "PUBLIC", false, owner));
    return database;
  }

  /** Adds one as it is. */
  ModelDatabase add(ModelDatabase database) {
    demandFree(ModelName.of(database.name()));
    all.add(database);
    return database;
  }

  /**
   * Looks whether a name is free.
   *
   * @throws ModelError 002002 if there is one of this name
   */
  void demandFree(ModelName name) {
    if (find(name.last()).isPresent()) {
      throw ModelError.exists(name);
    }
  }
}

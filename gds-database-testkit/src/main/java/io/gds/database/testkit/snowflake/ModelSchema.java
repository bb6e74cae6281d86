package io.gds.database.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A schema. */
final class ModelSchema extends ModelObject {
  private final ModelDatabase database;
  private final boolean brief;
  private final List<ModelTable> tables = new ArrayList<>();

  ModelSchema(ModelDatabase database, String name, boolean brief, @Nullable ModelObject owner) {
    super(database.account(), name, owner);
    this.database = database;
    this.brief = brief;
  }

  @Override
  String kind() {
    return "SCHEMA";
  }

  @Override
  boolean isTransient() {
    return brief || database.isTransient();
  }

  ModelDatabase database() {
    return database;
  }

  @Override
  Optional<ModelObject> parent() {
    return Optional.of(database);
  }

  @Override
  ModelName fullName() {
    return ModelName.of(database.name(), name());
  }

  @Override
  List<ModelTable> children() {
    return tables;
  }

  /** Tables and views that are there. */
  List<ModelTable> tables() {
    return tables.stream().filter(ModelObject::isThere).toList();
  }

  /** A table or view that is there. */
  Optional<ModelTable> table(String name) {
    return tables().stream().filter(table -> table.name().equals(name)).findFirst();
  }

  ModelTable add(ModelTable table) {
    tables.add(table);
    account().grants().future(table);
    return table;
  }
}

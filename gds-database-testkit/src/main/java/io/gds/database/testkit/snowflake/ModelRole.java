package io.gds.database.testkit.snowflake;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A role of the account, or of a database. */
final class ModelRole extends ModelObject {
  private final @Nullable ModelDatabase database;

  ModelRole(ModelAccount account, String name, @Nullable ModelObject owner) {
    this(account, null, name, owner);
  }

  ModelRole(
      ModelAccount account,
      @Nullable ModelDatabase database,
      String name,
      @Nullable ModelObject owner) {
    super(account, name, owner);
    this.database = database;
  }

  @Override
  String kind() {
    return database == null ? "ROLE" : "DATABASE_ROLE";
  }

  /** The database that it lies in, if it lies in one. */
  Optional<ModelDatabase> database() {
    return Optional.ofNullable(database);
  }

  @Override
  ModelName fullName() {
    return database == null ? ModelName.of(name()) : ModelName.of(database.name(), name());
  }
}

package io.gds.database.testkit.snowflake;

import java.util.Optional;

/** Finds things by kind and full name, whoever may see them. */
final class ModelFinder {
  private ModelFinder() {}

  static Optional<ModelObject> find(ModelAccount account, String kind, ModelName name) {
    return switch (kind) {
      case "ACCOUNT" -> Optional.of(account.root());
      case "DATABASE" -> account.databases().find(name.last()).map(each -> each);
      case "SCHEMA" -> schema(account, name).map(each -> each);
      case "TABLE", "VIEW" ->
          name.has(2)
              ? schema(account, ModelName.of(name.part(2), name.part(1)))
                  .flatMap(each -> each.table(name.last()))
                  .map(each -> each)
              : Optional.empty();
      case "WAREHOUSE" -> account.warehouse(name.last()).map(each -> each);
      case "ROLE" -> account.role(name.last()).map(each -> each);
      case "DATABASE_ROLE" ->
          account.roles().stream()
              .filter(each -> each.database().isPresent() && each.fullName().equals(name))
              .findFirst()
              .map(each -> each);
      case "FAILOVER_GROUP" -> group(account, ModelGroup.Kind.FAILOVER, name);
      case "REPLICATION_GROUP" -> group(account, ModelGroup.Kind.REPLICATION, name);
      case "USER" -> account.user(name.last()).map(each -> each);
      default -> throw new AssertionError("the model knows no " + kind);
    };
  }

  private static Optional<ModelObject> group(
      ModelAccount account, ModelGroup.Kind kind, ModelName name) {
    return ModelOrganization.of(account).member(account, kind, name.last()).map(each -> each);
  }

  private static Optional<ModelSchema> schema(ModelAccount account, ModelName name) {
    return name.has(1)
        ? account.databases().find(name.part(1)).flatMap(each -> each.schema(name.last()))
        : Optional.empty();
  }
}

package io.gds.database.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a right is given on: one thing, all things of a kind in something, or those to come.
 *
 * @param on what is there
 * @param future the kind of what will be made, in the first of {@code on}
 */
record GrantTarget(List<ModelObject> on, Optional<String> future) {
  /** Reads what stands behind ON. */
  static GrantTarget read(SnowflakeReader statement, ModelSession session) {
    boolean future = statement.take("FUTURE");
    if (future || statement.take("ALL")) {
      String kind = ModelKinds.many(statement);
      statement.demand("IN");
      ModelObject in = one(statement, session);
      return future
          ? new GrantTarget(List.of(in), Optional.of(kind))
          : new GrantTarget(inside(in, kind), Optional.empty());
    }
    return new GrantTarget(List.of(one(statement, session)), Optional.empty());
  }

  private static List<ModelObject> inside(ModelObject in, String kind) {
    List<ModelObject> found = new ArrayList<>();
    for (ModelObject child : in.children()) {
      if (child.isThere()) {
        if (child.kind().equals(kind)) {
          found.add(child);
        }
        found.addAll(inside(child, kind));
      }
    }
    return found;
  }

  /** Reads kind and name of something that the session sees. */
  static ModelObject one(SnowflakeReader statement, ModelSession session) {
    String kind = ModelKinds.read(statement);
    if (kind.equals("ACCOUNT")) {
      return session.account().root();
    }
    ModelName name = statement.qualified();
    return ModelFinder.find(session.account(), kind, complete(kind, name, session))
        .filter(each -> each instanceof ModelRole || session.sees(each))
        .orElseThrow(() -> ModelError.missing(ModelKinds.shown(kind), name));
  }

  private static ModelName complete(String kind, ModelName name, ModelSession session) {
    return switch (kind) {
      case "SCHEMA" -> ModelName.of(session.databaseOf(name, 1).name(), name.last());
      case "TABLE", "VIEW", "STAGE", "SEQUENCE", "FILE_FORMAT" -> {
        ModelSchema schema = session.schemaOf(name);
        yield ModelName.of(schema.database().name(), schema.name(), name.last());
      }
      default -> name;
    };
  }

  /** Reads the role or user behind TO or FROM. */
  static ModelObject grantee(SnowflakeReader statement, ModelSession session) {
    if (statement.atOne("ROLE", "USER") || statement.at("DATABASE", "ROLE")) {
      return one(statement, session);
    }
    ModelName name = statement.qualified();
    return session.account().role(name.last()).orElseThrow(() -> ModelError.missing("Role", name));
  }
}

package io.gds.database.testkit.snowflake;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where a SHOW looks: IN ACCOUNT, DATABASE or SCHEMA; without it where the session is.
 *
 * @param databases that are looked into
 * @param schema the only one that is looked into, if only one is
 */
record ShowScope(List<ModelDatabase> databases, Optional<ModelSchema> schema) {
  /** Reads it if it comes next. */
  static ShowScope read(SnowflakeReader statement, ModelSession session) {
    if (!statement.take("IN")) {
      return session.databaseName().isEmpty() ? account(session) : own(session);
    }
    if (statement.take("ACCOUNT")) {
      return account(session);
    }
    if (statement.take("DATABASE")) {
      ModelDatabase database =
          statement.ended() || statement.atOne("STARTS", "LIMIT")
              ? session.databaseOf(ModelName.of(""), 1)
              : session.database(statement.name());
      return new ShowScope(List.of(database), Optional.empty());
    }
    boolean told = statement.take("SCHEMA");
    ModelName name = statement.qualified();
    if (told || name.has(1)) {
      ModelSchema schema = session.schema(name);
      return new ShowScope(List.of(schema.database()), Optional.of(schema));
    }
    return new ShowScope(List.of(session.database(name.last())), Optional.empty());
  }

  private static ShowScope account(ModelSession session) {
    return new ShowScope(
        session.account().databases().present().stream().filter(session::sees).toList(),
        Optional.empty());
  }

  private static ShowScope own(ModelSession session) {
    return new ShowScope(List.of(session.database(session.databaseName())), Optional.empty());
  }

  /** The schemas that are looked into. */
  List<ModelSchema> schemas() {
    return schema
        .map(List::of)
        .orElseGet(
            () ->
                databases.stream()
                    .flatMap(each -> each.schemas().stream())
                    .sorted(Comparator.comparing((ModelSchema s) -> s.fullName().toString()))
                    .toList());
  }
}

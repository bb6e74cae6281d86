package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * UNDROP of databases, schemas and tables: the one that was dropped last, or the one that is told
 * by its number.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/undrop-database">UNDROP
 *     DATABASE</a>
 */
final class UndropVerb implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.take("UNDROP") && statement.atOne("DATABASE", "SCHEMA", "TABLE");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("UNDROP");
    String kind = statement.one("DATABASE", "SCHEMA", "TABLE");
    if (kind.equals("DATABASE") && statement.take("IDENTIFIER", "(")) {
      long id = Long.parseLong(statement.value());
      statement.demand(")").end();
      ModelDatabase database =
          session.account().databases().dropped().stream()
              .filter(each -> each.id() == id)
              .findFirst()
              .orElseThrow(() -> ModelError.missing("Database", id));
      return undrop(database, session.account().databases().find(database.name()), session);
    }
    ModelName name = statement.qualified();
    statement.end();
    return switch (kind) {
      case "DATABASE" ->
          undrop(
              latest(session.account().databases().dropped(), name, "Database"),
              session.account().databases().find(name.last()),
              session);
      case "SCHEMA" -> {
        ModelDatabase database = session.databaseOf(name, 1);
        yield undrop(
            latest(database.children(), name, "Schema"), database.schema(name.last()), session);
      }
      default -> {
        ModelSchema schema = session.schemaOf(name);
        yield undrop(latest(schema.children(), name, "Table"), schema.table(name.last()), session);
      }
    };
  }

  private static <T extends ModelObject> T latest(List<T> all, ModelName name, String kind) {
    return all.stream()
        .filter(each -> each.name().equals(name.last()) && !each.isThere() && !each.isGone())
        .max(Comparator.comparing(each -> each.dropped().orElseThrow().ticket()))
        .orElseThrow(() -> ModelError.missing(kind, name));
  }

  private static WireAnswer undrop(
      ModelObject object, Optional<? extends ModelObject> there, ModelSession session) {
    session.demand("OWNERSHIP", object);
    if (there.isPresent()) {
      throw ModelError.exists(ModelName.of(object.name()));
    }
    object.undrop();
    String kind = object.kind().charAt(0) + object.kind().substring(1).toLowerCase(Locale.ROOT);
    return SnowflakeVerb.done(kind + " " + object.name() + " successfully restored.");
  }
}

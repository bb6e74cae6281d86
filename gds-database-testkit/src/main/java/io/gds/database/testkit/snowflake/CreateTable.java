package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CREATE TABLE with columns, CLONE, LIKE or AS SELECT, and CREATE VIEW.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-table">CREATE TABLE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-view">CREATE VIEW</a>
 */
final class CreateTable implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.take("CREATE")
        && (statement.take("OR", "REPLACE") || !statement.at("OR"))
        && (statement.at("TABLE")
            || statement.at("TRANSIENT", "TABLE")
            || statement.at("TEMPORARY", "TABLE")
            || statement.at("VIEW"))
        && !statement.has("FROM", "BACKUP", "SET");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("CREATE");
    boolean replace = statement.take("OR", "REPLACE");
    ModelTable.Kind kind =
        ModelTable.Kind.valueOf(statement.one("TRANSIENT", "TEMPORARY", "TABLE", "VIEW"));
    if (kind == ModelTable.Kind.TRANSIENT || kind == ModelTable.Kind.TEMPORARY) {
      statement.demand("TABLE");
    }
    boolean ifNotExists = statement.take("IF", "NOT", "EXISTS");
    ModelName name = statement.qualified();
    ModelSchema schema = session.schemaOf(name);
    session.demand(kind == ModelTable.Kind.VIEW ? "CREATE VIEW" : "CREATE TABLE", schema);
    ModelWriting.demandWritable(schema.database());
    Optional<ModelTable> old = schema.table(name.last());
    if (old.isPresent() && ifNotExists) {
      statement.rest();
      return SnowflakeVerb.done(name.last() + " already exists, statement succeeded.");
    }
    if (old.isPresent() && !replace) {
      throw ModelError.exists(name);
    }
    ModelTable made = made(statement, session, schema, name.last(), kind);
    old.ifPresent(table -> table.drop(session.account().moment()));
    schema.add(made);
    String word = kind == ModelTable.Kind.VIEW ? "View " : "Table ";
    return SnowflakeVerb.done(word + name.last() + " successfully created.");
  }

  private static ModelTable made(
      SnowflakeReader statement,
      ModelSession session,
      ModelSchema schema,
      String name,
      ModelTable.Kind kind) {
    ModelTable made;
    if (statement.take("CLONE")) {
      ModelTable source = session.table(statement.qualified());
      session.demand("SELECT", source);
      made = ModelCloning.read(statement, session).of(source, schema, name, kind);
      if (statement.take("COPY", "GRANTS")) {
        session.account().grants().copy(source, made);
      }
    } else if (statement.take("LIKE")) {
      ModelTable source = session.table(statement.qualified());
      made = new ModelTable(schema, name, kind, source.columns(), "", session.role());
    } else if (statement.take("AS")) {
      return queried(statement, session, schema, name, kind);
    } else {
      made = new ModelTable(schema, name, kind, columns(statement), "", session.role());
    }
    ModelOptions.read(statement, session).set(made);
    statement.end();
    return made;
  }

  private static List<ModelColumn> columns(SnowflakeReader statement) {
    List<ModelColumn> columns = new ArrayList<>();
    statement.demand("(");
    do {
      columns.add(ModelColumn.read(statement));
    } while (statement.take(","));
    statement.demand(")");
    return columns;
  }

  private static ModelTable queried(
      SnowflakeReader statement,
      ModelSession session,
      ModelSchema schema,
      String name,
      ModelTable.Kind kind) {
    int begin = statement.ahead().map(SnowflakeToken::begin).orElseThrow(statement::wrong);
    List<SnowflakeToken> query = statement.rest();
    ModelRows rows = ModelEvaluation.rows(session, query, statement.binds());
    List<ModelColumn> columns = rows.columns().stream().map(CreateTable::column).toList();
    if (kind == ModelTable.Kind.VIEW) {
      String text = session.request().statement().substring(begin);
      return new ModelTable(schema, name, kind, columns, text, session.role());
    }
    session.demandWarehouse();
    ModelTable made = new ModelTable(schema, name, kind, columns, "", session.role());
    made.rows(rows.rows());
    return made;
  }

  private static ModelColumn column(WireColumn column) {
    SnowflakeReader type =
        new SnowflakeReader(
            SnowflakeLexer.tokens(
                column
                    .type()
                    .replace("fixed", "number")
                    .replace("text", "varchar")
                    .replace("real", "float")),
            List.of());
    return new ModelColumn(column.name(), ModelType.read(type), true, Optional.empty());
  }
}

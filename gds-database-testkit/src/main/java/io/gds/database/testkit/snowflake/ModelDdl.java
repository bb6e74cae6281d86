package io.gds.database.testkit.snowflake;

import java.util.List;
import java.util.Locale;

/**
 * The text that makes something again.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/get_ddl">GET_DDL</a>
 */
final class ModelDdl {
  private final boolean full;
  private final StringBuilder text = new StringBuilder();

  private ModelDdl(boolean full) {
    this.full = full;
  }

  static String of(ModelSession session, String kind, String named, boolean full) {
    SnowflakeReader reader = new SnowflakeReader(SnowflakeLexer.tokens(named), List.of());
    ModelName name = reader.qualified();
    reader.end();
    ModelDdl ddl = new ModelDdl(full);
    switch (kind.toUpperCase(Locale.ROOT)) {
      case "DATABASE" -> ddl.database(session, session.database(name.last()));
      case "SCHEMA" -> ddl.schema(session, session.schema(name));
      case "TABLE", "VIEW" -> ddl.table(session, session.table(name));
      default -> throw new AssertionError("the model knows no text of a " + kind);
    }
    return ddl.text.toString();
  }

  private String name(ModelObject object) {
    return full ? object.fullName().toString() : ModelName.of(object.name()).toString();
  }

  private void database(ModelSession session, ModelDatabase database) {
    session.demand("USAGE", database);
    text.append("create or replace ")
        .append(database.isTransient() ? "transient " : "")
        .append("database ")
        .append(name(database))
        .append(comment(database))
        .append(";\n\n");
    database.schemas().forEach(schema -> schema(session, schema));
  }

  private void schema(ModelSession session, ModelSchema schema) {
    session.demand("USAGE", schema);
    text.append("create or replace schema ")
        .append(name(schema))
        .append(comment(schema))
        .append(";\n\n");
    schema.tables().forEach(table -> table(session, table));
  }

  private void table(ModelSession session, ModelTable table) {
    if (!session.sees(table)) {
      throw ModelError.denied("table", table.name());
    }
    if (table.tableKind() == ModelTable.Kind.VIEW) {
      text.append("create or replace view ")
          .append(name(table))
          .append(" as ")
          .append(table.text())
          .append(";\n");
      return;
    }
    text.append("create or replace ")
        .append(table.tableKind() == ModelTable.Kind.TRANSIENT ? "TRANSIENT " : "")
        .append("TABLE ")
        .append(name(table))
        .append(" (");
    String separator = "\n";
    for (ModelColumn column : table.columns()) {
      text.append(separator)
          .append('\t')
          .append(ModelName.of(column.name()))
          .append(' ')
          .append(column.type())
          .append(column.nullable() ? "" : " NOT NULL")
          .append(column.fallback().map(each -> " DEFAULT " + each).orElse(""));
      separator = ",\n";
    }
    text.append("\n)").append(comment(table)).append(";\n");
  }

  private static String comment(ModelObject object) {
    return object.comment().isEmpty()
        ? ""
        : " COMMENT='" + object.comment().replace("\\", "\\\\").replace("'", "''") + "'";
  }
}

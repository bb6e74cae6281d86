package io.gds.database.testkit.snowflake;

/**
 * Makes clones. A clone's own history begins when it is made; what lies in it keeps its owners and
 * the rights on it, the clone itself has none of those on its source.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-clone">CREATE … CLONE</a>
 * @see <a href="https://docs.snowflake.com/en/user-guide/object-clone">cloning considerations</a>
 */
final class ModelCloning {
  private final ModelSession session;
  private final ModelPoint point;
  private final boolean leaveOut;

  private ModelCloning(ModelSession session, ModelPoint point, boolean leaveOut) {
    this.session = session;
    this.point = point;
    this.leaveOut = leaveOut;
  }

  /** Reads what follows the name of the source: the point, and what may be left out. */
  static ModelCloning read(SnowflakeReader statement, ModelSession session) {
    ModelPoint point = ModelPoint.now(session.account().moment());
    if (statement.atOne("AT", "BEFORE")) {
      point = ModelTimeTravel.point(session, statement);
    }
    boolean leaveOut =
        statement.take("IGNORE", "TABLES", "WITH", "INSUFFICIENT", "DATA", "RETENTION");
    statement.take("IGNORE", "HYBRID", "TABLES");
    statement.take("INCLUDE", "INTERNAL", "STAGES");
    return new ModelCloning(session, point, leaveOut);
  }

  /** A database like another at this point. It is not in the account yet. */
  ModelDatabase of(ModelDatabase source, String name, boolean brief) {
    ModelTimeTravel.demand(source, point);
    if (source.isTransient() && !brief) {
      throw ModelError.invalid(
          "002120", "0A000", "A transient database cannot be cloned to a permanent database.");
    }
    ModelDatabase clone = new ModelDatabase(session.account(), name, brief, session.role());
    settings(source, clone);
    clone.parameters().putAll(source.parameters());
    DatabaseRoleVerb.copy(source, clone, session.role());
    for (ModelSchema schema : source.children()) {
      if (schema.isThere(point)) {
        ModelSchema copy =
            new ModelSchema(clone, schema.name(), schema.isTransient(), owner(schema));
        session.account().grants().copy(schema, copy);
        clone.children().add(fill(schema, copy));
      }
    }
    return clone;
  }

  /** A schema like another at this point, in a database. */
  ModelSchema of(ModelSchema source, ModelDatabase into, String name, boolean brief) {
    ModelTimeTravel.demand(source, point);
    return fill(source, new ModelSchema(into, name, brief, session.role()));
  }

  private ModelSchema fill(ModelSchema source, ModelSchema copy) {
    settings(source, copy);
    for (ModelTable table : source.children()) {
      if (table.isThere(point) && keeps(table)) {
        ModelTable made = copy(table, copy, table.name(), table.tableKind(), owner(table));
        session.account().grants().copy(table, made);
        copy.children().add(made);
      }
    }
    return copy;
  }

  private boolean keeps(ModelTable table) {
    if (table.tableKind() == ModelTable.Kind.EXTERNAL
        || table.tableKind() == ModelTable.Kind.TEMPORARY) {
      return false;
    }
    if (table.tableKind() == ModelTable.Kind.VIEW) {
      return true;
    }
    if (leaveOut && !ModelTimeTravel.reaches(table, point)) {
      return false;
    }
    ModelTimeTravel.demand(table, point);
    return true;
  }

  /** A table like another at this point, in a schema. */
  ModelTable of(ModelTable source, ModelSchema into, String name, ModelTable.Kind kind) {
    ModelTimeTravel.demand(source, point);
    return copy(source, into, name, kind, session.role());
  }

  private ModelTable copy(
      ModelTable source, ModelSchema into, String name, ModelTable.Kind kind, ModelObject owner) {
    ModelTable copy = new ModelTable(into, name, kind, source.columns(), source.text(), owner);
    settings(source, copy);
    if (source.tableKind() != ModelTable.Kind.VIEW) {
      copy.rows(source.rows(point));
    }
    return copy;
  }

  private ModelObject owner(ModelObject source) {
    return source.owner().orElse(session.role());
  }

  private static void settings(ModelObject source, ModelObject clone) {
    source.ownRetention().ifPresent(clone::retention);
    clone.comment(source.comment());
    clone.tags().putAll(source.tags());
  }
}

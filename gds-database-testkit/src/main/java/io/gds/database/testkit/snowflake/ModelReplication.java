package io.gds.database.testkit.snowflake;

/** Brings databases from one account to another, as they are. */
final class ModelReplication {
  private ModelReplication() {}

  /** Makes the database of this name in another account like this one; nobody writes into it. */
  static void copy(ModelDatabase source, ModelAccount to) {
    ModelRole owner = to.role("ACCOUNTADMIN").orElseThrow();
    ModelDatabase target =
        to.databases()
            .find(source.name())
            .orElseGet(
                () ->
                    to.databases()
                        .add(new ModelDatabase(to, source.name(), source.isTransient(), owner)));
    target.empty();
    target.readOnly(true);
    settings(source, target);
    target.parameters().putAll(source.parameters());
    for (ModelSchema schema : source.schemas()) {
      ModelSchema made = new ModelSchema(target, schema.name(), schema.isTransient(), owner);
      settings(schema, made);
      target.children().add(made);
      for (ModelTable table : schema.tables()) {
        ModelTable copy =
            new ModelTable(
                made, table.name(), table.tableKind(), table.columns(), table.text(), owner);
        settings(table, copy);
        if (table.tableKind() != ModelTable.Kind.VIEW) {
          copy.rows(table.rows());
        }
        made.children().add(copy);
      }
    }
  }

  private static void settings(ModelObject source, ModelObject target) {
    source.ownRetention().ifPresent(target::retention);
    target.comment(source.comment());
  }
}

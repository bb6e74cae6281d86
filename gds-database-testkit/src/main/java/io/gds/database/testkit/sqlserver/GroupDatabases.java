package io.gds.database.testkit.sqlserver;

/** What a database needs to become a member of a group. */
final class GroupDatabases {
  private GroupDatabases() {}

  /** Adds a database of this server, which is the primary. */
  static void add(String database, ModelGroup group, ModelSession session) {
    ModelDatabases databases = session.server().databases();
    String refused =
        "Database '" + database + "' cannot be added to availability group '" + group.name() + "'.";
    if (databases.number(database).isEmpty()) {
      throw new ModelError(
          35238, 16, refused + "  The database does not exist on this SQL Server instance.");
    }
    if (databases.isSystem(database)) {
      throw new ModelError(35249, 16, "An attempt to add a system database failed.");
    }
    if (group.databases().containsKey(database)) {
      throw new ModelError(
          35280, 16, refused + "  The database is already joined to the specified group.");
    }
    if (databases.text(database, "replica_id").isPresent()) {
      throw new ModelError(
          35244, 16, refused + "  The database is currently joined to another group.");
    }
    if (!databases.text(database, "recovery_model_desc").orElse("").equals("FULL")) {
      throw new ModelError(1465, 16, "Database \"" + database + "\" is not in full recovery mode.");
    }
    if (databases.log(database).chain().isEmpty()) {
      throw new ModelError(
          1475,
          16,
          "Database \""
              + database
              + "\" might contain bulk logged changes that have not been"
              + " backed up.");
    }
    group.addDatabase(database, session.server().clock().instant(), databases.log(database).rows());
  }
}

package io.gds.database.testkit.snowflake;

/** Who may write where. */
final class ModelWriting {
  private ModelWriting() {}

  /**
   * Looks whether a database can be written.
   *
   * @throws ModelError 002043 for one that comes from a share or another account
   */
  static void demandWritable(ModelDatabase database) {
    if (database.isReadOnly()) {
      throw ModelError.impossible();
    }
  }

  /** The table, if this session may do that to it. */
  static ModelTable demand(ModelSession session, ModelName name, String privilege) {
    ModelTable table = session.table(name);
    session.demand(privilege, table);
    demandWritable(table.schema().database());
    session.demandWarehouse();
    return table;
  }
}

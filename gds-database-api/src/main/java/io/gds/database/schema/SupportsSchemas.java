package io.gds.database.schema;

import io.gds.database.Capability;
import java.util.List;

/**
 * What is in a database. Reads only, in bulk: the number of statements does not grow with that of
 * tables, but for details of them where a platform has no statement that tells those of several at
 * once, and says so.
 */
public interface SupportsSchemas extends Capability {
  /**
   * All schemas, the platform's own included; empty where the platform has none. Reads.
   *
   * @throws io.gds.database.error.NotFoundException if the database does not exist
   */
  List<SchemaInfo> schemas();

  /**
   * All but the platform's own, names and kinds only. Reads.
   *
   * @throws io.gds.database.error.NotFoundException if the database does not exist
   */
  default List<TableInfo> tables() {
    return tables(SchemaQuery.all());
  }

  /**
   * The tables, collections and views asked for, ordered by schema and name. Reads.
   *
   * @throws io.gds.database.error.NotFoundException if the database does not exist
   */
  List<TableInfo> tables(SchemaQuery query);
}

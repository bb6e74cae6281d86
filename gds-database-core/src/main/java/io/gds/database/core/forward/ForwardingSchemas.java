package io.gds.database.core.forward;

import io.gds.database.schema.SchemaInfo;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import java.util.List;

/** A handle whose schemas another object has. */
public interface ForwardingSchemas extends SupportsSchemas {
  /** Who has them; asked for anew by every call. */
  SupportsSchemas schemasDelegate();

  @Override
  default List<SchemaInfo> schemas() {
    return schemasDelegate().schemas();
  }

  @Override
  default List<TableInfo> tables(SchemaQuery query) {
    return schemasDelegate().tables(query);
  }
}

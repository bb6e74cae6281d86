package io.gds.database.testkit.fake;

import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaInfo;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What is in a fake database. */
final class FakeSchemas extends FakePart implements SupportsSchemas {
  private final String database;

  FakeSchemas(FakeWire wire, String database) {
    super(wire, SupportsSchemas.class);
    this.database = database;
  }

  @Override
  public List<SchemaInfo> schemas() {
    return read("schemas", database, () -> server().existing(database).content().schemas());
  }

  @Override
  public List<TableInfo> tables(SchemaQuery query) {
    return read(
        "tables",
        database,
        () ->
            server().existing(database).content().tables().stream()
                .filter(table -> query.matches(table.info()))
                .map(table -> told(table, query.details()))
                .sorted(
                    Comparator.comparing((TableInfo table) -> table.schema().orElse(""))
                        .thenComparing(TableInfo::name))
                .toList());
  }

  /** The description with what was asked for, and without the rest. */
  private static TableInfo told(FakeTable table, Set<SchemaDetail> details) {
    TableInfo info = table.info();
    boolean rows = details.contains(SchemaDetail.ROWS);
    boolean sizes = details.contains(SchemaDetail.SIZES);
    return new TableInfo(
        info.schema(),
        info.name(),
        info.kind(),
        info.owner(),
        info.comment(),
        info.createdAt(),
        info.system(),
        info.partitionOf(),
        rows ? OptionalLong.of(table.rows().size()) : OptionalLong.empty(),
        sizes ? OptionalLong.of(table.sizeBytes()) : OptionalLong.empty(),
        sizes ? info.indexBytes() : OptionalLong.empty(),
        details.contains(SchemaDetail.COLUMNS) ? info.columns() : List.of(),
        details.contains(SchemaDetail.INDEXES) ? info.indexes() : List.of(),
        details.contains(SchemaDetail.CONSTRAINTS) ? info.constraints() : List.of(),
        details.contains(SchemaDetail.DEFINITIONS) ? info.definition() : Optional.empty(),
        details,
        info.attributes());
  }
}

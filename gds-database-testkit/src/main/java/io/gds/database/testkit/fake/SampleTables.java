package io.gds.database.testkit.fake;

import io.gds.database.schema.ColumnInfo;
import io.gds.database.schema.ConstraintInfo;
import io.gds.database.schema.ConstraintKind;
import io.gds.database.schema.ForeignKey;
import io.gds.database.schema.IndexInfo;
import io.gds.database.schema.IndexPart;
import io.gds.database.schema.ReferentialAction;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaInfo;
import io.gds.database.schema.TableInfo;
import io.gds.database.schema.TableKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Samples of what is in a database. */
final class SampleTables {
  private SampleTables() {}

  static List<Record> all() {
    IndexPart part = IndexPart.column("name");
    IndexInfo index =
        IndexInfo.builder("customers_name", List.of(part))
            .included(List.of("email"))
            .unique(true)
            .primary(false)
            .valid(true)
            .method("btree")
            .predicate("name is not null")
            .sizeBytes(8192)
            .definition("create unique index customers_name on customers (name)")
            .build();
    ColumnInfo column =
        ColumnInfo.builder("name", 1, "text")
            .nullable(false)
            .defaultValue("'nobody'")
            .generatedAs("lower(email)")
            .identity(false)
            .collation("en")
            .comment("As the customer writes it.")
            .build();
    ForeignKey reference =
        new ForeignKey(
            Optional.of("public"),
            "people",
            List.of("name"),
            ReferentialAction.CASCADE,
            ReferentialAction.RESTRICT);
    ConstraintInfo constraint =
        new ConstraintInfo(
            Optional.of("customers_people"),
            ConstraintKind.FOREIGN_KEY,
            List.of("name"),
            Optional.of(reference),
            Optional.of("foreign key (name) references people (name)"),
            true);
    return List.of(
        part,
        index,
        column,
        reference,
        constraint,
        new SchemaInfo("public", Optional.of("ada"), Optional.of("The application's."), false),
        TableInfo.builder("customers", TableKind.PARTITIONED_TABLE)
            .schema("public")
            .owner("ada")
            .comment("Who buys.")
            .createdAt(Samples.BEFORE)
            .partitionOf("parties")
            .rowEstimate(1000)
            .sizeBytes(65536)
            .indexBytes(8192)
            .columns(List.of(column))
            .indexes(List.of(index))
            .constraints(List.of(constraint))
            .definition("create table customers (name text not null)")
            .details(Set.of(SchemaDetail.values()))
            .attributes(Map.of("fillfactor", "90"))
            .build());
  }
}

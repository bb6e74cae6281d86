package io.gds.database.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaQueryTest {
  private static final TableInfo ORDERS =
      TableInfo.builder("orders", TableKind.TABLE).schema("public").build();

  @Test
  void defaultsArePinned() {
    SchemaQuery query = SchemaQuery.all();

    assertThat(query.schema()).isEmpty();
    assertThat(query.like()).isEmpty();
    assertThat(query.system()).isFalse();
    assertThat(query.kinds()).isEmpty();
    assertThat(query.details()).isEmpty();
  }

  @Test
  void queriesAreValues() {
    SchemaQuery query =
        SchemaQuery.all()
            .schema("public")
            .like("o*")
            .system(true)
            .kinds(TableKind.VIEW, TableKind.VIEW)
            .with(SchemaDetail.COLUMNS)
            .with(SchemaDetail.COLUMNS);

    assertThat(query.schema()).contains("public");
    assertThat(query.like()).contains("o*");
    assertThat(query.system()).isTrue();
    assertThat(query.kinds()).containsExactly(TableKind.VIEW);
    assertThat(query.details()).containsExactly(SchemaDetail.COLUMNS);
    assertThat(query)
        .isEqualTo(query.system(true))
        .hasSameHashCodeAs(query.system(true))
        .isNotEqualTo(query.schema("x"))
        .isNotEqualTo(query.like("x"))
        .isNotEqualTo(query.system(false))
        .isNotEqualTo(query.kinds())
        .isNotEqualTo(query.with(SchemaDetail.SIZES))
        .hasToString("schema=public, like=o*, system=true, kinds=[VIEW], details=[COLUMNS]");
  }

  @Test
  void aQueryChoosesBySchemaPatternOriginAndKind() {
    TableInfo catalogue = TableInfo.builder("pg_class", TableKind.TABLE).system(true).build();

    assertThat(SchemaQuery.all().matches(ORDERS)).isTrue();
    assertThat(SchemaQuery.all().schema("public").like("o*").matches(ORDERS)).isTrue();
    assertThat(SchemaQuery.all().schema("sales").matches(ORDERS)).isFalse();
    assertThat(SchemaQuery.all().schema("public").matches(catalogue)).isFalse();
    assertThat(SchemaQuery.all().like("x*").matches(ORDERS)).isFalse();
    assertThat(SchemaQuery.all().matches(catalogue)).isFalse();
    assertThat(SchemaQuery.all().system(true).matches(catalogue)).isTrue();
    assertThat(SchemaQuery.all().kinds(TableKind.TABLE).matches(ORDERS)).isTrue();
    assertThat(SchemaQuery.all().kinds(TableKind.VIEW).matches(ORDERS)).isFalse();
  }

  @Test
  void askingWithoutAQueryReadsNamesAndKindsOnly() {
    List<SchemaQuery> asked = new ArrayList<>();
    SupportsSchemas schemas =
        new SupportsSchemas() {
          @Override
          public List<SchemaInfo> schemas() {
            return List.of();
          }

          @Override
          public List<TableInfo> tables(SchemaQuery query) {
            asked.add(query);
            return List.of(ORDERS);
          }
        };

    assertThat(schemas.tables()).containsExactly(ORDERS);
    assertThat(asked).containsExactly(SchemaQuery.all());
  }
}

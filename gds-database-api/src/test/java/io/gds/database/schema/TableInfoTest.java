package io.gds.database.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableInfoTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final ColumnInfo ID = ColumnInfo.builder("id", 1, "bigint").build();
  private static final IndexInfo INDEX =
      IndexInfo.builder("orders_pk", List.of(IndexPart.column("id"))).build();
  private static final ConstraintInfo KEY =
      new ConstraintInfo(
          Optional.of("orders_pk"),
          ConstraintKind.PRIMARY_KEY,
          List.of("id"),
          Optional.empty(),
          Optional.empty(),
          true);

  @Test
  void aTableBuilderSetsEachMember() {
    assertThat(
            TableInfo.builder("orders", TableKind.TABLE)
                .schema("public")
                .owner("ada")
                .comment("all of them")
                .createdAt(NOW)
                .system(true)
                .partitionOf("all_orders")
                .rowEstimate(1)
                .sizeBytes(2)
                .indexBytes(3)
                .columns(List.of(ID))
                .indexes(List.of(INDEX))
                .constraints(List.of(KEY))
                .definition("CREATE TABLE orders")
                .details(Set.of(SchemaDetail.COLUMNS))
                .attributes(Map.of("capped", "false"))
                .build())
        .isEqualTo(
            new TableInfo(
                Optional.of("public"),
                "orders",
                TableKind.TABLE,
                Optional.of("ada"),
                Optional.of("all of them"),
                Optional.of(NOW),
                true,
                Optional.of("all_orders"),
                OptionalLong.of(1),
                OptionalLong.of(2),
                OptionalLong.of(3),
                List.of(ID),
                List.of(INDEX),
                List.of(KEY),
                Optional.of("CREATE TABLE orders"),
                Set.of(SchemaDetail.COLUMNS),
                Map.of("capped", "false")));
  }

  @Test
  void aColumnBuilderSetsEachMember() {
    assertThat(
            ColumnInfo.builder("total", 2, "numeric(10,2)")
                .nullable(false)
                .defaultValue("0")
                .generatedAs("a + b")
                .identity(true)
                .collation("C")
                .comment("sum")
                .build())
        .isEqualTo(
            new ColumnInfo(
                "total",
                2,
                "numeric(10,2)",
                false,
                Optional.of("0"),
                Optional.of("a + b"),
                true,
                Optional.of("C"),
                Optional.of("sum")));
  }

  @Test
  void anIndexBuilderSetsEachMember() {
    List<IndexPart> parts = List.of(new IndexPart("lower(name)", true, true));

    assertThat(
            IndexInfo.builder("i", parts)
                .included(List.of("total"))
                .unique(true)
                .primary(true)
                .valid(false)
                .method("btree")
                .predicate("total > 0")
                .sizeBytes(8192)
                .definition("CREATE INDEX i")
                .build())
        .isEqualTo(
            new IndexInfo(
                "i",
                parts,
                List.of("total"),
                true,
                true,
                false,
                Optional.of("btree"),
                Optional.of("total > 0"),
                OptionalLong.of(8192),
                Optional.of("CREATE INDEX i")));
  }

  @Test
  void whatWasNotReadIsNotClaimed() {
    TableInfo table = TableInfo.builder("orders", TableKind.VIEW).build();

    assertThat(table.schema()).isEmpty();
    assertThat(table.rowEstimate()).isEmpty();
    assertThat(table.sizeBytes()).isEmpty();
    assertThat(table.columns()).isEmpty();
    assertThat(table.details()).isEmpty();
    assertThat(table.primaryKey()).isEmpty();
    assertThat(ID.nullable()).isTrue();
    assertThat(INDEX.valid()).isTrue();
    assertThat(INDEX.unique()).isFalse();
  }

  @Test
  void columnsAndPrimaryKeyAreFoundByName() {
    TableInfo table =
        TableInfo.builder("orders", TableKind.TABLE)
            .columns(List.of(ID))
            .constraints(List.of(KEY))
            .build();

    assertThat(table.column("id")).contains(ID);
    assertThat(table.column("ID")).isEmpty();
    assertThat(table.primaryKey()).containsExactly("id");
  }

  @Test
  void aTableKeepsItsOwnCopies() {
    List<ColumnInfo> columns = new ArrayList<>(List.of(ID));
    TableInfo table = TableInfo.builder("orders", TableKind.TABLE).columns(columns).build();

    columns.clear();

    assertThat(table.columns()).containsExactly(ID);
    assertThatThrownBy(() -> table.columns().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void positionsBeginAtOne() {
    assertThatThrownBy(() -> ColumnInfo.builder("id", 0, "int").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("positions begin at 1");
  }

  @Test
  void onlyAForeignKeyRefersToATable() {
    ForeignKey customers =
        new ForeignKey(
            Optional.of("public"),
            "customers",
            List.of("id"),
            ReferentialAction.CASCADE,
            ReferentialAction.NO_ACTION);
    ConstraintInfo reference =
        new ConstraintInfo(
            Optional.empty(),
            ConstraintKind.FOREIGN_KEY,
            List.of("customer_id"),
            Optional.of(customers),
            Optional.empty(),
            true);

    assertThat(reference.references()).contains(customers);
    assertThatThrownBy(
            () ->
                new ConstraintInfo(
                    Optional.empty(),
                    ConstraintKind.FOREIGN_KEY,
                    List.of("customer_id"),
                    Optional.empty(),
                    Optional.empty(),
                    true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new ConstraintInfo(
                    Optional.empty(),
                    ConstraintKind.CHECK,
                    List.of(),
                    Optional.of(customers),
                    Optional.empty(),
                    true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSchemaCannotLackItsName() {
    assertThat(new SchemaInfo("public", Optional.of("ada"), Optional.empty(), true).owner())
        .contains("ada");
    assertThatThrownBy(() -> new SchemaInfo(null, Optional.empty(), Optional.empty(), false))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("name");
  }
}

package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.schema.ColumnInfo;
import io.gds.database.schema.ConstraintInfo;
import io.gds.database.schema.ConstraintKind;
import io.gds.database.schema.ForeignKey;
import io.gds.database.schema.IndexInfo;
import io.gds.database.schema.IndexPart;
import io.gds.database.schema.ReferentialAction;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaInfo;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.TableInfo;
import io.gds.database.schema.TableKind;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.sqlserver.SqlServerSchema;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MssqlSchemasTest {
  private static final SchemaQuery ALL = SchemaQuery.all().with(SchemaDetail.values());

  private static TableInfo one(MssqlDatabase database, String name) {
    return database.tables(ALL.like(name)).get(0);
  }

  @Test
  void columnsHaveTypesAsTheyWereDeclared() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("shop");
      scene
          .model
          .schema("shop")
          .table("dbo", "orders")
          .column("id", "int")
          .notNull()
          .identity()
          .dropped()
          .column("name", "nvarchar(50)")
          .collation("Latin1_General_BIN2")
          .comment("who")
          .column("note", "nvarchar(max)")
          .column("code", "char(3)")
          .defaultValue("DF_code", "('abc')")
          .column("price", "decimal(10,2)")
          .column("twice", "decimal(11,2)")
          .computed("([price]*(2))")
          .column("at", "datetime2(3)")
          .rowStart()
          .column("phone", "dbo.Phone");
      List<ColumnInfo> columns = one(shop, "orders").columns();
      assertThat(columns).extracting(ColumnInfo::position).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
      assertThat(columns)
          .extracting(ColumnInfo::type)
          .containsExactly(
              "int",
              "nvarchar(50)",
              "nvarchar(max)",
              "char(3)",
              "decimal(10,2)",
              "decimal(11,2)",
              "datetime2(3)",
              "[dbo].[Phone]");
      assertThat(columns.get(0).identity()).isTrue();
      assertThat(columns.get(0).nullable()).isFalse();
      assertThat(columns.get(1).collation()).contains("Latin1_General_BIN2");
      assertThat(columns.get(1).comment()).contains("who");
      assertThat(columns.get(2).collation()).as("the database's own").isEmpty();
      assertThat(columns.get(3).defaultValue()).contains("('abc')");
      assertThat(columns.get(5).generatedAs()).contains("([price]*(2))");
      assertThat(columns.get(6).generatedAs()).contains("GENERATED ALWAYS AS ROW START");
    }
  }

  @Test
  void theNewestServerTellsDimensions() {
    try (MssqlScene scene =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2025, SqlServerEdition.DEVELOPER)) {
      MssqlDatabase shop = scene.create("shop");
      scene.model.schema("shop").table("dbo", "texts").column("place", "vector(3)");
      assertThat(one(shop, "texts").columns().get(0).type()).isEqualTo("vector(3)");
    }
    assertThat(MssqlColumnType.of("vector", 8, 0, 0, OptionalInt.empty())).isEqualTo("vector");
    assertThat(MssqlColumnType.of("varbinary", -1, 0, 0, OptionalInt.empty()))
        .isEqualTo("varbinary(max)");
  }

  @Test
  void indexesAndConstraintsAreTold() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("shop");
      SqlServerSchema schema = scene.model.schema("shop");
      schema
          .table("s]1", "cust'omers")
          .column("region", "int")
          .column("number", "int")
          .primaryKey("PK_c", "region", "number");
      schema
          .table("dbo", "orders")
          .column("id", "int")
          .column("region", "int")
          .column("customer", "int")
          .column("state", "int")
          .check("CK_state", "([state]>(0))", false)
          .primaryKey("PK_o", "id")
          .unique("UQ_o", "customer", "region")
          .index(
              "IX_o",
              "NONCLUSTERED",
              false,
              "([state]=(1))",
              List.of("customer DESC", "state"),
              List.of("region"))
          .index("CS_o", "NONCLUSTERED COLUMNSTORE", false, null, List.of(), List.of("id", "state"))
          .disabled("CS_o")
          .foreignKey(
              "FK_o",
              List.of("region", "customer"),
              "s]1",
              "cust'omers",
              List.of("region", "number"),
              1,
              2);
      TableInfo orders = one(shop, "orders");
      assertThat(orders.primaryKey()).containsExactly("id");
      assertThat(orders.indexes())
          .extracting(IndexInfo::name)
          .containsExactly("CS_o", "IX_o", "PK_o", "UQ_o");
      IndexInfo columnstore = orders.indexes().get(0);
      assertThat(columnstore.method()).contains("nonclustered columnstore");
      assertThat(columnstore.parts()).isEmpty();
      assertThat(columnstore.included()).containsExactly("id", "state");
      assertThat(columnstore.valid()).isFalse();
      IndexInfo filtered = orders.indexes().get(1);
      assertThat(filtered.parts())
          .containsExactly(new IndexPart("customer", false, true), IndexPart.column("state"));
      assertThat(filtered.included()).containsExactly("region");
      assertThat(filtered.predicate()).contains("([state]=(1))");
      assertThat(orders.indexes().get(2).primary()).isTrue();
      assertThat(orders.indexes().get(2).method()).contains("clustered");
      assertThat(orders.indexes().get(3).unique()).isTrue();
      assertThat(orders.constraints())
          .containsExactly(
              new ConstraintInfo(
                  Optional.of("PK_o"),
                  ConstraintKind.PRIMARY_KEY,
                  List.of("id"),
                  Optional.empty(),
                  Optional.empty(),
                  true),
              new ConstraintInfo(
                  Optional.of("UQ_o"),
                  ConstraintKind.UNIQUE,
                  List.of("customer", "region"),
                  Optional.empty(),
                  Optional.empty(),
                  true),
              new ConstraintInfo(
                  Optional.of("FK_o"),
                  ConstraintKind.FOREIGN_KEY,
                  List.of("region", "customer"),
                  Optional.of(
                      new ForeignKey(
                          Optional.of("s]1"),
                          "cust'omers",
                          List.of("region", "number"),
                          ReferentialAction.CASCADE,
                          ReferentialAction.SET_NULL)),
                  Optional.empty(),
                  true),
              new ConstraintInfo(
                  Optional.of("CK_state"),
                  ConstraintKind.CHECK,
                  List.of("state"),
                  Optional.empty(),
                  Optional.of("([state]>(0))"),
                  false));
      assertThat(shop.tables(ALL.schema("s]1")))
          .singleElement()
          .satisfies(table -> assertThat(table.primaryKey()).containsExactly("region", "number"));
      assertThat(shop.tables(ALL.schema("S]1"))).as("another name").isEmpty();
    }
  }

  @Test
  void kindsSizesAndMarksAreTold() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("shop");
      SqlServerSchema schema = scene.model.schema("shop");
      schema.table("dbo", "heap").comment("a heap").pages(0, 7, 10).pages(2, 7, 3).internalPages(4);
      schema.table("dbo", "parts").partitioned("by_year").pages(0, 1, 1).pages(0, 2, 1);
      schema.table("dbo", "memory").memoryOptimized().pages(0, 0, 0);
      schema.table("dbo", "outside").external();
      schema.table("dbo", "past");
      schema.table("dbo", "present").temporal("dbo", "past");
      schema.view("dbo", "seen", "CREATE VIEW dbo.seen AS SELECT 1 AS one").column("one", "int");
      schema
          .view("dbo", "stored", "CREATE VIEW dbo.stored …")
          .column("one", "int")
          .index("IX", "CLUSTERED", true, null, List.of("one"), List.of());
      schema.systemView("all_of_it", "CREATE VIEW sys.all_of_it AS …");
      TableInfo heap = one(shop, "heap");
      assertThat(heap.kind()).isEqualTo(TableKind.TABLE);
      assertThat(heap.owner()).contains("dbo");
      assertThat(heap.comment()).contains("a heap");
      assertThat(heap.rowEstimate()).hasValue(7);
      assertThat(heap.sizeBytes()).hasValue(17 * 8192);
      assertThat(heap.indexBytes()).hasValue(7 * 8192);
      assertThat(heap.attributes())
          .containsEntry("storage", "heap")
          .containsEntry("filegroup", "PRIMARY");
      assertThat(Duration.between(heap.createdAt().orElseThrow(), Instant.now()).abs())
          .isLessThan(Duration.ofMinutes(1));
      TableInfo parts = one(shop, "parts");
      assertThat(parts.kind()).isEqualTo(TableKind.PARTITIONED_TABLE);
      assertThat(parts.rowEstimate()).hasValue(3);
      assertThat(parts.attributes()).containsEntry("partitionScheme", "by_year");
      TableInfo memory = one(shop, "memory");
      assertThat(memory.sizeBytes()).isEmpty();
      assertThat(memory.rowEstimate()).isEmpty();
      assertThat(memory.attributes())
          .containsEntry("memoryOptimized", "true")
          .containsEntry("durability", "schema and data");
      assertThat(one(shop, "present").attributes())
          .containsEntry("historyTable", "past")
          .containsEntry("temporal", "system versioned temporal table");
      assertThat(shop.tables(SchemaQuery.all().kinds(TableKind.EXTERNAL_TABLE)))
          .extracting(TableInfo::name)
          .containsExactly("outside");
      assertThat(one(shop, "seen").kind()).isEqualTo(TableKind.VIEW);
      assertThat(one(shop, "seen").definition())
          .contains("CREATE VIEW dbo.seen AS SELECT 1 AS one");
      assertThat(one(shop, "seen").sizeBytes()).isEmpty();
      assertThat(one(shop, "stored").kind()).isEqualTo(TableKind.MATERIALIZED_VIEW);
      assertThat(shop.tables()).hasSize(8);
      assertThat(shop.tables(SchemaQuery.all().system(true)))
          .filteredOn(TableInfo::system)
          .extracting(TableInfo::name)
          .containsExactly("all_of_it");
    }
  }

  @Test
  void schemasAreTold() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("shop");
      scene.model.schema("shop").comment("sales", "what is sold");
      assertThat(shop.schemas())
          .contains(
              new SchemaInfo("dbo", Optional.of("dbo"), Optional.empty(), false),
              new SchemaInfo("sales", Optional.of("dbo"), Optional.of("what is sold"), false),
              new SchemaInfo("sys", Optional.of("sys"), Optional.empty(), true),
              new SchemaInfo("db_owner", Optional.of("db_owner"), Optional.empty(), true));
    }
  }

  @Test
  void theNumberOfStatementsDependsOnTheDetailsOnly() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("shop");
      for (int i = 0; i < 30; i++) {
        scene.model.schema("shop").table("dbo", "t" + i).column("id", "int");
      }
      assertThat(scene.statements(shop::tables)).isEqualTo(2);
      assertThat(scene.statements(() -> shop.tables(ALL))).isEqualTo(5);
      assertThat(scene.statements(() -> one(shop, "t7"))).isEqualTo(5);
      assertThat(scene.statements(shop::schemas)).isEqualTo(2);
      assertThat(shop.tables(ALL)).hasSize(30).allMatch(table -> table.columns().size() == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"o'd]d", "a.b", "x]; DROP DATABASE [shop", "ü-\u6f22", "{db}"})
  void databasesMayBeCalledAnything(String name) {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase odd = scene.create(name);
      scene.model.schema(name).table("dbo", name).column(name, "int").primaryKey(name, name);
      assertThat(one(odd, name).primaryKey()).containsExactly(name);
      assertThat(odd.schemas()).isNotEmpty();
    }
  }

  @Test
  void whatCannotBeReadIsSaidWithTheReason() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase shop = scene.create("shop");
      assertThat(
              catchThrowableOfType(
                  NotFoundException.class, () -> scene.engine.database("SHOP").tables()))
          .as("a name is what is written exactly so")
          .isNotNull();
      assertThat(catchThrowableOfType(NotFoundException.class, scene.engine.database("x")::schemas))
          .isNotNull();
      scene
          .peer
          .script()
          .matching(".*all_objects.*")
          .once(
              WireAnswer.error(
                  "916",
                  "The server principal \"sa\" is not able to access the database \"shop\" under the current security context."));
      DatabaseException closed =
          catchThrowableOfType(PermissionDeniedException.class, shop::tables);
      assertThat(closed.nativeCode()).contains("916");
      assertThat(closed.target()).contains("shop");
      assertThat(closed.remedy()).isPresent();
      scene
          .peer
          .script()
          .matching(".*all_objects.*")
          .once(
              WireAnswer.error("262", "VIEW DATABASE STATE permission denied in database 'shop'."));
      DatabaseException blind =
          catchThrowableOfType(PermissionDeniedException.class, () -> shop.tables(ALL));
      assertThat(blind.details().get("right")).contains("VIEW DATABASE STATE");
      shop.setState(SetStateOptions.of(StateChange.OFFLINE));
      DatabaseException offline = catchThrowableOfType(DatabaseException.class, shop::tables);
      assertThat(offline.code()).isEqualTo(ErrorCode.WRONG_STATE);
      assertThat(offline).hasMessageContaining("OFFLINE");
    }
  }
}

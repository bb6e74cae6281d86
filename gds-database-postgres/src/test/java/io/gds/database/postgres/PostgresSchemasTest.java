package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.Timeouts;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.manager.DatabaseManager;
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
import io.gds.database.testkit.server.PostgresTestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresSchemasTest {
  private static final SchemaQuery EVERYTHING = SchemaQuery.all().with(SchemaDetail.values());

  private static final String[] SHAPES = {
    "CREATE SCHEMA app",
    "COMMENT ON SCHEMA app IS 'the shop'",
    "CREATE DOMAIN app.positive AS int NOT NULL CHECK (value > 0)",
    "CREATE TABLE app.customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
        + " gone int, name varchar(40) COLLATE \"C\" NOT NULL DEFAULT 'x',"
        + " upper_name text GENERATED ALWAYS AS (upper(name)) STORED, amount numeric(10,2),"
        + " stock app.positive)",
    "ALTER TABLE app.customer DROP COLUMN gone",
    "COMMENT ON TABLE app.customer IS 'who buys'",
    "COMMENT ON COLUMN app.customer.amount IS 'in euros'",
    "CREATE UNIQUE INDEX by_name ON app.customer (lower(name) DESC, amount) INCLUDE (id)"
        + " WHERE amount > 0",
    "CREATE TABLE app.\"odd \"\"one\" (a int, b bigint, CONSTRAINT pair UNIQUE (b, a),"
        + " CONSTRAINT few CHECK (a < 9), CONSTRAINT \"of\" FOREIGN KEY (b) REFERENCES"
        + " app.customer (id) ON DELETE CASCADE ON UPDATE SET NULL,"
        + " EXCLUDE USING btree (a WITH =))",
    "ALTER TABLE app.\"odd \"\"one\" ADD CONSTRAINT late CHECK (b > 0) NOT VALID",
    "CREATE UNLOGGED TABLE app.fast (x int)",
    "CREATE TABLE app.part (at int NOT NULL, PRIMARY KEY (at)) PARTITION BY RANGE (at)",
    "CREATE TABLE app.part_1 PARTITION OF app.part FOR VALUES FROM (0) TO (10)",
    "CREATE TABLE app.part_2 PARTITION OF app.part FOR VALUES FROM (10) TO (20)",
    "CREATE TABLE app.refers (at int REFERENCES app.part)",
    "INSERT INTO app.part SELECT generate_series(0, 19)",
    "CREATE VIEW app.names AS SELECT name FROM app.customer",
    "CREATE MATERIALIZED VIEW app.later AS SELECT 1 AS one WITH NO DATA",
    "CREATE SEQUENCE app.tickets",
    "ALTER TABLE app.customer ENABLE ROW LEVEL SECURITY",
  };

  private static Map<String, TableInfo> byName(List<TableInfo> tables) {
    return tables.stream().collect(Collectors.toMap(TableInfo::name, Function.identity()));
  }

  /** Work in a database of its own on a server of this major. */
  private interface Work {
    void with(PostgresTestServer server, PostgresDatabase database) throws Exception;
  }

  private static void in(int major, Work work) throws Exception {
    String name = PostgresTestEngines.name("schemas");
    try (PostgresTestServer server = PostgresTestServer.builder().major(major).share();
        DatabaseManager manager = PostgresTestEngines.manager()) {
      server.execute("CREATE DATABASE " + name);
      try {
        work.with(server, PostgresTestEngines.open(manager, server).database(name));
      } finally {
        server.execute("DROP DATABASE " + name + " WITH (FORCE)");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void everyKindOfRelationIsToldWithItsKind(int major) throws Exception {
    in(
        major,
        (server, database) -> {
          server.executeIn(database.name(), SHAPES);
          assertThat(database.tables())
              .extracting(TableInfo::name, TableInfo::kind)
              .containsExactly(
                  org.assertj.core.groups.Tuple.tuple("customer", TableKind.TABLE),
                  org.assertj.core.groups.Tuple.tuple("fast", TableKind.TABLE),
                  org.assertj.core.groups.Tuple.tuple("later", TableKind.MATERIALIZED_VIEW),
                  org.assertj.core.groups.Tuple.tuple("names", TableKind.VIEW),
                  org.assertj.core.groups.Tuple.tuple("odd \"one", TableKind.TABLE),
                  org.assertj.core.groups.Tuple.tuple("part", TableKind.PARTITIONED_TABLE),
                  org.assertj.core.groups.Tuple.tuple("part_1", TableKind.TABLE),
                  org.assertj.core.groups.Tuple.tuple("part_2", TableKind.TABLE),
                  org.assertj.core.groups.Tuple.tuple("refers", TableKind.TABLE));
          Map<String, TableInfo> tables = byName(database.tables());
          assertThat(tables.get("customer").comment()).contains("who buys");
          assertThat(tables.get("customer").attributes()).containsEntry("rowSecurity", "true");
          assertThat(tables.get("fast").attributes()).containsEntry("unlogged", "true");
          assertThat(tables.get("later").attributes()).containsEntry("populated", "false");
          assertThat(tables.get("part").attributes()).containsEntry("partitionKey", "RANGE (at)");
          assertThat(tables.get("part_1").partitionOf()).contains("part");
          assertThat(tables.get("part_1").attributes())
              .containsEntry("partitionBound", "FOR VALUES FROM (0) TO (10)")
              .containsEntry("partitionOfSchema", "app");
          assertThat(database.tables(SchemaQuery.all().kinds(TableKind.OTHER)))
              .extracting(TableInfo::name)
              .contains("tickets");
          assertThat(database.tables(SchemaQuery.all().kinds(TableKind.VIEW)))
              .extracting(TableInfo::name)
              .containsExactly("names");
          assertThat(database.tables(SchemaQuery.all().system(true).schema("pg_catalog")))
              .isNotEmpty()
              .allMatch(TableInfo::system);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void columnsAreToldAsTheyAre(int major) throws Exception {
    in(
        major,
        (server, database) -> {
          server.executeIn(database.name(), SHAPES);
          TableInfo customer = byName(database.tables(EVERYTHING)).get("customer");
          assertThat(customer.columns())
              .containsExactly(
                  ColumnInfo.builder("id", 1, "bigint").nullable(false).identity(true).build(),
                  ColumnInfo.builder("name", 2, "character varying(40)")
                      .nullable(false)
                      .defaultValue("'x'::character varying")
                      .collation("C")
                      .build(),
                  ColumnInfo.builder("upper_name", 3, "text")
                      .generatedAs("upper((name)::text)")
                      .build(),
                  ColumnInfo.builder("amount", 4, "numeric(10,2)").comment("in euros").build(),
                  ColumnInfo.builder("stock", 5, "app.positive").nullable(false).build());
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void indexesAreToldWithPartsOrderAndCondition(int major) throws Exception {
    in(
        major,
        (server, database) -> {
          server.executeIn(database.name(), SHAPES);
          server.executeIn(
              database.name(),
              "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.customer_pkey'"
                  + "::regclass");
          TableInfo customer = byName(database.tables(EVERYTHING)).get("customer");
          IndexInfo byName = customer.indexes().get(0);
          assertThat(byName.name()).isEqualTo("by_name");
          assertThat(byName.parts())
              .containsExactly(
                  new IndexPart("lower(name::text)", true, true), IndexPart.column("amount"));
          assertThat(byName.included()).containsExactly("id");
          assertThat(byName.unique()).isTrue();
          assertThat(byName.valid()).isTrue();
          assertThat(byName.method()).contains("btree");
          assertThat(byName.predicate()).contains("amount > 0::numeric");
          assertThat(byName.sizeBytes()).hasValue(8192);
          assertThat(byName.definition().orElseThrow()).startsWith("CREATE UNIQUE INDEX by_name");
          IndexInfo key = customer.indexes().get(1);
          assertThat(key.primary()).isTrue();
          assertThat(key.valid()).as("an invalid index").isFalse();
        });
  }

  @ParameterizedTest
  @CsvSource({"13", "18"})
  void constraintsAreToldWithWhatTheyReferTo(int major) throws Exception {
    in(
        major,
        (server, database) -> {
          server.executeIn(database.name(), SHAPES);
          Map<String, TableInfo> tables = byName(database.tables(EVERYTHING));
          assertThat(tables.get("customer").primaryKey()).containsExactly("id");
          assertThat(tables.get("customer").constraints())
              .filteredOn(constraint -> constraint.kind() == ConstraintKind.NOT_NULL)
              .extracting(ConstraintInfo::columns)
              .containsExactlyInAnyOrder(List.of("id"), List.of("name"));
          Map<String, ConstraintInfo> odd =
              tables.get("odd \"one").constraints().stream()
                  .collect(Collectors.toMap(c -> c.name().orElse(""), Function.identity()));
          assertThat(odd.get("pair").columns()).containsExactly("b", "a");
          assertThat(odd.get("few").expression()).contains("a < 9");
          assertThat(odd.get("few").enforced()).isTrue();
          assertThat(odd.get("late").enforced()).as("never proved for old rows").isFalse();
          assertThat(odd.get("of").references())
              .contains(
                  new ForeignKey(
                      Optional.of("app"),
                      "customer",
                      List.of("id"),
                      ReferentialAction.CASCADE,
                      ReferentialAction.SET_NULL));
          assertThat(odd.values())
              .extracting(ConstraintInfo::kind)
              .contains(ConstraintKind.EXCLUSION);
          assertThat(tables.get("refers").constraints())
              .as("one foreign key, however many partitions the other table has")
              .hasSize(1);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void rowsAreUnknownUntilTheyWereCounted(int major) throws Exception {
    in(
        major,
        (server, database) -> {
          server.executeIn(database.name(), SHAPES);
          // Else it may count by itself in between.
          server.executeIn(
              database.name(),
              "ALTER TABLE app.part_1 SET (autovacuum_enabled = off)",
              "ALTER TABLE app.part_2 SET (autovacuum_enabled = off)");
          Map<String, TableInfo> before = byName(database.tables(EVERYTHING));
          assertThat(before.get("part_1").rowEstimate()).isEmpty();
          assertThat(before.get("part").rowEstimate()).isEmpty();
          assertThat(before.get("names").rowEstimate()).isEmpty();
          server.executeIn(database.name(), "VACUUM app.part_1", "VACUUM app.part_2");
          server.executeIn(database.name(), "VACUUM app.fast");
          Map<String, TableInfo> after = byName(database.tables(EVERYTHING));
          assertThat(after.get("part_1").rowEstimate()).hasValue(10);
          assertThat(after.get("part").rowEstimate()).as("of its leaves").hasValue(20);
          // Servers before 14 do not tell what is empty from what was never counted.
          assertThat(after.get("fast").rowEstimate())
              .as("counted, and empty")
              .isEqualTo(major < 14 ? OptionalLong.empty() : OptionalLong.of(0));
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void sizesAndDefinitionsAreToldWhereThereAreAny(int major) throws Exception {
    in(
        major,
        (server, database) -> {
          server.executeIn(database.name(), SHAPES);
          Map<String, TableInfo> tables = byName(database.tables(EVERYTHING));
          long leaves =
              tables.get("part_1").sizeBytes().orElseThrow()
                  + tables.get("part_2").sizeBytes().orElseThrow();
          assertThat(tables.get("part").sizeBytes()).hasValue(leaves);
          assertThat(tables.get("part_1").indexBytes()).hasValue(16384);
          assertThat(tables.get("names").sizeBytes()).isEmpty();
          assertThat(tables.get("names").definition().orElseThrow())
              .startsWith("CREATE VIEW \"app\".\"names\" AS\n SELECT");
          assertThat(tables.get("fast").definition()).isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aTableThatIsLockedIsToldWithoutItsSizeInsteadOfBeingWaitedFor(int major) throws Exception {
    in(
        major,
        (server, database) -> {
          server.executeIn(database.name(), SHAPES);
          try (Connection holder = server.connect(database.name());
              Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE app.part_1, app.fast IN ACCESS EXCLUSIVE MODE");
            Map<String, TableInfo> tables =
                byName(
                    database.tables(SchemaQuery.all().with(SchemaDetail.SIZES, SchemaDetail.ROWS)));
            assertThat(tables.get("part_1").sizeBytes()).isEqualTo(OptionalLong.empty());
            assertThat(tables.get("part").sizeBytes()).isEmpty();
            assertThat(tables.get("part_2").sizeBytes()).isPresent();
            holder.rollback();
          }
        });
  }

  @Test
  void definitionsWaitSoLongOnlyForWhoHasTheTableAndSayWhoItIs() throws Exception {
    in(
        PostgresMajors.NEWEST,
        (server, database) -> {
          server.executeIn(
              database.name(),
              "CREATE TABLE \"Held\" (id int DEFAULT 7 PRIMARY KEY CHECK (id > 0), word text)",
              "CREATE INDEX ON \"Held\" (lower(word)) WHERE id > 5",
              "CREATE VIEW over_held AS SELECT id FROM \"Held\"");
          try (DatabaseManager brief = PostgresTestEngines.manager();
              Connection holder = server.connect(database.name());
              Statement statement = holder.createStatement()) {
            PostgresDatabase read =
                brief
                    .open(
                        brief.parse(server.url("postgres")).toBuilder()
                            .timeouts(Timeouts.defaults().query(Duration.ofMillis(1200)))
                            .build(),
                        PostgresEngine.class)
                    .database(database.name());
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE \"Held\" IN ACCESS EXCLUSIVE MODE");
            String pid = Sessions.pid(holder);
            int refused = 0;
            for (SchemaDetail detail : SchemaDetail.values()) {
              try {
                assertThat(read.tables(SchemaQuery.all().with(detail))).hasSize(2);
              } catch (DatabaseInUseException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.LOCKED);
                refused++;
                assertThat(e.getMessage())
                    .contains("public.\"Held\" is held by session " + pid, "600 ms");
                assertThat(e.remedy()).isPresent();
              }
            }
            assertThat(refused).as("details that were waited for").isPositive();
            holder.rollback();
            assertThat(read.tables(SchemaQuery.all().with(SchemaDetail.values()))).hasSize(2);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aTableOfOneSessionIsToldAsSuch(int major) throws Exception {
    in(
        major,
        (server, database) -> {
          try (Connection other = server.connect(database.name());
              Statement statement = other.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE mine (a int)");
            assertThat(database.tables())
                .extracting(TableInfo::kind)
                .containsExactly(TableKind.TEMPORARY_TABLE);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void schemasAreToldWithOwnerAndComment(int major) throws Exception {
    in(
        major,
        (server, database) -> {
          server.executeIn(database.name(), SHAPES);
          assertThat(database.schemas())
              .contains(
                  new SchemaInfo(
                      "app", Optional.of(server.superuser()), Optional.of("the shop"), false))
              .filteredOn(SchemaInfo::system)
              .extracting(SchemaInfo::name)
              .contains("information_schema", "pg_catalog", "pg_toast");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aRoleWithoutAnyRightsOnTablesStillSeesWhatThereIs(int major) throws Exception {
    in(
        major,
        (server, database) -> {
          server.executeIn(database.name(), SHAPES);
          String role = PostgresTestEngines.name("few");
          server.execute("CREATE ROLE " + role + " LOGIN");
          try (DatabaseManager manager = PostgresTestEngines.manager()) {
            assertThat(
                    PostgresTestEngines.openAs(manager, server, role)
                        .database(database.name())
                        .tables(EVERYTHING))
                .hasSameSizeAs(database.tables());
          } finally {
            server.execute("DROP ROLE " + role);
          }
        });
  }

  @Test
  void aThousandTablesTakeNoMoreThanSixStatements() throws Exception {
    try (PostgresTestServer server =
            PostgresTestServer.builder()
                .major(PostgresMajors.OLDEST)
                .setting("log_statement", "all")
                .setting("max_locks_per_transaction", "256")
                .local()
                .start();
        DatabaseManager manager = PostgresTestEngines.manager()) {
      server.executeIn(
          "postgres",
          "CREATE TABLE other (id int PRIMARY KEY)",
          "DO $$ BEGIN FOR i IN 1..1000 LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY,"
              + " ref int REFERENCES other, body text CHECK (body <> ''''))', i); END LOOP;"
              + " END $$");
      PostgresDatabase database = PostgresTestEngines.open(manager, server).database("postgres");
      database.exists();
      Path log = server.logFile().orElseThrow();
      long before = statements(log);
      List<TableInfo> tables = database.tables(EVERYTHING);
      assertThat(tables).hasSize(1001);
      assertThat(tables.get(500).constraints()).hasSize(4);
      assertThat(statements(log) - before).isBetween(1L, 6L);
    }
  }

  private static long statements(Path log) throws Exception {
    return Files.readString(log, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.matches(".*LOG: +(statement|execute).*"))
        .count();
  }

  @Test
  void whatDoesNotExistIsNotFound() throws Exception {
    in(
        PostgresMajors.OLDEST,
        (server, database) ->
            assertThatThrownBy(() -> database.engine().database("gds_none").tables())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("gds_none"));
  }
}

package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.Database;
import io.gds.database.error.ErrorCode;
import io.gds.database.schema.ColumnInfo;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaInfo;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is in a database. */
abstract class SchemaTests extends ContractGroup {
  private static final SchemaQuery EVERYTHING = SchemaQuery.all().with(SchemaDetail.values());

  SchemaTests(PlatformContract contract) {
    super(contract);
  }

  @Test
  void theTablesOfADatabaseAreListedWithNamesAndKindsOnlyUnlessMoreIsAskedFor() throws Exception {
    Database database = run().filled();
    onDatabase(
        database,
        SupportsSchemas.class,
        schemas -> {
          List<TableInfo> tables = run().unchanged("the tables", () -> schemas.tables());
          assertThat(tables).isNotEmpty();
          assertThat(tables)
              .isSortedAccordingTo(
                  Comparator.comparing((TableInfo t) -> t.schema().orElse(""))
                      .thenComparing(TableInfo::name));
          assertThat(tables)
              .allSatisfy(
                  table -> {
                    assertThat(table.name()).isNotBlank();
                    assertThat(table.columns()).isEmpty();
                    assertThat(table.details()).isEmpty();
                    assertThat(table.system()).isFalse();
                  });
        });
  }

  @Test
  void everythingAboutATableIsToldWhenAskedFor() throws Exception {
    Database database = run().filled();
    onDatabase(
        database,
        SupportsSchemas.class,
        schemas -> {
          List<TableInfo> tables = schemas.tables(EVERYTHING);
          assertThat(tables).extracting(TableInfo::name).isEqualTo(names(schemas));
          for (TableInfo table : tables) {
            assertThat(table.details()).contains(SchemaDetail.COLUMNS);
            assertThat(table.columns()).extracting(ColumnInfo::name).doesNotHaveDuplicates();
            assertThat(table.columns())
                .isSortedAccordingTo(Comparator.comparing(ColumnInfo::position));
          }
        });
  }

  private static List<String> names(SupportsSchemas schemas) {
    return schemas.tables().stream().map(TableInfo::name).toList();
  }

  @Test
  void theNumberOfStatementsDoesNotGrowWithThatOfTablesButAsDeclared() throws Exception {
    onDatabase(
        run().created(),
        SupportsSchemas.class,
        none -> {
          SupportsSchemas some = run().filled().require(SupportsSchemas.class);
          List<String> names = names(some);
          assertThat(names).isNotEmpty();
          // Where there are several, one may cost more than none: there is no more to ask of none.
          SchemaQuery few = names.size() > 1 ? EVERYTHING.like(names.get(0)) : EVERYTHING;
          SupportsSchemas fewer = names.size() > 1 ? some : none;
          long more = fewer == some ? names.size() - 1L : names.size();
          assertThat(statementsOf(some, EVERYTHING))
              .as("statements for some tables")
              .isLessThanOrEqualTo(
                  Math.max(statementsOf(fewer, few), 1) + more * declared().statementsPerTable());
        });
  }

  /** Counted at the second call: the first one may have to connect. */
  private long statementsOf(SupportsSchemas schemas, SchemaQuery query) {
    schemas.tables(query);
    long before = statementsSent();
    schemas.tables(query);
    return statementsSent() - before;
  }

  @Test
  void oneTableIsFoundByItsPattern() throws Exception {
    Database database = run().filled();
    onDatabase(
        database,
        SupportsSchemas.class,
        schemas -> {
          String name = names(schemas).get(0);
          assertThat(schemas.tables(SchemaQuery.all().like(name)))
              .isNotEmpty()
              .allMatch(table -> table.name().equals(name));
          assertThat(schemas.tables(SchemaQuery.all().like("gds_no_such_table"))).isEmpty();
          assertThat(schemas.tables(SchemaQuery.all().like(name + "'; --"))).isEmpty();
          assertThat(schemas.schemas()).extracting(SchemaInfo::name).doesNotHaveDuplicates();
        });
  }

  @Test
  void whatDoesNotExistHasNoTables() throws Exception {
    onDatabase(
        run().missing(),
        SupportsSchemas.class,
        schemas -> {
          assertRefused("its tables", ErrorCode.NOT_FOUND, schemas::tables);
          assertRefused("its schemas", ErrorCode.NOT_FOUND, schemas::schemas);
        });
  }
}

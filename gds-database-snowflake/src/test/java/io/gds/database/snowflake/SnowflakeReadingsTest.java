package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.DatabaseQuery;
import io.gds.database.Detail;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.TableInfo;
import io.gds.database.schema.TableKind;
import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(30)
class SnowflakeReadingsTest {
  private static final Instant THEN = Instant.parse("2026-03-01T10:00:00Z");

  private SnowflakeScene scene;

  @BeforeEach
  void open() {
    scene = new SnowflakeScene();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void anAccountTellsWhereAndWhatItIs() {
    scene.model.access().role("ORGADMIN").enroll("ORGADMIN", "ACCOUNTADMIN");

    SnowflakeEngineMetadata metadata = scene.engine.metadata();

    assertThat(metadata.account()).isEqualTo("PROD");
    assertThat(metadata.accountLocator()).isEqualTo("XY12345");
    assertThat(metadata.organization()).contains("ACME");
    assertThat(metadata.region()).isEqualTo("AWS_EU_CENTRAL_1");
    assertThat(metadata.edition()).contains("ENTERPRISE");
    assertThat(metadata.createdAt()).isPresent();
    assertThat(metadata.editionUnreadable()).isEmpty();
    assertThat(metadata.user()).isEqualTo("ADA");
    assertThat(metadata.role()).contains("ACCOUNTADMIN");
    assertThat(metadata.defaultWarehouse()).contains("COMPUTE_WH");
    assertThat(metadata.port()).hasValue(scene.peer.port());
    assertThat(metadata.attributes()).containsKeys("account", "organization", "defaultWarehouse");
  }

  @Test
  void anEditionThatMayNotBeSeenIsEmptyWithTheReason() {
    SnowflakeEngineMetadata metadata = scene.engine.metadata();

    assertThat(metadata.edition()).isEmpty();
    assertThat(metadata.editionUnreadable().orElseThrow())
        .contains("ORGADMIN")
        .contains("Insufficient privileges");
  }

  @Test
  void namesThatDifferByCaseAreDifferentDatabases() {
    for (String name : List.of("sales", "Sales", "SALES", "SA%ES", "SA_ES", "SALES_2")) {
      scene.create(name);
    }

    assertThat(scene.engine.databases())
        .extracting(SnowflakeDatabase::name)
        .containsExactlyInAnyOrder("sales", "Sales", "SALES", "SA%ES", "SA_ES", "SALES_2");
    assertThat(scene.engine.database("SA_ES").metadata().name()).isEqualTo("SA_ES");
    assertThat(scene.engine.database("sALES").exists()).isFalse();
    assertThat(scene.engine.database("SALE").exists()).isFalse();
    assertThat(scene.engine.databases(DatabaseQuery.userDatabases().like("SA?ES")))
        .extracting(SnowflakeDatabase::name)
        .containsExactlyInAnyOrder("SALES", "SA%ES", "SA_ES");
  }

  @Test
  void aListOfMoreThanTenThousandIsReadByPagesAndToldOnce() {
    List<WireRow> all = new ArrayList<>();
    for (int i = 0; i < 20_001; i++) {
      all.add(WireRow.of(THEN.plusSeconds(i), String.format(Locale.ROOT, "DB%05d", i)));
    }
    scene
        .peer
        .script()
        .beginningWith("SHOW DATABASES")
        .by(
            request -> {
              String sql = request.statement();
              int from = sql.indexOf("FROM 'DB");
              // As the server does where the last name of a page begins other names too.
              int begin = from < 0 ? 0 : Integer.parseInt(sql.substring(from + 8, from + 13)) - 1;
              return WireAnswer.rows("created_on timestamp_ltz(3)", "name text")
                  .all(all.subList(begin, Math.min(all.size(), begin + 10_000)));
            });

    List<SnowflakeDatabase> databases = new ArrayList<>();
    assertThat(scene.statements(() -> databases.addAll(scene.engine.databases()))).isEqualTo(3);

    assertThat(databases).hasSize(20_001).doesNotHaveDuplicates();
    assertThat(databases.get(20_000).name()).isEqualTo("DB20000");
    assertThat(databases.get(0).metadata().kind()).isEqualTo(SnowflakeDatabaseKind.STANDARD);
  }

  @Test
  void aListThatDoesNotComeOnIsNotCutSilently() {
    List<WireRow> page = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      page.add(WireRow.of(THEN.plusSeconds(i), "SAME"));
    }
    scene
        .peer
        .script()
        .beginningWith("SHOW DATABASES")
        .answer(WireAnswer.rows("created_on timestamp_ltz(3)", "name text").all(page));

    assertThatThrownBy(() -> scene.engine.databases()).hasMessageContaining("cannot be listed");
  }

  @Test
  void importedDatabasesAreReadOnlyAndTheVendorsAreLeftOut() {
    scene
        .model
        .data()
        .imported("SHARED", "OTHER.SHARE")
        .imported("SNOWFLAKE", "SNOWFLAKE.ACCOUNT_USAGE");

    assertThat(scene.engine.databases())
        .extracting(SnowflakeDatabase::name)
        .contains("SHARED")
        .doesNotContain("SNOWFLAKE");
    assertThat(scene.engine.databases(DatabaseQuery.userDatabases().system(true)))
        .extracting(SnowflakeDatabase::name)
        .contains("SNOWFLAKE");
    SnowflakeDatabaseMetadata shared = scene.engine.database("SHARED").metadata();
    assertThat(shared.condition().readOnly()).isTrue();
    assertThat(shared.kind()).isEqualTo(SnowflakeDatabaseKind.IMPORTED);
    assertThat(shared.failSafeDays()).isZero();
    assertThat(shared.origin()).isPresent();
  }

  @Test
  void sizesAreThoseOfTheTablesNow() {
    scene.create("A");
    scene.create("B");
    scene.model.data().table("A", "PUBLIC", "T", "ID NUMBER").row("A", "PUBLIC", "T", 1L);
    DatabaseQuery query = DatabaseQuery.userDatabases().with(Detail.SIZE, Detail.SESSIONS);

    SnowflakeDatabaseMetadata a = scene.engine.databases(query).get(0).metadata();
    SnowflakeDatabaseMetadata b = scene.engine.databases(query).get(1).metadata();

    assertThat(a.rows()).hasValue(1);
    assertThat(a.sizeBytes().orElseThrow()).isPositive();
    assertThat(b.rows()).hasValue(0);
    assertThat(a.unreadable()).containsOnlyKeys(Detail.SESSIONS);
    assertThat(scene.engine.database("A").refresh(Detail.SIZE).rows()).hasValue(1);
    assertThat(scene.engine.database("A").refresh().rows()).isEmpty();
  }

  @Test
  void readingsTakeSoManyStatementsHoweverMuchThereIs() {
    for (int i = 0; i < 12; i++) {
      scene.model.data().database("D" + i).table("D" + i, "PUBLIC", "T", "ID NUMBER");
    }
    SnowflakeDatabase database = scene.engine.database("D1");
    DatabaseQuery sizes = DatabaseQuery.userDatabases().with(Detail.SIZE);

    assertThat(scene.statements(() -> scene.engine.databases())).isEqualTo(1);
    assertThat(scene.statements(() -> scene.engine.databases(sizes))).isEqualTo(2);
    assertThat(scene.statements(() -> scene.engine.refresh())).isEqualTo(2);
    assertThat(scene.statements(() -> scene.engine.serverTime())).isEqualTo(1);
    assertThat(scene.statements(() -> scene.engine.database("D1"))).isZero();
    assertThat(scene.statements(database::exists)).isEqualTo(1);
    assertThat(scene.statements(() -> database.refresh())).isEqualTo(2);
    assertThat(scene.statements(() -> database.refresh(Detail.SIZE))).isEqualTo(3);
    assertThat(scene.statements(database::condition)).isEqualTo(3);
    assertThat(scene.statements(database::schemas)).isEqualTo(1);
    assertThat(scene.statements(database::tables)).isEqualTo(2);
    assertThat(scene.statements(() -> database.prepareDrop(io.gds.database.DropOptions.defaults())))
        .isEqualTo(1);
    assertThat(scene.statements(() -> database.prepareUndrop(SnowflakeUndropOptions.defaults())))
        .isEqualTo(1);
  }

  @Test
  void tablesViewsAndColumnsAreReadInThreeStatements() {
    scene.create("A");
    scene.execute(
        "CREATE SCHEMA \"A\".\"s\"",
        "CREATE TABLE \"A\".\"s\".\"t\" (\"id\" NUMBER(10,2) NOT NULL, \"x\" VARCHAR(20))",
        "CREATE VIEW \"A\".\"s\".\"v\" AS SELECT \"id\" FROM \"A\".\"s\".\"t\"");
    SchemaQuery query =
        SchemaQuery.all()
            .schema("s")
            .with(SchemaDetail.COLUMNS, SchemaDetail.ROWS, SchemaDetail.DEFINITIONS);

    List<TableInfo> tables = scene.engine.database("A").tables(query);

    assertThat(tables).extracting(TableInfo::name).containsExactly("t", "v");
    assertThat(tables.get(0).columns().get(0).type()).isEqualTo("NUMBER(10,2)");
    assertThat(tables.get(0).columns().get(0).nullable()).isFalse();
    assertThat(tables.get(0).columns().get(1).type()).isEqualTo("VARCHAR(20)");
    assertThat(tables.get(0).rowEstimate()).hasValue(0);
    assertThat(tables.get(1).kind()).isEqualTo(TableKind.VIEW);
    assertThat(tables.get(1).definition().orElseThrow()).contains("SELECT");
    assertThat(scene.statements(() -> scene.engine.database("A").tables(query))).isEqualTo(3);
    assertThat(scene.engine.database("A").tables(SchemaQuery.all().schema("none"))).isEmpty();
    assertThat(scene.engine.database("A").schemas())
        .extracting(io.gds.database.schema.SchemaInfo::name)
        .contains("s", "PUBLIC");
  }
}

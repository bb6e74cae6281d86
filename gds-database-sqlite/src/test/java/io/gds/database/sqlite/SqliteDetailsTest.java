package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.StorageException;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.schema.ConstraintInfo;
import io.gds.database.schema.ConstraintKind;
import io.gds.database.schema.IndexInfo;
import io.gds.database.schema.ReferentialAction;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.TableInfo;
import io.gds.database.schema.TableKind;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.TakesEffect;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteDetailsTest {
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Map<String, TableInfo> tables(SchemaQuery query) {
    return sandbox.database("shop").tables(query).stream()
        .collect(Collectors.toMap(TableInfo::name, Function.identity()));
  }

  private void makeShop() {
    Sandbox.on(
        sandbox.file("shop"),
        "CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'x' UNIQUE)",
        "CREATE TABLE line (order_id INT, position INT, customer INT REFERENCES customer ON DELETE"
            + " CASCADE ON UPDATE SET NULL, total INT AS (position * 2), PRIMARY KEY (order_id,"
            + " position)) WITHOUT ROWID",
        "CREATE INDEX line_customer ON line (customer DESC, abs(position)) WHERE customer > 0",
        "CREATE VIEW customers AS SELECT count(*) AS n FROM customer",
        "CREATE VIEW broken AS SELECT * FROM nowhere",
        "CREATE VIRTUAL TABLE words USING fts5 (body)",
        "CREATE TABLE [*odd?] (a)",
        "INSERT INTO customer (name) VALUES ('ada'), ('grace')",
        "ANALYZE");
  }

  @Test
  void tablesAreToldWithColumnsKeysIndexesAndSizes() {
    makeShop();
    Map<String, TableInfo> tables = tables(SchemaQuery.all().with(SchemaDetail.values()));
    assertThat(tables.keySet())
        .containsExactlyInAnyOrder("customer", "line", "customers", "broken", "words", "*odd?");
    TableInfo customer = tables.get("customer");
    assertThat(customer.column("id").orElseThrow().identity()).isTrue();
    assertThat(customer.column("name").orElseThrow().nullable()).isFalse();
    assertThat(customer.column("name").orElseThrow().defaultValue()).contains("'x'");
    assertThat(customer.primaryKey()).containsExactly("id");
    assertThat(customer.rowEstimate()).hasValue(2);
    assertThat(customer.sizeBytes().orElseThrow()).isEqualTo(8192);
    assertThat(customer.indexBytes().orElseThrow()).isEqualTo(4096);
    assertThat(customer.definition())
        .hasValueSatisfying(sql -> assertThat(sql).startsWith("CREATE"));
    assertThat(customer.constraints())
        .extracting(ConstraintInfo::kind)
        .containsExactly(
            ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE, ConstraintKind.NOT_NULL);
    TableInfo line = tables.get("line");
    assertThat(line.primaryKey()).containsExactly("order_id", "position");
    assertThat(line.column("order_id").orElseThrow().identity()).isFalse();
    assertThat(line.column("order_id").orElseThrow().nullable()).isFalse();
    assertThat(line.column("total").orElseThrow().generatedAs()).isPresent();
    assertThat(line.attributes()).containsEntry("withoutRowid", "true");
    ConstraintInfo key =
        line.constraints().stream()
            .filter(c -> c.kind() == ConstraintKind.FOREIGN_KEY)
            .findFirst()
            .orElseThrow();
    assertThat(key.references().orElseThrow().table()).isEqualTo("customer");
    assertThat(key.references().orElseThrow().onDelete()).isEqualTo(ReferentialAction.CASCADE);
    assertThat(key.references().orElseThrow().onUpdate()).isEqualTo(ReferentialAction.SET_NULL);
    IndexInfo index =
        line.indexes().stream()
            .filter(i -> i.name().equals("line_customer"))
            .findFirst()
            .orElseThrow();
    assertThat(index.predicate()).contains("customer > 0");
    assertThat(index.parts().get(0).descending()).isTrue();
    assertThat(index.parts().get(1).expression()).isTrue();
    assertThat(index.sizeBytes()).hasValue(4096);
    assertThat(index.definition()).isPresent();
    assertThat(tables.get("words").kind()).isEqualTo(TableKind.VIRTUAL_TABLE);
    assertThat(tables.get("customers").kind()).isEqualTo(TableKind.VIEW);
    assertThat(tables.get("customers").columns()).hasSize(1);
    assertThat(tables.get("broken").columns()).isEmpty();
    assertThat(tables.get("*odd?").columns()).hasSize(1);
  }

  @Test
  void onlyWhatIsAskedForIsRead() {
    makeShop();
    Map<String, TableInfo> plain = tables(SchemaQuery.all().like("cust*"));
    assertThat(plain.keySet()).containsExactlyInAnyOrder("customer", "customers");
    assertThat(plain.get("customer").columns()).isEmpty();
    assertThat(plain.get("customer").sizeBytes()).isEmpty();
    assertThat(plain.get("customer").definition()).isEmpty();
    assertThat(tables(SchemaQuery.all().system(true)))
        .containsKeys("sqlite_schema", "words_data")
        .hasEntrySatisfying("words_data", t -> assertThat(t.attributes()).containsKey("shadow"));
    assertThat(tables(SchemaQuery.all().kinds(TableKind.VIEW))).hasSize(2);
    assertThat(tables(SchemaQuery.all().schema("main"))).isEmpty();
    assertThat(sandbox.database("shop").schemas()).isEmpty();
  }

  @Test
  void rowsAreNotGuessedWithoutStatistics() {
    sandbox.filled("shop", "delete", 5);
    assertThat(tables(SchemaQuery.all().with(SchemaDetail.ROWS)).get("item").rowEstimate())
        .isEmpty();
  }

  @Test
  void settingsSayWhoKeepsThem() {
    sandbox.filled("shop", "wal", 5);
    List<Setting> own = sandbox.engine().configuration(SettingQuery.all().database("shop"));
    Setting mode =
        own.stream().filter(s -> s.name().equals("journal_mode")).findFirst().orElseThrow();
    assertThat(mode.value()).contains("wal");
    assertThat(mode.defaultValue()).contains("delete");
    assertThat(mode.source()).contains("the file");
    assertThat(mode.isChanged()).isTrue();
    assertThat(mode.takesEffect()).isEqualTo(TakesEffect.AT_ONCE);
    List<Setting> general = sandbox.engine().configuration();
    assertThat(general).extracting(Setting::name).doesNotContain("journal_mode", "page_size");
    assertThat(sandbox.engine().setting("foreign_keys").flatMap(Setting::value)).contains("1");
    assertThat(sandbox.engine().setting("foreign_keys").flatMap(Setting::source))
        .contains("this library's default");
    assertThatThrownBy(() -> sandbox.engine().configuration(SettingQuery.all().database("nobody")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> sandbox.engine().configuration(SettingQuery.all().user("ada")))
        .isInstanceOf(UnsupportedCapabilityException.class);
  }

  @Test
  void whatTheFileRemembersCanBeSetAndPutBack() {
    sandbox.filled("shop", "delete", 5);
    List<Setting> now =
        sandbox
            .engine()
            .setConfiguration(
                SetConfigurationOptions.builder()
                    .database("shop")
                    .set("journal_mode", "wal")
                    .set("user_version", "-12")
                    .build());
    assertThat(now).extracting(Setting::name).containsExactly("journal_mode", "user_version");
    assertThat(Sandbox.ask(sandbox.file("shop"), "PRAGMA journal_mode")).isEqualTo("wal");
    assertThat(Sandbox.ask(sandbox.file("shop"), "PRAGMA user_version")).isEqualTo("-12");
    sandbox
        .engine()
        .resetConfiguration(
            ResetConfigurationOptions.builder()
                .database("shop")
                .setting("journal_mode")
                .setting("user_version")
                .build());
    assertThat(Sandbox.ask(sandbox.file("shop"), "PRAGMA journal_mode")).isEqualTo("delete");
    assertThat(Sandbox.ask(sandbox.file("shop"), "PRAGMA user_version")).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource({
    "journal_mode, off",
    "journal_mode, wal; DROP TABLE item",
    "user_version, 1.5",
    "user_version, 99999999999",
    "page_size, 8192",
    "foreign_keys, 1"
  })
  void whatCannotBeKeptIsRefused(String name, String value) {
    sandbox.filled("shop", "delete", 5);
    assertThatThrownBy(
            () ->
                sandbox
                    .engine()
                    .setConfiguration(
                        SetConfigurationOptions.builder()
                            .database("shop")
                            .set(name, value)
                            .build()))
        .isInstanceOf(InvalidOptionsException.class);
    assertThat(Sandbox.ask(sandbox.file("shop"), "SELECT count(*) FROM item")).isEqualTo("5");
  }

  @Test
  void settingsAreRefusedWhereTheyWouldMeanNothing() {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 5);
    SqliteEngine engine = sandbox.engine();
    assertThatThrownBy(
            () -> engine.setConfiguration(SetConfigurationOptions.of("journal_mode", "wal")))
        .isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(
            () ->
                engine.setConfiguration(
                    SetConfigurationOptions.builder()
                        .database("shop")
                        .setSecret("user_version", SecretRef.of("env", "X"))
                        .build()))
        .isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(
            () ->
                engine.setConfiguration(
                    SetConfigurationOptions.builder().user("ada").set("user_version", "1").build()))
        .isInstanceOf(UnsupportedCapabilityException.class);
    shop.setState(SetStateOptions.of(StateChange.READ_ONLY));
    assertThatThrownBy(
            () ->
                engine.setConfiguration(
                    SetConfigurationOptions.builder()
                        .database("shop")
                        .set("user_version", "1")
                        .build()))
        .isInstanceOf(StorageException.class);
  }

  @Test
  void theJournalModeIsNotChangedUnderAnothersTransaction() throws Exception {
    sandbox.filled("shop", "wal", 5);
    try (Connection other = Sandbox.connect(sandbox.file("shop"))) {
      Sandbox.run(other, "BEGIN");
      Sandbox.ask(other, "SELECT count(*) FROM item");
      assertThatThrownBy(
              () ->
                  sandbox
                      .engine()
                      .setConfiguration(
                          SetConfigurationOptions.builder()
                              .database("shop")
                              .set("journal_mode", "delete")
                              .build()))
          .isInstanceOf(DatabaseInUseException.class);
    }
    assertThat(Sandbox.ask(sandbox.file("shop"), "PRAGMA journal_mode")).isEqualTo("wal");
  }

  @Test
  void metricsTellOfFilesAndPagesAndOfTheRestWhenAsked() throws Exception {
    sandbox.filled("shop", "wal", 200);
    sandbox.filled("plain", "delete", 5);
    Sandbox.on(sandbox.file("shop"), "DELETE FROM item WHERE id > 100");
    List<Metric> now = sandbox.engine().metrics();
    assertThat(now)
        .extracting(Metric::name)
        .contains(
            "databases.count",
            "storage.free",
            "file.size",
            "wal.size",
            "journal.size",
            "page.size",
            "page.count",
            "page.free",
            "cache.limit")
        .noneMatch(name -> name.startsWith("dbstat."));
    assertThat(now)
        .filteredOn(m -> m.name().equals("page.free") && m.labels().containsValue("shop"))
        .singleElement()
        .satisfies(m -> assertThat(m.value()).isPositive());
    assertThat(sandbox.engine().metrics(MetricQuery.now().like("dbstat.*")))
        .hasSize(6)
        .allSatisfy(m -> assertThat(m.name()).startsWith("dbstat."));
    try (Connection locker = Sandbox.connect(sandbox.file("plain"))) {
      Sandbox.run(locker, "BEGIN EXCLUSIVE");
      assertThat(sandbox.engine().metrics())
          .filteredOn(m -> m.labels().containsValue("plain"))
          .extracting(Metric::name)
          .contains("file.size")
          .doesNotContain("page.count");
    }
  }

  @Test
  void readOnlyIsKeptByTheLibraryEvenForTheSuperuser() throws Exception {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 5);
    assertThat(shop.setState(SetStateOptions.of(StateChange.READ_ONLY)).readOnly()).isTrue();
    try (var source = shop.openSql();
        Connection connection = source.getConnection();
        var statement = connection.prepareStatement("DELETE FROM item")) {
      DatabaseException error =
          shop.translate(
              org.junit.jupiter.api.Assertions.assertThrows(
                  java.sql.SQLException.class, statement::executeUpdate));
      assertThat(error).isInstanceOf(StorageException.class);
    }
    assertThat(shop.refresh().journalMode()).isEmpty();
    assertThat(shop.setState(SetStateOptions.of(StateChange.READ_WRITE)).readOnly()).isFalse();
    assertThat(shop.setState(SetStateOptions.of(StateChange.ONLINE)).readOnly()).isFalse();
    Sandbox.on(sandbox.file("shop"), "DELETE FROM item");
    assertThatThrownBy(() -> shop.prepareSetState(SetStateOptions.of(StateChange.OFFLINE)))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThatThrownBy(() -> shop.prepareSetState(SetStateOptions.of(StateChange.SINGLE_USER)))
        .isInstanceOf(UnsupportedCapabilityException.class);
  }

  @Test
  void theReportSaysWhatADatabaseThatIsNotThereCouldDo() {
    CapabilityReport report = sandbox.database("nobody").capabilities();
    assertThat(report.status(SupportsBackup.class).availability()).isEqualTo(Availability.STATE);
    assertThat(report.status(SupportsRestore.class).isAvailable()).isTrue();
    assertThat(report.status(SupportsHighAvailability.class).availability())
        .isEqualTo(Availability.NOT_ON_PLATFORM);
    interface Unheard extends Capability {}
    assertThatThrownBy(() -> sandbox.engine().require(Unheard.class))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThat(sandbox.database("nobody").capability(Unheard.class)).isEqualTo(Optional.empty());
  }
}

package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.Progress;
import io.gds.database.testkit.fault.Direction;
import io.gds.database.testkit.fault.Fault;
import io.gds.database.testkit.fault.FaultProxy;
import io.gds.database.testkit.server.PostgresTestServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresMaintenanceTest {
  private static final PostgresNames ITEM = PostgresNames.table("public", "item");
  private static final PostgresNames ODD = PostgresNames.table("odd \"schema", "a, \"b'\\ c");

  private final DatabaseManager manager = PostgresTestEngines.manager();
  private final String name = PostgresTestEngines.name("keep");
  private PostgresTestServer server;
  private PostgresDatabase database;

  private void on(int major) {
    server = PostgresTestServer.builder().major(major).share();
    server.execute("CREATE DATABASE " + name);
    server.executeIn(
        name,
        "CREATE TABLE item (id int PRIMARY KEY, body text)",
        "INSERT INTO item SELECT n, repeat('x', 100) FROM generate_series(1, 1000) n",
        "CREATE SCHEMA \"odd \"\"schema\"",
        "CREATE TABLE \"odd \"\"schema\".\"a, \"\"b'\\ c\" (id int PRIMARY KEY)");
    database = PostgresTestEngines.open(manager, server).database(name);
  }

  @AfterEach
  void end() {
    manager.close();
    if (server != null) {
      server.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      server.close();
    }
  }

  private String value(String query) {
    return server.valueIn(name, query).orElse("");
  }

  private long invalid() {
    return Long.parseLong(value("SELECT count(*) FROM pg_index WHERE NOT indisvalid"));
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aVacuumDoesWhatItIsAskedAndSaysHow(int major) {
    on(major);
    server.executeIn(name, "DELETE FROM item WHERE id > 500");
    PostgresVacuumOptions options =
        PostgresVacuumOptions.builder()
            .tables(ITEM)
            .full(true)
            .freeze(true)
            .analyze(true)
            .lockTimeout(Duration.ofSeconds(3))
            .build();
    Operation<PostgresMaintenanceInfo> planned = database.prepareVacuum(options);
    assertThat(planned.script().text())
        .contains("SET lock_timeout = '3000ms';")
        .contains("VACUUM (FULL, FREEZE, ANALYZE) \"public\".\"item\";");
    String file = value("SELECT pg_relation_filenode('item')");
    PostgresMaintenanceInfo info = planned.run();
    assertThat(info.messages()).isEmpty();
    assertThat(info.finishedAt()).isAfterOrEqualTo(info.startedAt());
    assertThat(value("SELECT pg_relation_filenode('item')")).isNotEqualTo(file);
    assertThat(value("SELECT reltuples FROM pg_class WHERE relname = 'item'")).isEqualTo("500");
    assertThat(
            database
                .prepareVacuum(PostgresVacuumOptions.builder().parallel(2).truncate(false).build())
                .script()
                .text())
        .contains("VACUUM (TRUNCATE false, PARALLEL 2")
        .contains(") \"odd \"\"schema\".\"a, \"\"b'\\ c\";")
        .contains(") \"pg_catalog\".\"pg_class\";");
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void statisticsAreGathered(int major) {
    on(major);
    database.analyze(
        PostgresAnalyzeOptions.builder().tables(ITEM.and("odd \"schema", "a, \"b'\\ c")).build());
    assertThat(value("SELECT count(*) FROM pg_stats WHERE tablename = 'item'")).isEqualTo("2");
    assertThat(database.analyze(PostgresAnalyzeOptions.defaults()).messages()).isEmpty();
    assertThat(database.vacuum(PostgresVacuumOptions.defaults()).messages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aLockedTableIsWaitedForSoLongOnlyOrLeftOutAndSaid(int major) throws Exception {
    on(major);
    try (Connection holder = server.connect(name);
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE item IN ACCESS EXCLUSIVE MODE");
      assertThatThrownBy(
              () ->
                  database.vacuum(
                      PostgresVacuumOptions.builder()
                          .tables(ITEM)
                          .lockTimeout(Duration.ofMillis(50))
                          .build()))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCKED));
      assertThat(
              database
                  .vacuum(
                      PostgresVacuumOptions.builder().lockTimeout(Duration.ofMillis(50)).build())
                  .messages())
          .singleElement()
          .asString()
          .startsWith("left out: VACUUM ")
          .contains("\"public\".\"item\"")
          .contains("lock timeout");
      holder.rollback();
    }
    assertThat(value("SELECT current_setting('lock_timeout')")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void indexesAreBuiltAnewConcurrently(int major) {
    on(major);
    String before = value("SELECT pg_relation_filenode('item_pkey')");
    Operation<PostgresMaintenanceInfo> planned =
        database.prepareReindex(PostgresReindexOptions.builder().tables(ITEM).build());
    assertThat(planned.script().text()).contains("REINDEX TABLE CONCURRENTLY \"public\".\"item\"");
    planned.run();
    assertThat(value("SELECT pg_relation_filenode('item_pkey')")).isNotEqualTo(before);
    assertThat(invalid()).isZero();
    database.reindex(PostgresReindexOptions.builder().tables(ODD).build());
    database.reindex(
        PostgresReindexOptions.builder()
            .indexes(PostgresNames.table("public", "item_pkey"))
            .concurrently(false)
            .build());
    database.reindex(PostgresReindexOptions.builder().schema("odd \"schema").build());
    List<String> messages = database.reindex(PostgresReindexOptions.defaults()).messages();
    if (major < 16) {
      assertThat(messages)
          .as("what is left out, which newer servers do not count as asked for")
          .anySatisfy(text -> assertThat(text).contains("system catalogs"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void whatAFailedReindexLeavesIsDroppedAndWhatWasThereBeforeIsNot(int major) throws Exception {
    on(major);
    server.executeIn(
        name,
        "CREATE INDEX mine_ccnew ON item (body)",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'mine_ccnew'::regclass");
    // An index that can be built at first, and not again.
    server.executeIn(
        name,
        "CREATE FUNCTION works(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1'",
        "CREATE INDEX fragile ON item (works(id))",
        "CREATE OR REPLACE FUNCTION works(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1 /"
            + " ($1 - $1)'");
    assertThatThrownBy(
            () -> database.reindex(PostgresReindexOptions.builder().tables(ITEM).build()))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("division by zero");
    assertThat(
            value(
                "SELECT string_agg(indexrelid::regclass::text, ' ') FROM pg_index WHERE NOT"
                    + " indisvalid"))
        .isEqualTo("mine_ccnew");
    server.executeIn(name, "DROP INDEX mine_ccnew", "DROP INDEX fragile");
    database.reindex(PostgresReindexOptions.builder().tables(ITEM).build());
    assertThat(invalid()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void whatCannotBeDroppedAfterAFailedReindexIsTold(int major) throws Exception {
    on(major);
    try (Connection holder = server.connect(name);
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("UPDATE item SET body = 'y' WHERE id = 1");
      assertThatThrownBy(
              () ->
                  database.reindex(
                      PostgresReindexOptions.builder()
                          .tables(ITEM)
                          .lockTimeout(Duration.ofMillis(300))
                          .build()))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.LOCKED);
                assertThat(e.getSuppressed())
                    .anySatisfy(left -> assertThat(left).hasMessageContaining("_ccnew"));
              });
      holder.rollback();
    }
  }

  @Test
  void ofSeveralTablesThatAreReindexedEachIsAskedForByItself() throws Exception {
    on(PostgresMajors.NEWEST);
    String before = value("SELECT pg_relation_filenode('item_pkey')");
    try (FaultProxy proxy = FaultProxy.to(server.host(), server.port());
        DatabaseManager other = PostgresTestEngines.manager()) {
      PostgresDatabase far = through(proxy, other);
      Operation<PostgresMaintenanceInfo> planned =
          far.prepareReindex(
              PostgresReindexOptions.builder()
                  .tables(ITEM.and("odd \"schema", "a, \"b'\\ c"))
                  .build());
      proxy.injectOn(
          Fault.SWALLOW_REPLY, Direction.TO_SERVER, "REINDEX TABLE CONCURRENTLY \"public\"");
      planned.run();
      assertThat(proxy.struck()).isEqualTo(1);
    }
    assertThat(value("SELECT pg_relation_filenode('item_pkey')")).isNotEqualTo(before);
  }

  private PostgresDatabase through(FaultProxy proxy, DatabaseManager other) {
    return other
        .open(
            PostgresUrls.parse(
                    "postgresql://"
                        + server.superuser()
                        + "@"
                        + proxy.host()
                        + ":"
                        + proxy.port()
                        + "/postgres?sslmode=disable")
                .orElseThrow(),
            PostgresEngine.class)
        .database(name);
  }

  @Test
  void aReindexThatWasNeverSentIsNotToldAsDone() throws Exception {
    on(PostgresMajors.NEWEST);
    String before = value("SELECT pg_relation_filenode('item_pkey')");
    try (FaultProxy proxy = FaultProxy.to(server.host(), server.port());
        DatabaseManager other = PostgresTestEngines.manager()) {
      PostgresDatabase far = through(proxy, other);
      Operation<PostgresMaintenanceInfo> planned =
          far.prepareReindex(PostgresReindexOptions.builder().tables(ITEM).build());
      // What is asked outside of a step is asked again once.
      proxy.injectOn(Fault.CUT, Direction.TO_SERVER, "AS left_over");
      proxy.injectOn(Fault.CUT, Direction.TO_SERVER, "AS left_over");
      assertThatThrownBy(planned::run)
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
      assertThat(proxy.struck()).isEqualTo(2);
    }
    assertThat(value("SELECT pg_relation_filenode('item_pkey')")).isEqualTo(before);
  }

  @Test
  void progressIsTheServersOwn() {
    on(PostgresMajors.NEWEST);
    server.executeIn(
        name,
        "CREATE TABLE big (id int, body text)",
        "INSERT INTO big SELECT n, repeat('x', 400) FROM generate_series(1, 100000) n");
    List<Progress> seen = new CopyOnWriteArrayList<>();
    server.execute("ALTER DATABASE " + name + " SET vacuum_cost_delay = '20ms'");
    database
        .prepareVacuum(
            PostgresVacuumOptions.builder().tables(PostgresNames.table("public", "big")).build())
        .run(OperationContext.builder().progress(seen::add).build());
    assertThat(seen)
        .anySatisfy(
            progress -> {
              assertThat(progress.phase()).isEqualTo("scanning heap of big");
              assertThat(progress.total()).isPresent();
              assertThat(progress.done()).isBetween(1L, progress.total().getAsLong());
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aRoleThatMayNotIsRefusedInsteadOfSkippingWithoutAWord(int major) {
    on(major);
    String role = PostgresTestEngines.name("few");
    server.execute("CREATE ROLE " + role + " LOGIN");
    try {
      PostgresDatabase seen = PostgresTestEngines.openAs(manager, server, role).database(name);
      assertThatThrownBy(() -> seen.vacuum(PostgresVacuumOptions.builder().tables(ITEM).build()))
          .isInstanceOf(PermissionDeniedException.class)
          .hasMessageContaining("\"public\".\"item\"");
      assertThat(seen.vacuum(PostgresVacuumOptions.defaults()).messages())
          .anySatisfy(text -> assertThat(text).contains("item"));
      if (major >= 17) {
        server.executeIn(name, "GRANT MAINTAIN ON item TO " + role);
        assertThat(seen.vacuum(PostgresVacuumOptions.builder().tables(ITEM).build()).messages())
            .isEmpty();
        server.executeIn(name, "REVOKE MAINTAIN ON item FROM " + role);
      }
    } finally {
      server.execute("DROP ROLE " + role);
    }
  }

  @Test
  void whatIsMissingIsNotFound() {
    on(PostgresMajors.OLDEST);
    assertThatThrownBy(
            () ->
                database.analyze(
                    PostgresAnalyzeOptions.builder()
                        .tables(PostgresNames.table("public", "none"))
                        .build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("\"public\".\"none\"");
    assertThatThrownBy(
            () -> database.engine().database("gds_none").vacuum(PostgresVacuumOptions.defaults()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void faultyOptionsAreNamedTogether() {
    assertThatThrownBy(
            () ->
                PostgresVacuumOptions.builder()
                    .full(true)
                    .parallel(5000)
                    .lockTimeout(Duration.ZERO)
                    .build())
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("lockTimeout")
        .hasMessageContaining("0 to 1024")
        .hasMessageContaining("with full");
    assertThatThrownBy(() -> PostgresReindexOptions.builder().schema("a").tables(ITEM).build())
        .isInstanceOf(InvalidOptionsException.class);
    PostgresReindexOptions options =
        PostgresReindexOptions.builder().indexes(ITEM).concurrently(false).build();
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options.lockTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(PostgresReindexOptions.defaults().lockTimeout()).isEqualTo(Duration.ofMinutes(5));
    PostgresAnalyzeOptions analyze = PostgresAnalyzeOptions.builder().skipLocked(false).build();
    assertThat(analyze.toBuilder().build()).isEqualTo(analyze);
    assertThat(analyze.skipLocked()).isFalse();
    PostgresVacuumOptions vacuum =
        PostgresVacuumOptions.builder().tables(ITEM).skipLocked(true).parallel(1).build();
    assertThat(vacuum.toBuilder().build()).isEqualTo(vacuum);
    assertThat(vacuum.asMap()).containsEntry("skipLocked", "true").containsEntry("parallel", "1");
  }
}

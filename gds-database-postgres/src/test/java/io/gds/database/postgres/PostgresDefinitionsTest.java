package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DatabaseState;
import io.gds.database.DropOptions;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Verdict;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresDefinitionsTest {
  private Servers old;
  private PostgresWitness witness;

  @BeforeEach
  void start() {
    old = Servers.of(PostgresMajors.OLDEST);
    witness = new PostgresWitness(old.server);
    witness.sweep();
  }

  @AfterEach
  void stop() {
    witness.sweep();
    old.close();
  }

  private PostgresDatabase shop() {
    return old.engine.database("shop");
  }

  @Test
  void aDatabaseIsMadeAsAskedFor() {
    old.server.execute("CREATE ROLE ann");
    PostgresDatabase made =
        shop()
            .create(
                CreateOptions.builder()
                    .owner("ann")
                    .collation("C")
                    .option(PostgresCreate.LC_CTYPE, "C")
                    .option(PostgresCreate.ENCODING, "LATIN1")
                    .option(PostgresCreate.TABLESPACE, "pg_default")
                    .option(PostgresCreate.CONNECTION_LIMIT, 7)
                    .option(PostgresCreate.IS_TEMPLATE, true)
                    .build());
    PostgresDatabaseMetadata metadata = made.metadata();
    assertThat(metadata.owner()).contains("ann");
    assertThat(metadata.collation()).contains("C");
    assertThat(metadata.encoding()).isEqualTo("LATIN1");
    assertThat(metadata.tablespace()).isEqualTo("pg_default");
    assertThat(metadata.connectionLimit()).isEqualTo(7);
    assertThat(metadata.template()).isTrue();
    assertThat(metadata.localeProvider()).isEqualTo("libc");
    assertThat(metadata.condition().state()).isEqualTo(DatabaseState.ONLINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ICU", "BUILTIN"})
  void otherProvidersOfLocalesAreTakenWhereTheVersionHasThem(PostgresLocaleProvider provider) {
    CreateOptions options =
        CreateOptions.builder()
            .option(PostgresCreate.LOCALE_PROVIDER, provider)
            .option(
                PostgresCreate.LOCALE, provider == PostgresLocaleProvider.ICU ? "de-DE" : "C.UTF-8")
            .build();
    assertThatThrownBy(() -> shop().prepareCreate(options))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("postgresql.locale-provider")
        .hasMessageContaining("the server is " + PostgresMajors.OLDEST + ".");
    try (Servers latest = Servers.of(PostgresMajors.NEWEST)) {
      PostgresDatabase made = latest.engine.database("local").create(options);
      assertThat(made.metadata().localeProvider()).isEqualToIgnoringCase(provider.name());
      assertThat(made.metadata().locale()).isPresent();
      made.drop(DropOptions.defaults());
    }
  }

  @Test
  void optionsThatTheVersionLacksAreAllNamedAtOnce() {
    CreateOptions options =
        CreateOptions.builder()
            .option(PostgresCreate.STRATEGY, PostgresCopyStrategy.FILE_COPY)
            .option(PostgresCreate.ICU_RULES, "&a < b")
            .option(PostgresCreate.LOCALE, "de-DE")
            .build();
    assertThatThrownBy(() -> shop().prepareCreate(options))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class,
            e ->
                assertThat(e.faults())
                    .extracting(fault -> fault.option())
                    .contains("postgresql.strategy", "postgresql.icu-rules", "postgresql.locale"));
  }

  @Test
  void textsInOptionsStayTexts() {
    CreateOptions hostile =
        CreateOptions.builder()
            .collation("C'; DROP DATABASE postgres; --\\")
            .option(PostgresCreate.TABLESPACE, "x\" OWNER \"y")
            .build();
    Operation<PostgresDatabase> planned = shop().prepareCreate(hostile);
    assertThat(planned.script().toString())
        .contains("LC_COLLATE E'C''; DROP DATABASE postgres; --\\\\'")
        .contains("TABLESPACE \"x\"\" OWNER \"\"y\"");
    assertThatThrownBy(planned::run).isInstanceOf(DatabaseException.class);
    assertThat(shop().exists()).isFalse();
  }

  @Test
  void aReplacementThatFailsLeavesTheOldDatabaseAsItWas() {
    shop().create(CreateOptions.defaults());
    old.server.executeIn("shop", "CREATE TABLE kept (id int)");
    CreateOptions impossible =
        CreateOptions.builder()
            .mode(CreateMode.REPLACE)
            .option(PostgresCreate.TABLESPACE, "nowhere")
            .build();
    assertThatThrownBy(() -> shop().create(impossible))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThat(old.server.valueIn("shop", "SELECT count(*) FROM kept")).contains("0");
    assertThat(old.engine.databases()).extracting(d -> d.name()).containsExactly("shop");
  }

  @Test
  void whoMayNotCreateIsToldTheRight() {
    old.server.execute("CREATE ROLE poor LOGIN");
    PostgresEngine poor = old.openAs("poor");
    assertThatThrownBy(() -> poor.database("shop").create(CreateOptions.defaults()))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("may create databases")
        .satisfies(
            e -> assertThat(((DatabaseException) e).remedy().orElse("")).contains("CREATEDB"));
    shop().create(CreateOptions.defaults());
    assertThatThrownBy(() -> poor.database("shop").drop(DropOptions.defaults()))
        .isInstanceOf(PermissionDeniedException.class)
        .satisfies(e -> assertThat(((DatabaseException) e).remedy().orElse("")).contains("owns"));
    assertThat(shop().exists()).isTrue();
  }

  @Test
  void whatIsAlteredIsAsAskedFor() {
    shop().create(CreateOptions.defaults());
    old.server.execute("CREATE ROLE bob");
    shop()
        .alter(
            AlterOptions.builder()
                .owner("bob")
                .rename("store")
                .option(PostgresAlter.CONNECTION_LIMIT, 3)
                .option(PostgresAlter.IS_TEMPLATE, true)
                .option(PostgresAlter.COMMENT, "it's \\ a store")
                .option(PostgresAlter.TABLESPACE, "pg_default")
                .build());
    PostgresDatabaseMetadata metadata = old.engine.database("store").metadata();
    assertThat(metadata.owner()).contains("bob");
    assertThat(metadata.connectionLimit()).isEqualTo(3);
    assertThat(metadata.template()).isTrue();
    assertThat(metadata.comment()).contains("it's \\ a store");
    old.engine
        .database("store")
        .alter(AlterOptions.builder().option(PostgresAlter.COMMENT, "").build());
    assertThat(old.engine.database("store").metadata().comment()).isEmpty();
    assertThatThrownBy(
            () ->
                old.engine
                    .database("store")
                    .alter(
                        AlterOptions.builder()
                            .option(PostgresAlter.REFRESH_COLLATION, true)
                            .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("needs PostgreSQL 15");
    assertThatThrownBy(() -> old.engine.database("store").drop(DropOptions.defaults()))
        .hasMessageContaining("it is no template");
  }

  @Test
  void aRenameWaitsForNobodyAndEndsSessionsOnlyByForce() throws Exception {
    shop().create(CreateOptions.defaults());
    try (Connection session = old.server.connect("shop")) {
      assertThatThrownBy(() -> shop().alter(AlterOptions.rename("store")))
          .isInstanceOf(DatabaseInUseException.class);
      assertThat(session.isValid(2)).isTrue();
      shop().alter(AlterOptions.builder().rename("store").force(true).build());
      assertThat(session.isValid(2)).isFalse();
    }
    assertThat(old.engine.database("store").exists()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void byForceNobodyIsInTheWayHoweverFastTheyComeBack(int major, @TempDir Path place)
      throws Exception {
    try (Servers servers = Servers.of(major)) {
      PostgresDatabase busy = servers.engine.database("busy");
      busy.create(CreateOptions.defaults());
      servers.server.execute("CREATE TABLESPACE elsewhere LOCATION '" + place + "'");
      try (ReturningClients clients = new ReturningClients(servers.server, "busy")) {
        assertThat(
                busy.setState(
                        SetStateOptions.builder().state(StateChange.READ_ONLY).force(true).build())
                    .readOnly())
            .isTrue();
        Operation<?> move =
            busy.prepareAlter(
                AlterOptions.builder()
                    .option(PostgresAlter.TABLESPACE, "elsewhere")
                    .force(true)
                    .build());
        assertThat(move.script().steps().get(0).text())
            .contains("SELECT pg_terminate_backend(pid)")
            .endsWith("ALTER DATABASE \"busy\" SET TABLESPACE \"elsewhere\"");
        move.run();
        assertThat(busy.refresh().tablespace()).isEqualTo("elsewhere");
        busy.alter(AlterOptions.builder().rename("idle").force(true).build());
        assertThat(clients.sessions()).isGreaterThan(4);
      } finally {
        servers.server.execute(
            "DROP DATABASE IF EXISTS busy WITH (FORCE)",
            "DROP DATABASE IF EXISTS idle WITH (FORCE)",
            "DROP TABLESPACE elsewhere");
      }
    }
  }

  @Test
  void whoMayNotEndTheSessionsOfOthersIsToldSo() throws Exception {
    old.server.execute("CREATE ROLE maker LOGIN CREATEDB");
    PostgresDatabase own = old.openAs("maker").database("shop");
    own.create(CreateOptions.defaults());
    try (Connection session = old.server.connect("shop")) {
      AlterOptions byForce = AlterOptions.builder().rename("store").force(true).build();
      assertThatThrownBy(() -> own.alter(byForce)).isInstanceOf(PermissionDeniedException.class);
      assertThat(session.isValid(2)).isTrue();
    }
  }

  @Test
  void theEnginesOwnConnectionsAreNotInItsWay() {
    shop().create(CreateOptions.defaults());
    old.context().sql("shop").execute("CREATE TABLE t (id int)");
    shop().alter(AlterOptions.rename("store"));
    assertThat(old.context().sql("store").query("SELECT id FROM t", row -> 1)).isEmpty();
    old.engine.database("store").drop(DropOptions.defaults());
    assertThat(old.engine.databases()).isEmpty();
  }

  @Test
  void whatADropWouldTakeAlongOrCannotRemoveIsMeasured() {
    shop().create(CreateOptions.defaults());
    PostgresDatabase own = old.engine.database("postgres");
    assertThat(own.prepareDrop(DropOptions.builder().force(true).build()).refused()).isTrue();
    Operation<?> drop = shop().prepareDrop(DropOptions.defaults());
    assertThat(drop.checks())
        .extracting(Check::rule)
        .contains(
            "no prepared transaction is open in it",
            "no logical replication reads from it",
            "it has no subscriptions",
            "no replication slot goes along with it");
    assertThat(drop.checks()).extracting(Check::verdict).containsOnly(Verdict.PASSED);
  }

  @Test
  void offlineIsForEverybodyAndNeedsThatNobodyIsThere() throws Exception {
    shop().create(CreateOptions.defaults());
    try (Connection session = old.server.connect("shop")) {
      assertThatThrownBy(() -> shop().setState(SetStateOptions.of(StateChange.OFFLINE)))
          .isInstanceOf(DatabaseInUseException.class);
      shop().setState(SetStateOptions.builder().state(StateChange.OFFLINE).force(true).build());
      assertThat(session.isValid(2)).isFalse();
    }
    assertThat(shop().condition().state()).isEqualTo(DatabaseState.OFFLINE);
    assertThatThrownBy(() -> old.server.connect("shop")).hasMessageContaining("not currently");
    assertThat(shop().capabilities().status(io.gds.database.data.SupportsSql.class).reason())
        .contains("OFFLINE");
    shop().setState(SetStateOptions.of(StateChange.ONLINE));
    old.server.connect("shop").close();
  }

  @Test
  void aDropThatWasInterruptedLeavesWhatCanOnlyBeDropped() {
    shop().create(CreateOptions.defaults());
    old.server.execute("UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'shop'");
    assertThat(shop().refresh().condition().state()).isEqualTo(DatabaseState.SUSPECT);
    shop().drop(DropOptions.defaults());
    assertThat(shop().exists()).isFalse();
  }

  @Test
  void sessionsBeginReadOnlyWhenAskedFor() {
    shop().create(CreateOptions.defaults());
    assertThat(shop().setState(SetStateOptions.of(StateChange.READ_ONLY)).readOnly()).isTrue();
    assertThatThrownBy(() -> old.server.executeIn("shop", "CREATE TABLE t (id int)"))
        .hasMessageContaining("read-only");
    assertThat(shop().setState(SetStateOptions.of(StateChange.READ_WRITE)).readOnly()).isFalse();
    assertThat(shop().metadata().settings()).isEmpty();
  }
}

package io.gds.database.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseMetadata;
import io.gds.database.DatabaseQuery;
import io.gds.database.DatabaseState;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.EngineMetadata;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.Location;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.SyncMode;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.Progress;
import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.LeakCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class FakeDatabaseEngineTest {
  private final FakeClock clock = new FakeClock();
  private final FakeDatabaseEngine engine =
      FakeDatabaseEngine.builder()
          .name("server")
          .clock(clock)
          .database("orders", FakeContent.of(FakeTable.of("t", "a").row("12345")))
          .database("Orders")
          .arrange(server -> server.systemDatabase("system"))
          .build();

  @AfterEach
  void close() {
    engine.close();
  }

  private static ServerProcess session(String database) {
    return ServerProcess.builder(new ProcessId("7", Instant.EPOCH), ProcessState.IDLE)
        .database(database)
        .build();
  }

  @Test
  void listsInOneCallWhateverTheNumberAndWithoutSystemDatabases() {
    engine.server().clearCalls();

    assertThat(engine.databases())
        .extracting(FakeDatabase::name)
        .containsExactly("Orders", "orders");
    assertThat(engine.databases(DatabaseQuery.userDatabases().system(true)))
        .extracting(FakeDatabase::name)
        .contains("system");
    assertThat(engine.databases(DatabaseQuery.userDatabases().like("or*")))
        .extracting(FakeDatabase::name)
        .containsExactly("orders");
    assertThat(engine.calls()).hasSize(3).noneMatch(FakeCall::changes);
  }

  @Test
  void aListedDatabaseHasBeenReadAlready() {
    FakeDatabase listed =
        engine.databases(DatabaseQuery.userDatabases().like("orders").with(Detail.SIZE)).get(0);
    engine.server().clearCalls();

    assertThat(listed.metadata().sizeBytes()).hasValue(5);
    assertThat(engine.calls()).isEmpty();
  }

  @Test
  void metadataHoldTheDetailsThatWereAskedFor() {
    engine.server().process(session("orders"));
    engine.server().group("g", SyncMode.SYNCHRONOUS, "node-1", "node-2");
    engine.database("orders").backup(BackupOptions.builder().to(Location.engine("b1")).build());

    DatabaseMetadata cheap = engine.database("orders").metadata();
    assertThat(cheap.details()).isEmpty();
    assertThat(cheap.attribute("tableCount")).contains(1);
    assertThat(cheap.attribute("lastBackupAt")).contains(Optional.empty());

    DatabaseMetadata full = engine.database("orders").refresh(Detail.values());
    assertThat(full.details()).containsExactlyInAnyOrder(Detail.values());
    assertThat(full.attribute("lastBackupAt")).contains(Optional.of(clock.instant()));
    assertThat(full.attribute("replicationRole")).contains(Optional.of(HaRole.PRIMARY));
    assertThat(full.attribute("sessions")).contains(java.util.OptionalInt.of(1));
    assertThat(full.unreadable()).isEmpty();
    assertThat(full.owner()).isEmpty();
  }

  @Test
  void tellsWhatItIs() {
    EngineMetadata metadata = engine.metadata();

    assertThat(metadata.name()).isEqualTo("server").isEqualTo(engine.name());
    assertThat(metadata.attributes()).containsEntry("databaseCount", 2).containsKey("backupCount");
    assertThat(engine.metadata()).isSameAs(metadata);
    assertThat(engine.refresh()).isNotSameAs(metadata);
    assertThat(engine.serverTime()).isEqualTo(clock.instant());
    assertThat(engine).hasToString("fake engine server");
    assertThat(engine.connectionInfo().type()).isEqualTo(FakeProvider.TYPE);
    engine.ping();
  }

  @Test
  void posesAsAnotherPlatformWithItsOwnMetadata() {
    record PostgresLike(FakeEngineMetadata all, String walLevel) {}

    EngineMetadata fixed = Samples.all().isEmpty() ? null : engine.metadata();
    List<PostgresLike> seen = new ArrayList<>();
    try (FakeDatabaseEngine posing =
        FakeDatabaseEngine.builder()
            .posingAs(DatabaseType.POSTGRESQL)
            .version("18.1")
            .edition("community")
            .metadata(
                reading -> {
                  seen.add(new PostgresLike(reading, "replica"));
                  return reading;
                })
            .databaseMetadata(reading -> reading)
            .database("orders")
            .build()) {
      assertThat(posing.type()).isEqualTo(DatabaseType.POSTGRESQL);
      assertThat(posing.metadata().type()).isEqualTo(DatabaseType.POSTGRESQL);
      assertThat(posing.metadata().edition()).contains("community");
      assertThat(seen.get(0).all().version()).isEqualTo("18.1");
      assertThat(posing.database("orders").metadata().type()).isEqualTo(DatabaseType.POSTGRESQL);
      assertThat(posing.database("orders").createKeys()).isEmpty();
    }
    try (FakeDatabaseEngine posing = FakeDatabaseEngine.builder().metadata(fixed).build()) {
      assertThat(posing.metadata()).isSameAs(fixed);
    }
  }

  @Test
  void createsAltersAndDrops() {
    FakeDatabase made =
        engine.database("new").create(CreateOptions.builder().owner("ada").collation("en").build());
    assertThat(made.exists()).isTrue();
    assertThat(made.condition()).isEqualTo(DatabaseCondition.USABLE);
    assertThat(made.metadata().owner()).contains("ada");
    assertThat(made.metadata().collation()).contains("en");

    made.alter(AlterOptions.builder().rename("newer").owner("grace").build());
    assertThat(made.exists()).isFalse();
    FakeDatabase renamed = engine.database("newer");
    assertThat(renamed.metadata().owner()).contains("grace");

    renamed.drop(DropOptions.defaults());
    assertThat(renamed.exists()).isFalse();
    assertThat(engine.changes())
        .extracting(FakeCall::text)
        .containsExactly(
            "create database \"new\" owner \"ada\" collation \"en\"",
            "alter database \"new\" rename to \"newer\" owner to \"grace\"",
            "drop database \"newer\"");
  }

  @Test
  void eachModeOfCreationDoesAsItSays() {
    FakeDatabase orders = engine.database("orders");

    assertThatThrownBy(() -> orders.create(CreateOptions.defaults()))
        .isInstanceOf(AlreadyExistsException.class);
    orders.create(CreateOptions.builder().mode(CreateMode.IF_NOT_EXISTS).build());
    assertThat(engine.server().content("orders").orElseThrow().rowCount()).isEqualTo(1);
    orders.create(CreateOptions.builder().mode(CreateMode.REPLACE).build());
    assertThat(engine.server().content("orders").orElseThrow().rowCount()).isZero();
    FakeDatabase absent = engine.database("absent");
    absent.create(CreateOptions.builder().mode(CreateMode.IF_NOT_EXISTS).build());
    assertThat(absent.exists()).isTrue();
  }

  @Test
  void whatIsMissingInUseOrTheServersOwnIsNotDropped() {
    engine.server().process(session("orders"));

    assertThatThrownBy(() -> engine.database("orders").drop(DropOptions.defaults()))
        .isInstanceOf(DatabaseInUseException.class)
        .hasMessageContaining("1 sessions");
    assertThatThrownBy(() -> engine.database("absent").drop(DropOptions.defaults()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(
            () -> engine.database("system").drop(DropOptions.builder().force(true).build()))
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    assertThat(engine.changes()).isEmpty();

    engine.database("absent").drop(DropOptions.builder().ifExists(true).build());
    engine.database("orders").drop(DropOptions.builder().force(true).build());
    assertThat(engine.database("orders").exists()).isFalse();
  }

  @Test
  void preparingAndScriptingChangeNothing() {
    String before = engine.server().fingerprint();
    engine.server().clearCalls();
    Operation<?> drop = engine.database("orders").prepareDrop(DropOptions.defaults());

    assertThat(drop.script().text()).contains("drop database \"orders\"");
    assertThat(drop.script().readOnly()).isFalse();
    assertThat(engine.server().fingerprint()).isEqualTo(before);
    assertThat(engine.changes()).isEmpty();
    assertThat(engine.calls()).extracting(FakeCall::name).containsExactly("measure");

    drop.run();
    assertThat(engine.server().fingerprint()).isNotEqualTo(before);
  }

  @Test
  void aPlanThatTheWorldOvertookIsStale() {
    Operation<?> create = engine.database("new").prepareCreate(CreateOptions.defaults());
    engine.server().database("new", FakeContent.empty());

    assertThatThrownBy(create::run)
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.PLAN_STALE);
  }

  @Test
  void namesAreExactAndHostileOnesAreRefusedBeforeAnythingIsAsked() {
    String hostile = "a\"; drop database orders; --\n\u202e💥";
    engine.database(hostile).create(CreateOptions.defaults());
    assertThat(engine.databases()).extracting(FakeDatabase::name).contains(hostile);
    assertThat(engine.changes().get(0).text()).contains("a\"\"; drop");
    engine.server().clearCalls();

    for (String bad : List.of("", "  ", "a\0b", "x".repeat(256), "\ud800")) {
      assertThatThrownBy(() -> engine.database(bad))
          .isInstanceOf(InvalidOptionsException.class)
          .extracting(e -> ((DatabaseException) e).code())
          .isEqualTo(ErrorCode.INVALID_NAME);
    }
    assertThatThrownBy(() -> engine.database("orders").prepareAlter(AlterOptions.rename("a\0b")))
        .isInstanceOf(InvalidOptionsException.class);
    assertThat(engine.calls()).isEmpty();
  }

  @Test
  void handlesAreEqualByEngineAndExactName() {
    try (FakeDatabaseEngine other = FakeDatabaseEngine.builder().build()) {
      assertThat(engine.database("orders"))
          .isEqualTo(engine.database("orders"))
          .hasSameHashCodeAs(engine.database("orders"))
          .isNotEqualTo(engine.database("Orders"))
          .isNotEqualTo(other.database("orders"))
          .hasToString("database orders of server");
    }
  }

  @Test
  void aHandleThatOutlivesItsEngineKeepsItsNameAndLastReadingOnly() {
    FakeDatabase orders = engine.database("orders");
    DatabaseMetadata reading = orders.metadata();
    EngineMetadata engineReading = engine.metadata();
    engine.close();
    engine.close();

    assertThat(orders.name()).isEqualTo("orders");
    assertThat(orders.metadata()).isSameAs(reading);
    assertThat(orders.engine().metadata()).isSameAs(engineReading);
    assertThat(
            List.<Runnable>of(
                orders::exists,
                orders::refresh,
                engine::ping,
                () -> orders.prepareDrop(DropOptions.defaults())))
        .allSatisfy(
            call ->
                assertThatThrownBy(call::run)
                    .extracting(e -> ((DatabaseException) e).code())
                    .isEqualTo(ErrorCode.ENGINE_CLOSED));
  }

  @Test
  void conditionsAndDisappearancesCanBeArrangedFromOutside() {
    DatabaseCondition suspect =
        new DatabaseCondition(DatabaseState.SUSPECT, io.gds.database.AccessMode.MULTI_USER, true);
    engine.server().condition("orders", suspect);
    assertThat(engine.database("orders").condition()).isEqualTo(suspect);

    engine.server().vanish("orders");
    assertThatThrownBy(() -> engine.database("orders").condition())
        .isInstanceOf(NotFoundException.class);
    assertThat(engine.server().content("orders")).isEmpty();
  }

  @Test
  void progressIsTold() {
    List<Progress> told = new ArrayList<>();
    engine
        .database("new")
        .prepareCreate(CreateOptions.defaults())
        .run(OperationContext.builder().progress(told::add).build());

    assertThat(told).extracting(Progress::phase).contains("create");
    assertThat(told.get(told.size() - 1).fraction()).hasValue(1.0);
  }

  @Test
  void contentThatDiffersHasAnotherDigest() {
    FakeTable table = FakeTable.of("t", "a").row("1");

    assertThat(FakeContent.of(table).sha256())
        .isEqualTo(FakeContent.of(FakeTable.of("t", "a").row("1")).sha256())
        .isNotEqualTo(FakeContent.of(table.row("2")).sha256());
    assertThat(FakeContent.of(table).with(table.row("2")).tables()).hasSize(1);
    assertThat(FakeContent.of(table).with(FakeTable.of("u")).tables()).hasSize(2);
    assertThatThrownBy(() -> table.row("1", "2")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEngineCanBeOpenedAgainOnTheSameServer() {
    engine.database("new").create(CreateOptions.defaults());
    engine.close();
    OwnEnvironment environment = new OwnEnvironment(clock);
    try (FakeDatabaseEngine again =
        engine.server().open(engine.connectionInfo(), environment.environment())) {
      assertThat(again.database("new").exists()).isTrue();
      assertThat(again.operations().active()).isEmpty();
    } finally {
      environment.close();
    }
  }

  @Test
  void clocksCanBeMovedAndAreThoseOfTheServer() {
    clock.advance(Duration.ofDays(1));
    assertThat(engine.serverTime()).isEqualTo(FakeClock.BEGINNING.plus(Duration.ofDays(1)));
    assertThatCode(() -> engine.database("orders").refresh()).doesNotThrowAnyException();
    assertThat(engine.database("orders").metadata().attributes()).isNotEqualTo(Map.of());
  }
}

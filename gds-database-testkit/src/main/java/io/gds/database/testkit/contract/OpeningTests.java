package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseMetadata;
import io.gds.database.EngineMetadata;
import io.gds.database.EngineStatus;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Opening an engine, what it says of itself, and what is left of it when it is closed. */
abstract class OpeningTests extends ContractGroup {
  OpeningTests(PlatformContract contract) {
    super(contract);
  }

  @Test
  void anOpenedEngineAnswers() {
    engine().ping();
    Instant now = fixture().clock().instant();
    assertThat(Duration.between(engine().serverTime(), now).abs())
        .as("the server's clock against the fixture's")
        .isLessThan(Duration.ofHours(1));
  }

  @Test
  void anEngineKnowsItsPlatformItsNameAndItsConnection() {
    EngineMetadata metadata = engine().metadata();
    assertThat(engine().name()).isNotBlank().isEqualTo(metadata.name());
    assertThat(engine().type()).isEqualTo(metadata.type());
    assertThat(engine().connectionInfo().type()).isEqualTo(fixture().connection().type());
    assertThat(metadata.version()).isNotBlank();
    assertThat(metadata.status()).isEqualTo(EngineStatus.ONLINE);
    assertThat(metadata.attributes()).doesNotContainKey("").doesNotContainValue(null);
  }

  @Test
  void metadataIsTheLastReadingAndRefreshReadsAnew() {
    EngineMetadata first = engine().metadata();
    assertThat(engine().metadata()).isSameAs(first);
    EngineMetadata second = engine().refresh();
    assertThat(second.readAt()).isAfterOrEqualTo(first.readAt());
    assertThat(engine().metadata()).isSameAs(second);
  }

  @Test
  void aLazyConnectionIsMadeAtItsFirstUse() {
    OptionalLong before = fixture().statementsSent();
    DatabaseEngine lazy = manager().open(fixture().connection().lazy());
    assertThat(fixture().statementsSent()).as("statements sent to open it").isEqualTo(before);
    lazy.ping();
    assertThat(lazy.connectionInfo().isLazy()).isTrue();
  }

  @Test
  void aNameGivenByTheConnectionNamesTheEngine() {
    DatabaseEngine named =
        manager().open(fixture().connection().toBuilder().name("the books").build());
    assertThat(named.name()).isEqualTo("the books");
  }

  @Test
  void twoEnginesOfOneServerSeeTheSameDatabases() {
    Database made = run().created();
    DatabaseEngine other = manager().open(fixture().connection());
    assertThat(other.database(made.name()).exists()).isTrue();
    assertThat(other.databases()).extracting(Database::name).contains(made.name());
  }

  @Test
  void closingTwiceIsClosingOnce() {
    engine().close();
    engine().close();
    assertClosed("pinging", () -> engine().ping());
  }

  @Test
  void closingTheManagerClosesItsEngines() {
    DatabaseManager another = run().newManager(new RecordedAudit());
    DatabaseEngine opened = another.open(fixture().connection());
    another.close();
    assertClosed("pinging", opened::ping);
  }

  @Test
  void aClosedEngineRefusesAllWorkAndKeepsItsNameAndLastReading() {
    EngineMetadata reading = engine().metadata();
    String name = engine().name();
    engine().close();
    assertThat(engine().name()).isEqualTo(name);
    assertThat(engine().type()).isEqualTo(reading.type());
    assertThat(engine().connectionInfo().type()).isEqualTo(fixture().connection().type());
    assertThat(engine().metadata()).isEqualTo(reading);
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("ping", () -> engine().ping());
    calls.put("refresh", () -> engine().refresh());
    calls.put("serverTime", () -> engine().serverTime());
    calls.put("databases", () -> engine().databases());
    calls.put("capabilities", () -> engine().capabilities());
    calls.put(
        "createDatabase",
        () -> engine().createDatabase(fixture().newDatabaseName(), CreateOptions.defaults()));
    calls.forEach(this::assertClosed);
  }

  @Test
  void aDatabaseThatOutlivesItsEngineKeepsItsNameAndLastReading() {
    Database database = run().created();
    DatabaseMetadata reading = database.metadata();
    Operation<? extends Database> prepared =
        run().missing().prepareCreate(CreateOptions.defaults());
    engine().close();
    assertThat(database.name()).isEqualTo(reading.name());
    assertThat(database.engine()).isSameAs(engine());
    assertThat(database.metadata()).isEqualTo(reading);
    assertThat(database.toString()).contains(database.name());
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("exists", database::exists);
    calls.put("condition", database::condition);
    calls.put("refresh", database::refresh);
    calls.put("capabilities", database::capabilities);
    calls.put("create", () -> database.create(CreateOptions.defaults()));
    calls.forEach(this::assertClosed);
    OperationResult<?> result = engine().operations().execute(prepared, OperationContext.none());
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error()).map(DatabaseException::code).contains(ErrorCode.ENGINE_CLOSED);
  }

  private void assertClosed(String what, ThrowingCallable call) {
    DatabaseException refusal = ContractRun.failing(what + " after closing", call);
    assertThat(refusal.code())
        .as("%s after closing: %s", what, refusal)
        .isEqualTo(ErrorCode.ENGINE_CLOSED);
  }
}

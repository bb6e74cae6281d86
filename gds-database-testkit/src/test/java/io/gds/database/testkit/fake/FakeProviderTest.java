package io.gds.database.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.CreateOptions;
import io.gds.database.DatabaseEngine;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.SecretRef;
import io.gds.database.data.SupportsSql;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.ConnectionException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.testkit.Canary;
import io.gds.database.testkit.CapturedLogs;
import io.gds.database.testkit.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class FakeProviderTest {
  private final FakeProvider provider = new FakeProvider();
  private final FakeServer server =
      provider.serve("prod", FakeDatabaseEngine.builder().name("prod").database("orders").server());
  private final DatabaseManager manager = DatabaseManager.of(provider);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void opensAServedServerByUrlAgainAndAgain() {
    for (String url : List.of("fake:prod", "fake://prod", "fake://prod/orders")) {
      try (DatabaseEngine engine = manager.open(url)) {
        assertThat(engine.name()).isEqualTo("prod");
        assertThat(engine.metadata().host()).contains("prod");
        assertThat(engine.databases()).hasSize(1);
      }
    }
    assertThat(manager.parse("fake://prod/orders").database()).contains("orders");
    assertThat(provider.driverVersion()).isEqualTo("fake");
    assertThat(provider.offers()).contains(SupportsSql.class);
  }

  @Test
  void aNameWithoutServerDoesNotAnswer() {
    assertThatThrownBy(() -> manager.open("fake://absent"))
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("[prod]");
    assertThatThrownBy(() -> manager.open(ConnectionInfo.builder(FakeProvider.TYPE).build()))
        .isInstanceOf(ConnectionException.class);
    provider.unserve("prod");
    assertThatThrownBy(() -> manager.open("fake://prod")).isInstanceOf(ConnectionException.class);
  }

  @Test
  void aFaultStrikesTheOpening() {
    server.faults().failNext("open", ErrorCode.AUTHENTICATION_FAILED);

    assertThatThrownBy(() -> manager.open("fake://prod"))
        .isInstanceOf(AuthenticationFailedException.class);
    try (DatabaseEngine engine = manager.open("fake://prod")) {
      engine.ping();
    }
  }

  @Test
  void aLazyConnectionConnectsAtFirstUse() {
    server.up(false);
    ConnectionInfo info = manager.parse("fake://prod").lazy();
    try (DatabaseEngine engine = manager.open(info)) {
      assertThatThrownBy(engine::ping).isInstanceOf(ConnectionException.class);
      server.up(true);
      engine.ping();
    }
  }

  @Test
  void whatCannotBeAUrlIsRefusedAndOthersAreLeftToOthers() {
    assertThat(provider.parse("sqlite:/data")).isEmpty();
    assertThatThrownBy(() -> provider.parse("fake://a b"))
        .isInstanceOf(InvalidOptionsException.class);
    assertThat(provider.parse("fake://ada@prod").orElseThrow().credentials())
        .isEqualTo(Credentials.of(AuthType.NONE, "ada"));
    ConnectionInfo odd =
        ConnectionInfo.builder(FakeProvider.TYPE).host("prod").property("ssl", "no").build();
    assertThatThrownBy(() -> manager.open(odd))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("ssl");
  }

  @Test
  void aPasswordInTheUrlIsSeenNowhere() {
    Canary canary = Canary.random();
    String url = "fake://ada:" + canary.secret() + "@prod/orders";
    try (CapturedLogs logs = CapturedLogs.start()) {
      try (DatabaseEngine engine = manager.open(url)) {
        canary.assertAbsentFrom("the connection", engine.connectionInfo());
        canary.assertAbsentFrom("the engine", engine);
        engine.createDatabase("new", CreateOptions.defaults());
        assertThat(engine.connectionInfo().credentials().username()).contains("ada");
      }
      assertThat(logs.lines("gds.audit")).hasSize(2);
      canary.assertAbsentFrom(logs);
      canary.assertAbsentFrom("the calls", server.calls());
    }
    assertThatThrownBy(() -> provider.parse("fake://ada:" + canary.secret() + "@a b"))
        .satisfies(error -> canary.assertAbsentFrom("the error", error));
  }

  @Test
  void aSecretThatCannotBeFetchedFailsTheOpening() {
    ConnectionInfo info =
        ConnectionInfo.builder(FakeProvider.TYPE)
            .host("prod")
            .credentials(
                Credentials.password("ada", SecretRef.of("property", "no.such.property.4711")))
            .build();

    assertThatThrownBy(() -> manager.open(info))
        .isInstanceOf(AuthenticationFailedException.class)
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.SECRET_UNAVAILABLE);
    assertThatThrownBy(() -> FakeDatabaseEngine.builder().connection(info).build())
        .isInstanceOf(AuthenticationFailedException.class);
  }

  @Test
  void sharedServersAreFoundByDiscoveryUntilTheyAreClosed() {
    try (FakeProvider.Shared shared = FakeProvider.share("everywhere", server);
        DatabaseManager discovered =
            DatabaseManager.discover(FakeProvider.class.getClassLoader())) {
      try (DatabaseEngine engine = discovered.open("fake:everywhere")) {
        assertThat(engine.databases()).hasSize(1);
      }
      assertThatIllegalStateException()
          .isThrownBy(() -> FakeProvider.share("everywhere", server))
          .withMessageContaining("everywhere");
      shared.close();
      assertThatThrownBy(() -> discovered.open("fake:everywhere"))
          .isInstanceOf(ConnectionException.class);
    }
  }

  @Test
  void posesAsTheProviderOfAnotherPlatform() {
    FakeProvider posing = new FakeProvider(DatabaseType.POSTGRESQL);
    posing.serve("db", FakeDatabaseEngine.builder().posingAs(DatabaseType.POSTGRESQL).server());
    try (DatabaseManager managed = DatabaseManager.of(posing);
        DatabaseEngine engine = managed.open("postgresql://db")) {
      assertThat(engine.type()).isEqualTo(DatabaseType.POSTGRESQL);
      assertThat(posing.type()).isEqualTo(DatabaseType.POSTGRESQL);
    }
  }

  @Test
  void oneOperationRunsOnManyServersDeadOnesIncluded() {
    provider.serve("second", FakeDatabaseEngine.builder().name("second").server());

    List<OperationResult<FakeDatabase>> results =
        manager.forEach(
            List.of(
                manager.parse("fake://prod"),
                manager.parse("fake://dead"),
                manager.parse("fake://second")),
            2,
            engine ->
                ((FakeDatabaseEngine) engine)
                    .database("new")
                    .prepareCreate(CreateOptions.defaults()),
            OperationContext.none());

    assertThat(results).extracting(OperationResult::isSuccess).containsExactly(true, false, true);
  }
}

package io.gds.database.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.DatabaseEngine;
import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretResolver;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationListener;
import io.gds.database.spi.EngineEnvironment;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DatabaseManagerTest {
  private final TestProvider provider = new TestProvider();

  private static DatabaseException refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable c) {
    return org.assertj.core.api.Assertions.catchThrowableOfType(DatabaseException.class, c);
  }

  @Test
  void anEngineIsOpenedByUrlOrByConnection() {
    try (DatabaseManager manager = DatabaseManager.of(provider)) {
      assertThat(manager.parse("fake:shop")).isEqualTo(TestProvider.at("shop"));
      assertThat(manager.open("fake:shop").name()).isEqualTo("shop");
      assertThat(manager.open(TestProvider.at("crm")).name()).isEqualTo("crm");
      assertThat(manager.providers()).containsExactly(provider);
      assertThat(provider.opened).hasSize(2);
    }
  }

  @Test
  void aProviderWhoseDriverIsMissingIsSaidToBeTheTrouble() {
    provider.whenOpening(
        "shop",
        () -> {
          throw new NoClassDefFoundError("org/example/Driver");
        });
    try (DatabaseManager manager = DatabaseManager.of(provider)) {
      DatabaseException refusal = refused(() -> manager.open("fake:shop"));
      assertThat(refusal.code()).isEqualTo(ErrorCode.PROVIDER_FAILED);
      assertThat(refusal).hasMessageContaining("org/example/Driver");
      assertThat(refusal.remedy()).hasValueSatisfying(r -> assertThat(r).contains("class path"));
    }
  }

  @Test
  void anEngineIsOpenedAsItsPlatformsOwnType() {
    try (DatabaseManager manager = DatabaseManager.of(provider)) {
      TestEngine engine = manager.open(TestProvider.at("shop"), TestEngine.class);

      assertThat(engine).isSameAs(provider.opened.get(0));
      assertThat(engine.closed).hasValue(0);
    }
  }

  @Test
  void anEngineOfAnotherTypeThanExpectedIsClosedAgain() {
    interface OtherEngine extends DatabaseEngine {}

    try (DatabaseManager manager = DatabaseManager.of(provider)) {
      assertThatThrownBy(() -> manager.open(TestProvider.at("shop"), OtherEngine.class))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessage("open: as: fake engines are no OtherEngine");
      assertThat(provider.opened.get(0).closed).hasValue(1);
    }
    assertThat(provider.opened.get(0).closed).hasValue(1);
  }

  @Test
  void closingClosesAllEnginesOnceAndEndsTheirThreads() {
    DatabaseManager manager = DatabaseManager.of(provider);
    manager.open("fake:a");
    manager.open("fake:b").close();
    EngineEnvironment environment = provider.opened.get(0).environment;

    manager.close();
    manager.close();

    assertThat(provider.opened).extracting(engine -> engine.closed.get()).containsExactly(1, 1);
    assertThat(environment.workers().isTerminated()).isTrue();
    assertThat(environment.scheduler().isShutdown()).isTrue();
  }

  @Test
  void enginesAreClosedSideBySideSoThatOneThatHangsDelaysNoOther() {
    CyclicBarrier allClosing = new CyclicBarrier(4);
    DatabaseManager manager = DatabaseManager.of(provider);
    for (String name : List.of("a", "b", "c", "d")) {
      provider.whenClosing(
          name,
          () -> {
            try {
              allClosing.await(10, TimeUnit.SECONDS);
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      manager.open("fake:" + name);
    }

    manager.close();

    assertThat(allClosing.isBroken()).isFalse();
    assertThat(provider.opened).allSatisfy(engine -> assertThat(engine.closed).hasValue(1));
  }

  @Test
  void anEngineThatFailsToCloseKeepsNoOtherOpen() {
    DatabaseManager manager = DatabaseManager.of(provider);
    for (String name : List.of("a", "b", "c")) {
      provider.whenClosing(
          name,
          () -> {
            throw new IllegalStateException("stuck");
          });
      manager.open("fake:" + name);
    }

    manager.close();

    assertThat(provider.opened).allSatisfy(engine -> assertThat(engine.closed).hasValue(1));
    assertThat(provider.opened.get(0).environment.workers().isTerminated()).isTrue();
  }

  @Test
  void aClosedManagerRefusesWork() {
    DatabaseManager manager = DatabaseManager.of(provider);
    manager.close();

    DatabaseException error = refused(() -> manager.open("fake:a"));

    assertThat(error.code()).isEqualTo(ErrorCode.ENGINE_CLOSED);
    assertThat(error).hasMessage("the manager has been closed");
    assertThat(error.remedy()).isPresent();
    assertThat(provider.opened).isEmpty();
    assertThat(
            refused(
                    () ->
                        manager.forEach(
                            List.of(TestProvider.at("a")),
                            1,
                            engine -> TestOperations.operation("count", () -> 1),
                            OperationContext.none()))
                .code())
        .isEqualTo(ErrorCode.ENGINE_CLOSED);
  }

  @Test
  void anEngineThatOpensWhileTheManagerClosesIsClosedToo() {
    DatabaseManager manager = DatabaseManager.of(provider);
    provider.whenOpening("late", manager::close);

    assertThat(refused(() -> manager.open("fake:late")).code()).isEqualTo(ErrorCode.ENGINE_CLOSED);
    assertThat(provider.opened).hasSize(1);
    assertThat(provider.opened.get(0).closed).hasValue(1);
  }

  @Test
  void anInterruptWhileClosingIsKept() {
    DatabaseManager manager = DatabaseManager.of(provider);
    manager.open("fake:a");

    Thread.currentThread().interrupt();
    manager.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(provider.opened.get(0).closed).hasValue(1);
  }

  @Test
  void enginesAreGivenWhatTheManagerWasBuiltWith() throws Exception {
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    OperationListener required = new OperationListener() {};
    OperationListener other = new OperationListener() {};
    OperationContext context = OperationContext.builder().actor("ada").build();
    SecretResolver resolver =
        new SecretResolver() {
          @Override
          public String provider() {
            return "vault";
          }

          @Override
          public Secret resolve(String key) {
            return Secret.copyOf(key.toCharArray());
          }
        };

    try (DatabaseManager manager =
        DatabaseManager.builder()
            .provider(provider)
            .secrets(resolver)
            .audit(required)
            .listener(other)
            .defaultContext(context)
            .clock(clock)
            .build()) {
      manager.open("fake:a");
      EngineEnvironment environment = provider.opened.get(0).environment;

      assertThat(environment.clock()).isSameAs(clock);
      assertThat(environment.secretResolvers()).containsExactly(resolver);
      assertThat(environment.requiredListeners()).containsExactly(required);
      assertThat(environment.listeners()).containsExactly(other);
      assertThat(environment.defaultContext()).isSameAs(context);
      Thread worker = environment.workers().submit(Thread::currentThread).get();
      assertThat(worker.isDaemon()).isTrue();
      assertThat(worker.getName()).isEqualTo("gds-worker-1");
    }
  }

  @Test
  void defaultsArePinned() {
    try (DatabaseManager manager = DatabaseManager.of(provider)) {
      manager.open("fake:a");
      EngineEnvironment environment = provider.opened.get(0).environment;

      assertThat(environment.clock()).isEqualTo(Clock.systemUTC());
      assertThat(environment.secretResolvers()).isEmpty();
      assertThat(environment.requiredListeners()).isEmpty();
      assertThat(environment.listeners()).isEmpty();
      assertThat(environment.defaultContext()).isSameAs(OperationContext.none());
    }
  }
}

package io.gds.database.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.DatabaseEngine;
import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretResolver;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationListener;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineEnvironmentTest {
  private final ScheduledExecutorService threads = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void defaultsArePinned() {
    EngineEnvironment environment =
        EngineEnvironment.builder().scheduler(threads).workers(threads).build();

    assertThat(environment.scheduler()).isSameAs(threads);
    assertThat(environment.workers()).isSameAs(threads);
    assertThat(environment.clock()).isEqualTo(Clock.systemUTC());
    assertThat(environment.secretResolvers()).isEmpty();
    assertThat(environment.requiredListeners()).isEmpty();
    assertThat(environment.listeners()).isEmpty();
    assertThat(environment.defaultContext()).isSameAs(OperationContext.none());
    assertThatCode(() -> environment.engineClosed(null)).doesNotThrowAnyException();
  }

  @Test
  void everythingCanBeSet() {
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    OperationListener required = new OperationListener() {};
    OperationListener other = new OperationListener() {};
    OperationContext context = OperationContext.builder().actor("ada").build();
    List<DatabaseEngine> closed = new ArrayList<>();
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

    EngineEnvironment environment =
        EngineEnvironment.builder()
            .scheduler(threads)
            .workers(threads)
            .clock(clock)
            .secretResolvers(List.of(resolver))
            .requiredListeners(List.of(required))
            .listeners(List.of(other))
            .defaultContext(context)
            .onClosed(closed::add)
            .build();
    environment.engineClosed(null);

    assertThat(environment.clock()).isSameAs(clock);
    assertThat(environment.secretResolvers()).containsExactly(resolver);
    assertThat(environment.requiredListeners()).containsExactly(required);
    assertThat(environment.listeners()).containsExactly(other);
    assertThat(environment.defaultContext()).isSameAs(context);
    assertThat(closed).hasSize(1);
  }

  @Test
  void threadsMustBeGiven() {
    assertThatThrownBy(() -> EngineEnvironment.builder().workers(threads).build())
        .isInstanceOf(NullPointerException.class)
        .hasMessage("scheduler");
    assertThatThrownBy(() -> EngineEnvironment.builder().scheduler(threads).build())
        .isInstanceOf(NullPointerException.class)
        .hasMessage("workers");
  }
}

package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.DatabaseType;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class TestServersTest {
  private static final DatabaseType TYPE = DatabaseType.of("postgresql");
  private static final String URL = "postgresql://ada:hunter2hunter2@db.example:5432/x";

  private static TestServers withEnvironment(Map<String, String> environment) {
    return TestServers.of(TYPE, environment::get);
  }

  @Test
  void aServerNamedInTheEnvironmentComesFirst() {
    TestServer server =
        withEnvironment(Map.of("GDS_TEST_POSTGRESQL_URL", URL))
            .orStarted(
                "Docker",
                () -> {
                  throw new AssertionError("nothing is started beside a server that is there");
                })
            .require();
    assertThat(server.url()).isEqualTo(URL);
    assertThat(server.toString()).contains("db.example").doesNotContain("hunter2hunter2");
    server.close();
  }

  @Test
  void theFirstThatCanBeStartedIsTakenAndStoppedByItsUser() {
    AtomicInteger stopped = new AtomicInteger();
    TestServers servers =
        withEnvironment(Map.of("GDS_TEST_POSTGRESQL_URL", " "))
            .orStarted(
                "Docker",
                () -> {
                  throw new NoClassDefFoundError("org/example/Container");
                })
            .orStarted("embedded", () -> new TestServer(URL, stopped::incrementAndGet))
            .orStarted(
                "another",
                () -> {
                  throw new AssertionError("one is enough");
                });
    try (TestServer server = servers.require()) {
      assertThat(server.url()).isEqualTo(URL);
      assertThat(stopped).hasValue(0);
    }
    assertThat(stopped).hasValue(1);
  }

  @Test
  void withoutAnyServerTheTestIsSkippedAndSaysWhatWasTried() {
    TestServers servers =
        withEnvironment(Map.of())
            .orStarted(
                "Docker",
                () -> {
                  throw new IllegalStateException("the daemon does not answer");
                });
    assertThatThrownBy(servers::require)
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("skipped, because there is no postgresql server")
        .hasMessageContaining("GDS_TEST_POSTGRESQL_URL is not set")
        .hasMessageContaining("Docker")
        .hasMessageContaining("the daemon does not answer");
  }

  @Test
  void anInterruptWhileStartingSkipsAndStays() {
    TestServers servers =
        withEnvironment(Map.of())
            .orStarted(
                "slow",
                () -> {
                  throw new InterruptedException();
                });
    assertThatThrownBy(servers::require).isInstanceOf(TestAbortedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void theVariableIsNamedAfterThePlatform() {
    assertThat(TestServers.of(DatabaseType.of("my-platform")).variable())
        .isEqualTo("GDS_TEST_MY_PLATFORM_URL");
  }
}

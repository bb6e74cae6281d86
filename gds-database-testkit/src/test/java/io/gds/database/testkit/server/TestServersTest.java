package io.gds.database.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

class TestServersTest {
  private static final String URL = "mydb://ada:hunter2hunter2@db.example:5432/x";
  private static final String VARIABLE = "GDS_TEST_MYDB_URL";

  private static TestServers<String> withEnvironment(Map<String, String> environment) {
    return TestServers.<String>of("mydb", environment::get)
        .orNamed(VARIABLE, url -> "named " + url.length());
  }

  private static TestServers<String> withoutAny(Map<String, String> environment) {
    return withEnvironment(environment)
        .orStarted(
            "Docker",
            () -> {
              throw new IllegalStateException("the daemon does not answer");
            });
  }

  @Test
  void aServerNamedInTheEnvironmentComesFirst() {
    String server =
        withEnvironment(Map.of(VARIABLE, " " + URL))
            .orStarted(
                "Docker",
                () -> {
                  throw new AssertionError("nothing is started beside a server that is there");
                })
            .require();
    assertThat(server).isEqualTo("named " + URL.length());
  }

  @Test
  void theProcessesOwnEnvironmentIsLookedAtUnlessToldOtherwise() {
    assertThat(TestServers.<String>of("mydb").orStarted("embedded", () -> "started").require())
        .isEqualTo("started");
  }

  @Test
  void theFirstThatCanBeStartedIsTaken() {
    AtomicInteger started = new AtomicInteger();
    String server =
        withEnvironment(Map.of(VARIABLE, " "))
            .orStarted(
                "Docker",
                () -> {
                  throw new NoClassDefFoundError("org/example/Container");
                })
            .orStarted("embedded", () -> "embedded " + started.incrementAndGet())
            .orStarted(
                "another",
                () -> {
                  throw new AssertionError("one is enough");
                })
            .require();
    assertThat(server).isEqualTo("embedded 1");
  }

  @Test
  void aNamedServerThatDoesNotServeIsPassedOver() {
    TestServers<String> servers =
        TestServers.<String>of("mydb", Map.of(VARIABLE, URL)::get)
            .orNamed(
                VARIABLE,
                url -> {
                  throw new TestServers.Unavailable("names a server of version 9");
                });
    assertThatThrownBy(servers::require)
        .hasMessageContaining(VARIABLE + ": names a server of version 9")
        .hasMessageNotContaining("hunter2hunter2");
  }

  @Test
  void withoutAnyServerTheTestIsSkippedAndSaysWhatWasTried() {
    assertThatThrownBy(withoutAny(Map.of())::require)
        .isInstanceOf(TestAbortedException.class)
        .hasMessage(
            "skipped, because there is no mydb server to test on: GDS_TEST_MYDB_URL: not set;"
                + " Docker: java.lang.IllegalStateException: the daemon does not answer"
                + " (GDS_TEST_REQUIRE=mydb makes it fail)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mydb", "docker,mydb", "docker, MyDb ,x", "mydb docker", "mydb-7"})
  void aServerThatIsDemandedAndMissingFailsTheTest(String demanded) {
    TestServers<String> servers =
        withoutAny(Map.of("GDS_TEST_REQUIRE", demanded)).demandedBy("mydb-7");
    assertThatThrownBy(servers::require)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("failed, because there is no mydb server")
        .hasMessageContaining("the daemon does not answer")
        .hasMessageContaining("GDS_TEST_REQUIRE demands mydb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "mydb2", "docker"})
  void whatElseIsDemandedIsNoMatterHere(String demanded) {
    assertThatThrownBy(withoutAny(Map.of("GDS_TEST_REQUIRE", demanded))::require)
        .isInstanceOf(TestAbortedException.class);
  }

  @Test
  void anInterruptWhileStartingSkipsAndStays() {
    TestServers<String> servers =
        withEnvironment(Map.of())
            .orStarted(
                "slow",
                () -> {
                  throw new InterruptedException();
                });
    assertThatThrownBy(servers::require).isInstanceOf(TestAbortedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}

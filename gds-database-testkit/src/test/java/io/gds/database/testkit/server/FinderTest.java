package io.gds.database.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.server.Spec.Source;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;

/** Which server is taken. The one named in the environment is a real one. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class FinderTest {
  private static final String ANY = "GDS_TEST_POSTGRES_URL";
  private static final String FIFTEEN = "GDS_TEST_POSTGRES_15_URL";
  private static final String PASSWORD = "hunter2hunter2";

  private static PostgresTestServer named;

  @BeforeAll
  static void startServer() {
    named = PostgresTestServer.builder().major(15).scram(PASSWORD).share();
  }

  @AfterAll
  static void releaseServer() {
    if (named != null) {
      named.close();
    }
  }

  private static Spec spec(int major, boolean local) {
    return new Spec(
        List.of(Source.NAMED, Source.DOCKER),
        major,
        new TreeMap<>(),
        false,
        null,
        List.of(),
        local);
  }

  private static String url() {
    return "postgresql://postgres:%s@%s:%d/".formatted(PASSWORD, named.host(), named.port());
  }

  private static PostgresTestServer found(Spec spec, Map<String, String> environment) {
    return new PostgresTestServer(new Finder(spec, environment::get).require(), false);
  }

  /** Nobody listens there. */
  private static Map<String, String> with(String variable, String value) {
    return Map.of(variable, value, "DOCKER_HOST", "unix:///nowhere/docker.sock");
  }

  @ParameterizedTest
  @CsvSource({ANY + ",0", ANY + ",15", FIFTEEN + ",15"})
  void theServerNamedInTheEnvironmentIsTakenIfItsMajorFits(String variable, int major) {
    try (PostgresTestServer server = found(spec(major, false), with(variable, url()))) {
      assertThat(server.port()).isEqualTo(named.port());
      assertThat(server.version()).isEqualTo(named.version());
      assertThat(server.value("SELECT 1")).contains("1");
      assertThat(server.password()).contains(PASSWORD);
      assertThat(server.dataDirectory()).isEmpty();
      assertThat(server.logFile()).isEmpty();
      assertThat(server.toString()).doesNotContain(PASSWORD);
      assertThat(server.node().toString()).doesNotContain(PASSWORD);
      assertThatThrownBy(() -> server.stop(StopMode.FAST))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("not ours to stop");
      assertThatThrownBy(server::start).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> server.asServerUser("id"))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(named.value("SELECT 1")).as("and it is left alone").contains("1");
  }

  @Test
  void aNamedServerOfAnotherMajorIsPassedOver() {
    assertThatThrownBy(() -> found(spec(16, false), with(ANY, url())))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("GDS_TEST_POSTGRES_16_URL: not set")
        .hasMessageContaining(ANY + ": names a server of version " + named.version())
        .hasMessageContaining("Docker: nobody listens at unix:///nowhere/docker.sock")
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void aTestThatNeedsMoreThanAnyServerDoesNotTakeTheNamedOne() {
    assertThatThrownBy(() -> found(spec(0, true), with(ANY, url())))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining(ANY + ": set, but this test needs a server set up in its own way")
        .hasMessageContaining("Docker: this test needs a server on this machine");
  }

  @ParameterizedTest
  @CsvSource({
    "mysql://u:hunter2hunter2@h/,not of the form",
    "postgresql:///x,not of the form",
    "postgresql://u:hunter2hunter2@h: y/,not a URL",
    "postgresql://127.0.0.1:1/,refused",
  })
  void aUrlThatLeadsNowhereSaysSoWithoutItsPassword(String url, String reason) {
    assertThatThrownBy(() -> found(spec(0, false), with(ANY, url)))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining(ANY + ": ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining(PASSWORD);
  }

  @ParameterizedTest
  @CsvSource({"postgres", "postgres-16"})
  void aDemandedServerThatIsMissingFailsTheTest(String word) {
    Map<String, String> environment = new TreeMap<>(with(ANY, ""));
    environment.put("GDS_TEST_REQUIRE", word);
    assertThatThrownBy(() -> found(spec(16, false), environment))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("GDS_TEST_REQUIRE demands " + word);
  }
}

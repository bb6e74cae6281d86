package io.gds.database.testkit.contract;

import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.RedactedUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a server to test a platform on: one named in the environment, else what the caller can
 * start, tried in the order given (a container, an embedded server). Without any, the tests are
 * skipped, and the reason says what was tried. Not thread-safe.
 *
 * <pre>{@code
 * TestServer server = TestServers.of(DatabaseType.of("postgresql"))
 *     .orStarted("Docker", Containers::postgres)       // throws if there is no Docker
 *     .orStarted("embedded", EmbeddedServer::start)
 *     .require();
 * }</pre>
 */
public final class TestServers {
  private static final Logger LOG = LoggerFactory.getLogger(TestServers.class);

  private final DatabaseType type;
  private final UnaryOperator<@Nullable String> environment;
  private final List<Candidate> candidates = new ArrayList<>();

  private record Candidate(String how, Start start) {}

  /** Starts a server, or says why it cannot by throwing. */
  @FunctionalInterface
  public interface Start {
    /**
     * Starts it.
     *
     * @return where it is reached, and how it is stopped
     * @throws Exception if it cannot be started here; the message becomes part of the reason
     */
    TestServer start() throws Exception;
  }

  private TestServers(DatabaseType type, UnaryOperator<@Nullable String> environment) {
    this.type = type;
    this.environment = environment;
  }

  /** Looks for a server of this platform, first in the process's environment. */
  public static TestServers of(DatabaseType type) {
    return of(type, System::getenv);
  }

  /** Looks for a server of this platform, first in this environment. */
  static TestServers of(DatabaseType type, UnaryOperator<@Nullable String> environment) {
    return new TestServers(type, environment);
  }

  /** The environment variable that names a server, such as {@code GDS_TEST_POSTGRESQL_URL}. */
  public String variable() {
    return "GDS_TEST_" + type.id().toUpperCase(Locale.ROOT).replace('-', '_') + "_URL";
  }

  /**
   * Then tries this.
   *
   * @param how what it is, such as {@code Docker} or {@code embedded}
   */
  public TestServers orStarted(String how, Start start) {
    candidates.add(new Candidate(how, start));
    return this;
  }

  /**
   * The first server there is; skips the test if there is none.
   *
   * @throws TestAbortedException saying what was tried and why each failed
   */
  public TestServer require() {
    List<String> reasons = new ArrayList<>();
    return find(reasons)
        .orElseThrow(
            () -> {
              String reason =
                  "skipped, because there is no "
                      + type
                      + " server to test on: "
                      + String.join("; ", reasons);
              LOG.warn("{}", reason);
              return new TestAbortedException(reason);
            });
  }

  private Optional<TestServer> find(List<String> reasons) {
    String url = environment.apply(variable());
    if (url != null && !url.isBlank()) {
      LOG.info("Testing {} on {}, named by {}", type, RedactedUrl.of(url), variable());
      return Optional.of(new TestServer(url, () -> {}));
    }
    reasons.add(variable() + " is not set");
    for (Candidate candidate : candidates) {
      try {
        TestServer started = candidate.start().start();
        LOG.info("Testing {} on {}: {}", type, candidate.how(), RedactedUrl.of(started.url()));
        return Optional.of(started);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TestAbortedException("interrupted while starting " + candidate.how(), e);
      } catch (Exception | LinkageError e) {
        reasons.add(candidate.how() + ": " + e);
      }
    }
    return Optional.empty();
  }
}

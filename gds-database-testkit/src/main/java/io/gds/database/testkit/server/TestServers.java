package io.gds.database.testkit.server;

import io.gds.database.connection.RedactedUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a server to test on: the first that can be had of what the caller names, in the order given
 * (one named in the environment, a container, an embedded server). Without any, the tests are
 * skipped, and the reason says what was tried; if the environment variable {@code GDS_TEST_REQUIRE}
 * holds the server's word (words are parted by commas), they fail instead. Not thread-safe.
 *
 * <pre>{@code
 * MyServer server = TestServers.<MyServer>of("mydb")
 *     .orNamed("GDS_TEST_MYDB_URL", MyServer::at)      // a URL in the environment
 *     .orStarted("Docker", MyServer::inDocker)         // throws if there is no Docker
 *     .orStarted("embedded", MyServer::embedded)
 *     .require();
 * }</pre>
 *
 * @param <S> what stands for a server; its text is logged, and so holds no secret
 */
public final class TestServers<S> {
  private static final Logger LOG = LoggerFactory.getLogger(TestServers.class);

  private final String word;
  private final UnaryOperator<@Nullable String> environment;
  private final List<String> words = new ArrayList<>();
  private final List<Candidate<S>> candidates = new ArrayList<>();

  private record Candidate<S>(String how, Start<S> start) {}

  /** Starts a server, or says why it cannot by throwing. */
  @FunctionalInterface
  public interface Start<S> {
    /**
     * Starts it.
     *
     * @return the server
     * @throws Exception if it cannot be started here; the message becomes part of the reason
     */
    S start() throws Exception;
  }

  /** Reaches a server that runs already, or says why it cannot by throwing. */
  @FunctionalInterface
  public interface Reach<S> {
    /**
     * Reaches it.
     *
     * @param url where it is, as it stands in the environment, secrets included
     * @return the server
     * @throws Exception if it does not serve; the message becomes part of the reason
     */
    S reach(String url) throws Exception;
  }

  /** Says by throwing that a server cannot be had here; its message stands in the reason as is. */
  static final class Unavailable extends RuntimeException {
    Unavailable(String reason) {
      super(reason);
    }

    Unavailable(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

  private TestServers(String word, UnaryOperator<@Nullable String> environment) {
    this.word = word;
    this.environment = environment;
    words.add(word);
  }

  /**
   * Looks for a server.
   *
   * @param word what it is called in {@code GDS_TEST_REQUIRE}, in lower case, such as {@code
   *     postgres}
   */
  public static <S> TestServers<S> of(String word) {
    return of(word, System::getenv);
  }

  /** Looks for a server, in this environment instead of the process's. */
  static <S> TestServers<S> of(String word, UnaryOperator<@Nullable String> environment) {
    return new TestServers<>(word.toLowerCase(Locale.ROOT), environment);
  }

  /** A further word that demands this server, such as {@code postgres-15}. */
  TestServers<S> demandedBy(String word) {
    words.add(word);
    return this;
  }

  /**
   * Then tries the server whose URL stands in this environment variable. One that is named there
   * and does not serve is passed over, with the reason.
   */
  public TestServers<S> orNamed(String variable, Reach<S> reach) {
    Objects.requireNonNull(reach, "reach");
    return orStarted(
        variable,
        () -> {
          String url = environment.apply(variable);
          if (url == null || url.isBlank()) {
            throw new Unavailable("not set");
          }
          S reached = reach.reach(url.strip());
          LOG.info("{} names {}", variable, RedactedUrl.of(url));
          return reached;
        });
  }

  /**
   * Then tries this.
   *
   * @param how what it is, such as {@code Docker} or {@code embedded}
   */
  public TestServers<S> orStarted(String how, Start<S> start) {
    candidates.add(new Candidate<>(how, Objects.requireNonNull(start, "start")));
    return this;
  }

  /**
   * The first server there is; skips the test if there is none.
   *
   * @throws TestAbortedException saying what was tried and why each failed
   * @throws AssertionError with the same words, if {@code GDS_TEST_REQUIRE} demands the server
   */
  public S require() {
    List<String> reasons = new ArrayList<>();
    return find(reasons)
        .orElseThrow(
            () ->
                Missing.aborted(
                    words,
                    "there is no " + word + " server to test on: " + String.join("; ", reasons),
                    environment));
  }

  private Optional<S> find(List<String> reasons) {
    for (Candidate<S> candidate : candidates) {
      try {
        S found = candidate.start().start();
        LOG.info("Testing on {}: {}", candidate.how(), found);
        return Optional.of(found);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TestAbortedException("interrupted while starting " + candidate.how(), e);
      } catch (Unavailable e) {
        reasons.add(candidate.how() + ": " + e.getMessage());
      } catch (Exception | LinkageError e) {
        LOG.debug("no server: {}", candidate.how(), e);
        reasons.add(candidate.how() + ": " + e);
      }
    }
    return Optional.empty();
  }
}

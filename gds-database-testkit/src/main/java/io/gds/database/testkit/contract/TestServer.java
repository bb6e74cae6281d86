package io.gds.database.testkit.contract;

import io.gds.database.connection.RedactedUrl;
import java.util.Objects;

/**
 * A server to test on.
 *
 * @param url where it is reached, secrets included; never printed
 * @param stop what ends it; nothing for a server that was there before
 */
public record TestServer(String url, Runnable stop) implements AutoCloseable {
  /** Checks that nothing is missing. */
  public TestServer {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(stop, "stop");
  }

  /** Ends what was started for the test. */
  @Override
  public void close() {
    stop.run();
  }

  /** The URL without its secrets. */
  @Override
  public String toString() {
    return RedactedUrl.of(url);
  }
}

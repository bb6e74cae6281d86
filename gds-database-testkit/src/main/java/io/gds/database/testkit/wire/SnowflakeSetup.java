package io.gds.database.testkit.wire;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a peer is like.
 *
 * @param account its name
 * @param version of the server
 * @param keeper knows who may log in
 * @param databases which there are
 * @param parameters of each session, unless it has its own
 * @param patience how long a call waits before it is told that the statement still runs
 * @param second how long a second of a statement's time-out takes
 */
record SnowflakeSetup(
    String account,
    String version,
    SnowflakeKeeper keeper,
    Predicate<String> databases,
    Map<String, String> parameters,
    @Nullable SSLContext tls,
    WireVisitors visitors,
    Clock clock,
    Duration patience,
    Duration second) {
  SnowflakeSetup {
    parameters = Map.copyOf(parameters);
  }
}

package io.gds.database.postgres;

import io.gds.database.testkit.fault.Direction;
import io.gds.database.testkit.fault.Tap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The statements that pass a proxy on their way to a server, whoever sends them: drivers and tools,
 * each execution once. Counts what is waited for, too: a round trip is a query of the simple
 * protocol, or a Sync of the extended one.
 *
 * <p>Left out is what the pool asks on its own account and once a connection: whether it is alive,
 * by an empty query, and its isolation. The driver sets its parameters in the start-up message, so
 * there are no statements of its own. Thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">the
 *     messages</a>
 */
final class StatementTap implements Tap {
  private static final Pattern COMMENTS = Pattern.compile("^(?:--[^\\n]*\\n)+");
  private static final List<String> OF_THE_POOL = List.of("", "SHOW TRANSACTION ISOLATION LEVEL");

  private final Map<Long, FrontendMessages> connections = new ConcurrentHashMap<>();
  private final List<String> texts = new ArrayList<>();
  private long roundTrips;
  private boolean encrypted;

  @Override
  public void forwards(long connection, Direction direction, byte[] bytes) {
    if (direction == Direction.TO_SERVER) {
      connections.computeIfAbsent(connection, number -> new FrontendMessages(this)).take(bytes);
    }
  }

  /** Whether a statement is the engine's, or somebody's who uses it. */
  static boolean counts(String text) {
    return !OF_THE_POOL.contains(text);
  }

  synchronized void executed(String text) {
    texts.add(text);
  }

  synchronized void waited() {
    roundTrips++;
  }

  synchronized void unreadable() {
    encrypted = true;
  }

  /** Whether what passes can be read. */
  synchronized boolean isReadable() {
    return !encrypted;
  }

  /** How many statements have been sent. */
  synchronized int statements() {
    return texts.size();
  }

  /** How often an answer was waited for. */
  synchronized long roundTrips() {
    return roundTrips;
  }

  /** The statements sent after the first so many, without the comments before them. */
  synchronized List<String> since(int statements) {
    return texts.subList(statements, texts.size()).stream()
        .map(text -> COMMENTS.matcher(text).replaceFirst(""))
        .toList();
  }
}

package io.gds.database.testkit.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A PostgreSQL primary with streaming standbys, all on this machine, each with a physical slot that
 * is called as it is.
 *
 * <pre>{@code
 * try (PostgresCluster cluster = PostgresCluster.start(PostgresTestServer.builder().major(15))) {
 *   PostgresTestServer standby = cluster.addStandby("s1");
 *   cluster.primary().stop(StopMode.FAST);
 *   cluster.promote("s1");
 * }
 * }</pre>
 *
 * <p>Every node may be stopped and started by itself. Thread-safe; closing it ends all nodes and
 * deletes their data.
 */
public final class PostgresCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  // What a slot may be called.
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,63}");

  private final Map<String, PostgresTestServer> standbys = new LinkedHashMap<>();
  private final List<PostgresTestServer> former = new ArrayList<>();
  private final List<String> synchronous = new ArrayList<>();
  private PostgresTestServer primary;

  private PostgresCluster(PostgresTestServer primary) {
    this.primary = primary;
  }

  /**
   * A cluster that has a primary only so far.
   *
   * @throws org.opentest4j.TestAbortedException as {@link PostgresTestServer.Builder#start}
   */
  public static PostgresCluster start(PostgresTestServer.Builder primary) {
    // Else a standby that lost its primary looks for it every five seconds only.
    return new PostgresCluster(
        primary.local().setting("wal_retrieve_retry_interval", "100ms").start());
  }

  /** The node that others follow. */
  public synchronized PostgresTestServer primary() {
    return primary;
  }

  /** The standbys by name, in the order they were added. */
  public synchronized Map<String, PostgresTestServer> standbys() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(standbys));
  }

  /**
   * A standby.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public synchronized PostgresTestServer standby(String name) {
    PostgresTestServer standby = standbys.get(name);
    if (standby == null) {
      throw new IllegalArgumentException("no standby " + name + ", only " + standbys.keySet());
    }
    return standby;
  }

  /** Primaries that another took the place of, oldest first, running or not. */
  public synchronized List<PostgresTestServer> former() {
    return List.copyOf(former);
  }

  /** Adds an asynchronous standby, and waits until it streams. */
  public PostgresTestServer addStandby(String name) {
    return addStandby(name, false);
  }

  /**
   * Adds a standby, and waits until it streams.
   *
   * @param name its application name, and its slot's: lower-case letters, digits, underscores
   * @param isSynchronous whether commits wait for it: {@code synchronous_standby_names} becomes the
   *     list of all such standbys
   */
  public synchronized PostgresTestServer addStandby(String name, boolean isSynchronous) {
    if (!NAME.matcher(name).matches() || standbys.containsKey(name)) {
      throw new IllegalArgumentException("no name for a new standby: " + name);
    }
    LocalNode upstream = (LocalNode) primary.node();
    try {
      LocalNode node = upstream.copied("standby " + name, new StandbyCopy(upstream, name));
      standbys.put(name, new PostgresTestServer(node, false));
    } catch (IOException e) {
      throw new IllegalStateException("no standby " + name + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making standby " + name, e);
    }
    awaitStreaming(name);
    if (isSynchronous) {
      synchronous.add(name);
      setSynchronous();
      await(
          name + " is not synchronous",
          () -> answers("SELECT sync_state = 'sync' OR sync_state = 'quorum'" + ofStandby(name)));
    }
    return standby(name);
  }

  private void setSynchronous() {
    String names = synchronous.stream().map(n -> '"' + n + '"').collect(Collectors.joining(", "));
    primary.execute(
        "ALTER SYSTEM SET synchronous_standby_names = 'FIRST "
            + synchronous.size()
            + " ("
            + names
            + ")'",
        "SELECT pg_reload_conf()");
  }

  /**
   * Waits until the primary says that a standby streams.
   *
   * @throws IllegalStateException if it does not within 30 seconds
   */
  public synchronized void awaitStreaming(String name) {
    await(name + " does not stream", () -> answers("SELECT state = 'streaming'" + ofStandby(name)));
  }

  /**
   * Waits until a standby has replayed all that the primary has written by now.
   *
   * @throws IllegalStateException if it has not within 30 seconds
   */
  public synchronized void awaitReplayed(String name) {
    String written = primary.value("SELECT pg_current_wal_lsn()").orElseThrow();
    await(
        name + " has not replayed " + written,
        () ->
            standby(name)
                .value("SELECT pg_last_wal_replay_lsn() >= '" + written + "'::pg_lsn")
                .equals(Optional.of("t")));
  }

  private static String ofStandby(String name) {
    return " FROM pg_stat_replication WHERE application_name = '" + name + "'";
  }

  private boolean answers(String query) {
    return primary.value(query).equals(Optional.of("t"));
  }

  /**
   * Makes a standby the primary. The old one is not touched: stop it before, or there are two. Nor
   * are the other standbys, which follow the old one still. Commits on the new one wait for nobody.
   *
   * @return the new primary
   * @throws IllegalStateException if it does not get there within 30 seconds
   */
  public synchronized PostgresTestServer promote(String name) {
    PostgresTestServer promoted = standby(name);
    String done =
        promoted.value("SELECT pg_promote(true, " + PATIENCE.toSeconds() + ")").orElse("");
    if (!done.equals("t")) {
      throw new IllegalStateException(promoted + " is not promoted");
    }
    // Copied from the old primary; its standbys are not here, and every commit would hang.
    promoted.execute("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
    await(
        promoted + " still waits for others",
        () -> promoted.value("SHOW synchronous_standby_names").equals(Optional.of("")));
    synchronous.clear();
    standbys.remove(name);
    former.add(primary);
    primary = promoted;
    return promoted;
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(String complaint, Condition condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!condition.holds()) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException(complaint + " after " + PATIENCE.toSeconds() + " s");
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted, and " + complaint, e);
    }
  }

  /** Ends all nodes and deletes their data. */
  @Override
  public synchronized void close() {
    List<PostgresTestServer> nodes = new ArrayList<>(standbys.values());
    nodes.addAll(former);
    nodes.add(primary);
    RuntimeException failure = null;
    for (PostgresTestServer node : nodes) {
      try {
        node.close();
      } catch (RuntimeException e) {
        if (failure != null) {
          e.addSuppressed(failure);
        }
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}

package io.gds.database.jdbc;

import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.secret.Secrets;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens physical connections with a driver. The secrets are fetched for each one and forgotten
 * after it. After a failure the server is not asked again before somebody wants a connection anew:
 * the pool above would try many times a second, and wrong passwords lock accounts. Then it is asked
 * at once: the pool's own thread waits for that here, since after a failure that it is told of the
 * pool lets it sleep, longer each time, and whoever wants a connection meanwhile would wait as
 * well. Thread-safe.
 */
final class DriverConnections implements DataSource {
  /** How long the pool's thread waits for a wish; without one there is no reason to keep it. */
  private static final Duration REST = Duration.ofSeconds(5);

  private final Driver driver;
  private final String url;
  private final Map<String, String> properties;
  private final Map<String, SecretRef> secretProperties;
  private final Secrets secrets;
  private final ErrorTable errors;
  private final String shown;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wanted = lock.newCondition();

  /** The last one; the server rests since then if {@link #resting}. */
  private @Nullable DatabaseException failure;

  private long failures;
  private boolean resting;
  private boolean stopped;
  private volatile int loginTimeout;

  /** The pool's thread that connections are opened on; there is one at a time. */
  private volatile @Nullable Thread opener;

  DriverConnections(
      Driver driver,
      String url,
      Map<String, String> properties,
      Map<String, SecretRef> secretProperties,
      Secrets secrets,
      ErrorTable errors,
      String shown) {
    this.driver = driver;
    this.url = url;
    this.properties = Map.copyOf(properties);
    this.secretProperties = Map.copyOf(secretProperties);
    this.secrets = secrets;
    this.errors = errors;
    this.shown = shown;
  }

  /**
   * Why a connection could not be opened since a wish; null if nothing failed since.
   *
   * @param wish what {@link #tryAgain()} or {@link #failures()} returned
   */
  @Nullable DatabaseException failureSince(long wish) {
    lock.lock();
    try {
      return failures > wish ? failure : null;
    } finally {
      lock.unlock();
    }
  }

  /** How often it failed so far: a wish that has nobody asked. */
  long failures() {
    lock.lock();
    try {
      return failures;
    } finally {
      lock.unlock();
    }
  }

  /** Has the server asked again, at once if it rests; returns by what the wish is known. */
  long tryAgain() {
    lock.lock();
    try {
      resting = false;
      wanted.signalAll();
      return failures;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets nobody wait for a wish any more; for when the pool is closed. The pool's thread is woken
   * as well: it sleeps for some time behind each connection that it has opened, and the pool does
   * not close before it is done.
   */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      wanted.signalAll();
    } finally {
      lock.unlock();
    }
    Optional.ofNullable(opener).ifPresent(Thread::interrupt);
  }

  private void failed(DatabaseException refused) {
    lock.lock();
    try {
      failure = refused;
      failures++;
      resting = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until somebody wants a connection anew, if the last one failed.
   *
   * @throws DatabaseException the failure, if nobody does for a while
   */
  private void awaitWish() {
    lock.lock();
    try {
      long left = REST.toNanos();
      while (resting && !stopped && left > 0) {
        left = wanted.awaitNanos(left);
      }
      throwIfResting();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throwIfResting();
    } finally {
      lock.unlock();
    }
  }

  private void throwIfResting() {
    DatabaseException last = failure;
    if (resting && last != null) {
      throw last;
    }
  }

  /** Whether every connection that was opened is closed by now. */
  boolean allClosed() {
    forgetClosed();
    return open.isEmpty();
  }

  /** Opens a connection; the caller closes it. */
  Connection open() {
    Map<String, String> secretTexts = new LinkedHashMap<>();
    try {
      secretProperties.forEach((name, ref) -> secretTexts.put(name, secretText(ref)));
      Properties all = new Properties();
      all.putAll(properties);
      all.putAll(secretTexts);
      Connection connection;
      try {
        connection = driver.connect(url, all);
      } finally {
        all.clear();
      }
      if (connection == null) {
        throw new IllegalStateException(driver.getClass().getName() + " does not know its own URL");
      }
      forgetClosed();
      open.add(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      DatabaseException refused = refused(e, secretTexts);
      failed(refused);
      throw refused;
    } finally {
      secretTexts.clear();
    }
  }

  /** The only place of this module where a secret becomes a string: drivers take nothing else. */
  private String secretText(SecretRef ref) {
    try (Secret secret = secrets.resolve(ref)) {
      char[] chars = secret.chars();
      try {
        return new String(chars);
      } finally {
        Arrays.fill(chars, '\0');
      }
    }
  }

  private DatabaseException refused(Exception e, Map<String, String> secretTexts) {
    if (e instanceof DatabaseException known) {
      return known;
    }
    ErrorDetails details =
        e instanceof SQLException exception
            ? errors.openingDetails(exception)
            : ErrorDetails.of(ErrorCode.CONNECTION_FAILED, "the driver failed: " + e).cause(e);
    if (quotes(e, secretTexts)) {
      details =
          ErrorDetails.of(
                  details.code(),
                  "no connection to " + shown + "; the driver's words quote a secret: withheld")
              .platform(details.get("platform").orElse(""));
    }
    return details.toException();
  }

  /** Looks at all that hangs on an exception: whoever logs it with its stack prints that too. */
  private static boolean quotes(Throwable thrown, Map<String, String> secretTexts) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> left = new ArrayDeque<>(List.of(thrown));
    while (!left.isEmpty()) {
      Throwable t = left.remove();
      if (!seen.add(t)) {
        continue;
      }
      String text = String.valueOf(t);
      if (secretTexts.values().stream().anyMatch(s -> !s.isEmpty() && text.contains(s))) {
        return true;
      }
      left.addAll(List.of(t.getSuppressed()));
      Optional.ofNullable(t.getCause()).ifPresent(left::add);
      if (t instanceof SQLException e) {
        Optional.ofNullable(e.getNextException()).ifPresent(left::add);
      }
    }
    return false;
  }

  private void forgetClosed() {
    open.removeIf(DriverConnections::isClosed);
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      // A connection that cannot even say so is of no use to anyone.
      return true;
    }
  }

  /**
   * For the pool: as {@link #open()}, once for each wish, until it succeeds; or the failure, when
   * nobody wishes any more.
   */
  @Override
  public Connection getConnection() throws SQLException {
    opener = Thread.currentThread();
    try {
      while (true) {
        awaitWish();
        Optional<Connection> opened = tryOpen();
        if (opened.isPresent()) {
          return opened.get();
        }
      }
    } catch (DatabaseException e) {
      throw new SQLException(e.getMessage(), e);
    }
  }

  private Optional<Connection> tryOpen() {
    try {
      return Optional.of(open());
    } catch (DatabaseException e) {
      // It is remembered, and told to whoever waits for this connection.
      return Optional.empty();
    }
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("connections are opened by the credentials given");
  }

  @Override
  public int getLoginTimeout() {
    return loginTimeout;
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // Only kept: the driver's own properties bound the log-in. The pool reads it when it closes, as
    // the time to wait for a connection that is being opened.
    loginTimeout = seconds;
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException("logging goes through SLF4J");
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("logging goes through SLF4J");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }

  /** The address without secrets. */
  @Override
  public String toString() {
    return shown;
  }
}

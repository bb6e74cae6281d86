package io.gds.database.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;

/** A driver that answers as written down, part by part, and remembers what it was asked. */
final class ScriptedDriver implements Driver {
  /** What happens when a connection is asked for. */
  interface Connecting {
    void run(Properties properties) throws SQLException;
  }

  /** What happens when a connection method of this name is called. */
  interface Happening {
    void run() throws SQLException;
  }

  final List<String> heard = new CopyOnWriteArrayList<>();
  final AtomicInteger connects = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  final Map<String, Answer> answers = new ConcurrentHashMap<>();
  final Map<String, Happening> happenings = new ConcurrentHashMap<>();
  volatile Connecting connecting = properties -> {};

  /** Written down: what a statement answers. */
  Answer when(String sql) {
    return answers.computeIfAbsent(sql, s -> new Answer());
  }

  long count(String what) {
    return heard.stream().filter(what::equals).count();
  }

  private interface Part {
    void play(PlayedStatement statement) throws SQLException;
  }

  /** The parts of an answer, in order. */
  static final class Answer {
    private final List<Part> parts = new ArrayList<>();
    private boolean noLargeCounts;
    private boolean failsToClose;
    private boolean deafToCancel;

    Answer rows(String column, Object... values) {
      parts.add(s -> s.rows = new PlayedRows(column, values, null));
      return this;
    }

    Answer rowsThen(SQLException error, String column, Object... values) {
      parts.add(s -> s.rows = new PlayedRows(column, values, error));
      return this;
    }

    Answer count(long count) {
      parts.add(s -> s.count = count);
      return this;
    }

    Answer warning(String text, int code) {
      parts.add(s -> s.warn(new SQLWarning(text, "01000", code)));
      return this;
    }

    Answer failure(SQLException error) {
      parts.add(
          s -> {
            throw error;
          });
      return this;
    }

    Answer pause(long millis) {
      parts.add(s -> sleep(millis));
      return this;
    }

    /** Waits for a cancel, the n-th one, and then fails so. */
    Answer untilCancelled(int times, SQLException error) {
      parts.add(
          s -> {
            s.awaitCancels(times);
            throw error;
          });
      return this;
    }

    /** Waits for a cancel, and then goes on as if there had been none. */
    Answer untilCancelledInVain() {
      parts.add(s -> s.awaitCancels(1));
      return this;
    }

    /** Hears no cancel; ends when the connection is dropped. */
    Answer silence(Throwable atAbort) {
      deafToCancel = true;
      parts.add(s -> s.connection.awaitAbort(atAbort));
      return this;
    }

    /** Hears no cancel, and goes on when the connection is dropped. */
    Answer survivesAbort() {
      deafToCancel = true;
      parts.add(s -> s.connection.awaitAbort());
      return this;
    }

    Answer noLargeCounts() {
      noLargeCounts = true;
      return this;
    }

    Answer failsToClose() {
      failsToClose = true;
      return this;
    }
  }

  /** Waits as native code does: an interrupt neither ends it nor gets lost in it. */
  private static void sleep(long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = 1; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public Connection connect(String url, Properties properties) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    connects.incrementAndGet();
    connecting.run(properties);
    open.incrementAndGet();
    return proxy(Connection.class, new PlayedConnection());
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith("jdbc:scripted:");
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object plain(Object self, String method, Object[] args) throws SQLException {
    return switch (method) {
      case "hashCode" -> System.identityHashCode(self);
      case "equals" -> args[0] == self;
      case "toString" -> "scripted";
      case "isWrapperFor" -> false;
      default -> throw new SQLFeatureNotSupportedException(method);
    };
  }

  private final class PlayedConnection implements InvocationHandler {
    private final CountDownLatch aborted = new CountDownLatch(1);
    private boolean closed;
    private boolean autoCommit = true;

    @Override
    public Object invoke(Object self, java.lang.reflect.Method method, Object[] args)
        throws SQLException {
      String name = method.getName();
      if (List.of("close", "abort", "commit", "rollback", "setAutoCommit").contains(name)) {
        heard.add(name.equals("setAutoCommit") ? name + " " + args[0] : name);
      }
      Happening happening = happenings.get(name);
      if (happening != null) {
        happening.run();
      }
      switch (name) {
        case "createStatement" -> {
          return proxy(Statement.class, new PlayedStatement(this, null));
        }
        case "prepareStatement" -> {
          return proxy(PreparedStatement.class, new PlayedStatement(this, (String) args[0]));
        }
        case "close" -> {
          gone();
          return null;
        }
        case "abort" -> {
          aborted.countDown();
          gone();
          return null;
        }
        case "isClosed" -> {
          return closed;
        }
        case "isValid" -> {
          return !closed;
        }
        case "getAutoCommit" -> {
          return autoCommit;
        }
        case "setAutoCommit" -> {
          autoCommit = (Boolean) args[0];
          return null;
        }
        case "isReadOnly" -> {
          return false;
        }
        case "getNetworkTimeout", "getTransactionIsolation" -> {
          return 2;
        }
        case "setNetworkTimeout",
            "setReadOnly",
            "clearWarnings",
            "commit",
            "rollback",
            "setTransactionIsolation",
            "setCatalog",
            "setSchema" -> {
          return null;
        }
        case "getCatalog", "getSchema", "getWarnings" -> {
          return null;
        }
        default -> {
          return plain(self, name, args);
        }
      }
    }

    private synchronized void gone() {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
      }
    }

    void awaitAbort(Throwable then) throws SQLException {
      awaitAbort();
      if (then instanceof SQLException e) {
        throw e;
      }
      throw (RuntimeException) then;
    }

    void awaitAbort() {
      try {
        if (!aborted.await(20, TimeUnit.SECONDS)) {
          throw new AssertionError("nobody dropped the connection");
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private final class PlayedStatement implements InvocationHandler {
    private final PlayedConnection connection;
    private final String prepared;
    private final Map<Integer, Object> binds = new LinkedHashMap<>();
    private final AtomicInteger cancels = new AtomicInteger();
    private volatile Answer answer = new Answer();
    private SQLWarning warnings;
    private int position;
    private PlayedRows rows;
    private long count;

    PlayedStatement(PlayedConnection connection, String prepared) {
      this.connection = connection;
      this.prepared = prepared;
    }

    void warn(SQLWarning warning) {
      if (warnings == null) {
        warnings = warning;
      } else {
        warnings.setNextWarning(warning);
      }
    }

    void awaitCancels(int times) {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (cancels.get() < times) {
        if (System.nanoTime() > until) {
          throw new AssertionError("nobody cancelled");
        }
        sleep(2);
      }
    }

    @Override
    public Object invoke(Object self, java.lang.reflect.Method method, Object[] args)
        throws SQLException {
      String name = method.getName();
      switch (name) {
        case "execute", "executeUpdate" -> {
          String sql = prepared == null ? (String) args[0] : prepared;
          heard.add((prepared == null ? name : "prepared") + ": " + sql);
          if (!binds.isEmpty()) {
            heard.add("binds " + binds);
          }
          answer = answers.getOrDefault(sql, new Answer().count(0));
          position = 0;
          boolean isRows = advance();
          return name.equals("execute") ? (Object) isRows : (Object) (int) count;
        }
        case "getMoreResults" -> {
          return advance();
        }
        case "getResultSet" -> {
          return proxy(ResultSet.class, rows);
        }
        case "getLargeUpdateCount" -> {
          if (answer.noLargeCounts) {
            throw new UnsupportedOperationException();
          }
          return count;
        }
        case "getUpdateCount" -> {
          return (int) count;
        }
        case "getWarnings" -> {
          return warnings;
        }
        case "cancel" -> {
          heard.add("cancel");
          if (!answer.deafToCancel) {
            cancels.incrementAndGet();
          }
          return null;
        }
        case "setQueryTimeout", "setFetchSize" -> {
          heard.add(name + " " + args[0]);
          return null;
        }
        case "close" -> {
          if (answer.failsToClose) {
            throw new SQLException("cannot close");
          }
          heard.add("closed");
          return null;
        }
        case "isClosed" -> {
          return false;
        }
        default -> {
          if (name.startsWith("set") && args.length == 2) {
            binds.put((Integer) args[0], name.substring(3).toLowerCase(Locale.ROOT) + args[1]);
            return null;
          }
          return plain(self, name, args);
        }
      }
    }

    private boolean advance() throws SQLException {
      rows = null;
      count = -1;
      while (rows == null && count < 0 && position < answer.parts.size()) {
        answer.parts.get(position++).play(this);
      }
      return rows != null;
    }
  }

  private static final class PlayedRows implements InvocationHandler {
    private final String column;
    private final Object[] values;
    private final SQLException atEnd;
    private int at = -1;
    private boolean wasNull;

    PlayedRows(String column, Object[] values, SQLException atEnd) {
      this.column = column;
      this.values = values;
      this.atEnd = atEnd;
    }

    @Override
    public Object invoke(Object self, java.lang.reflect.Method method, Object[] args)
        throws SQLException {
      switch (method.getName()) {
        case "next" -> {
          at++;
          if (at >= values.length && atEnd != null) {
            throw atEnd;
          }
          return at < values.length;
        }
        case "getString" -> {
          return value((String) args[0]) == null ? null : String.valueOf(values[at]);
        }
        case "getArray" -> {
          Object value = value((String) args[0]);
          return value == null
              ? null
              : Proxy.newProxyInstance(
                  ScriptedDriver.class.getClassLoader(),
                  new Class<?>[] {Array.class},
                  (array, asked, none) -> asked.getName().equals("getArray") ? value : null);
        }
        case "getLong" -> {
          Object value = value((String) args[0]);
          return value == null ? 0L : ((Number) value).longValue();
        }
        case "wasNull" -> {
          return wasNull;
        }
        case "close" -> {
          return null;
        }
        default -> {
          return plain(self, method.getName(), args);
        }
      }
    }

    private Object value(String name) throws SQLException {
      if (!name.equals(column)) {
        throw new SQLException("no such column: " + name, "42S22");
      }
      wasNull = values[at] == null;
      return values[at];
    }
  }
}

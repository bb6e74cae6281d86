package io.gds.database.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A caller's connection that came without auto-commit: what we did on it would be undone as it is
 * given back, and be called a success. It is switched to auto-commit, and back before it is closed,
 * since not every pool does that itself.
 */
final class AutoCommitted implements InvocationHandler {
  private final Connection connection;

  private AutoCommitted(Connection connection) {
    this.connection = connection;
  }

  /** The connection itself if it is in auto-commit mode already. */
  static Connection of(Connection connection) throws SQLException {
    try {
      if (connection.getAutoCommit()) {
        return connection;
      }
      connection.setAutoCommit(true);
    } catch (SQLException | RuntimeException e) {
      try (connection) {
        throw e;
      }
    }
    return (Connection)
        Proxy.newProxyInstance(
            AutoCommitted.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new AutoCommitted(connection));
  }

  @Override
  public @Nullable Object invoke(
      Object self, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    switch (method.getName()) {
      case "close" -> {
        close();
        return null;
      }
      case "equals" -> {
        return arguments != null && self == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(self);
      }
      default -> {
        try {
          return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause() == null ? e : e.getCause();
        }
      }
    }
  }

  private void close() throws SQLException {
    try (connection) {
      if (!connection.isClosed()) {
        connection.setAutoCommit(false);
      }
    }
  }
}

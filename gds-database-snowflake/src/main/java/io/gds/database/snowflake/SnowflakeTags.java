package io.gds.database.snowflake;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import net.snowflake.client.api.statement.SnowflakeStatement;
import org.jspecify.annotations.Nullable;

/**
 * What the statements of an engine are told from all others by: each has a tag of its own in the
 * account's query history, {@code {"app":"gds","id":"5c1e…-17"}}. Nothing in it is secret.
 * Thread-safe.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/parameters#query-tag">QUERY_TAG</a>
 */
final class SnowflakeTags {
  private static final String PARAMETER = "QUERY_TAG";

  private final String stamp =
      String.format(Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong());
  private final AtomicLong count = new AtomicLong();

  SnowflakeTags() {}

  /** Whether a tag was given to a statement here. */
  boolean isOwn(String tag) {
    return tag.contains(stamp);
  }

  /** A tag that no statement has had. */
  String next() {
    return "{\"app\":\"gds\",\"id\":\"" + stamp + "-" + count.incrementAndGet() + "\"}";
  }

  /** Gives a statement its tag, in the place of the last it had. */
  static void put(Statement statement, String tag) throws SQLException {
    statement.unwrap(SnowflakeStatement.class).setParameter(PARAMETER, tag);
  }

  /** The connection, whose statements are each given a tag as they are made. */
  Connection tagging(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            SnowflakeTags.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new Tagging(connection));
  }

  private final class Tagging implements InvocationHandler {
    private final Connection connection;

    Tagging(Connection connection) {
      this.connection = connection;
    }

    @Override
    public @Nullable Object invoke(
        Object self, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      if (method.getName().equals("equals")) {
        return arguments != null && self == arguments[0];
      }
      Object result;
      try {
        result = method.invoke(connection, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause() == null ? e : e.getCause();
      }
      if (result instanceof Statement statement) {
        put(statement, next());
      }
      return result;
    }
  }
}

package io.gds.database.snowflake;

import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Caps the driver's log. From FINE on it writes every statement and every request's body, bound
 * values and new passwords included; at WARNING and SEVERE what it then throws as well. Where
 * nobody has set a level for its packages, only the latter is let through; and whatever level is
 * set, nothing is logged by a thread while it sends a secret. Thread-safe.
 *
 * @see <a href="https://docs.snowflake.com/en/developer-guide/jdbc/jdbc-configure">Configuring the
 *     JDBC driver: logging</a>
 */
final class SnowflakeDriverLogs {
  private static final String DRIVER = "net.snowflake";

  /** Held, since a logger that nobody holds is forgotten, and its level with it. */
  private static final Logger ROOT = Logger.getLogger(DRIVER);

  private static final ThreadLocal<Boolean> SENDING = ThreadLocal.withInitial(() -> false);

  private SnowflakeDriverLogs() {}

  /** Lets the logger's own filter, if it has one, decide on all that holds no secret. */
  private record Unless(@Nullable Filter own) implements Filter {
    @Override
    public boolean isLoggable(LogRecord entry) {
      Filter asked = own;
      return !SENDING.get() && (asked == null || asked.isLoggable(entry));
    }
  }

  /** Keeps quiet what nobody asked for. */
  static void cap() {
    if (ROOT.getLevel() == null) {
      ROOT.setLevel(Level.SEVERE);
    }
  }

  /** Runs what sends a secret. */
  static <T> T silently(Supplier<T> sending) {
    List<String> names = Collections.list(LogManager.getLogManager().getLoggerNames());
    for (String name : names) {
      if (name.equals(DRIVER) || name.startsWith(DRIVER + ".")) {
        mute(Logger.getLogger(name));
      }
    }
    boolean before = SENDING.get();
    SENDING.set(true);
    try {
      return sending.get();
    } finally {
      SENDING.set(before);
    }
  }

  private static synchronized void mute(Logger logger) {
    if (!(logger.getFilter() instanceof Unless)) {
      logger.setFilter(new Unless(logger.getFilter()));
    }
  }
}

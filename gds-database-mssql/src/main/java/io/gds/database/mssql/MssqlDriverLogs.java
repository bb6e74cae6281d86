package io.gds.database.mssql;

import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the driver from writing a statement that holds a password to its log: at the levels FINER
 * and FINEST it writes every statement, and the packets before they are encrypted. Nothing is
 * withheld but what the sending thread says while it sends. Thread-safe.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/connect/jdbc/tracing-driver-operation">Tracing
 *     driver operation</a>
 */
final class MssqlDriverLogs {
  private static final String DRIVER = "com.microsoft.sqlserver.jdbc";

  /** Held, since a logger that nobody holds is forgotten, and its filter with it. */
  private static final List<Logger> LOGGERS =
      List.of(
          Logger.getLogger(DRIVER),
          Logger.getLogger(DRIVER + ".Statement"),
          Logger.getLogger(DRIVER + ".Connection"),
          Logger.getLogger(DRIVER + ".SQLServerConnection"),
          Logger.getLogger(DRIVER + ".internals.SQLServerConnection"),
          Logger.getLogger(DRIVER + ".internals.SQLServerStatement"),
          Logger.getLogger(DRIVER + ".internals.TDS.Channel"),
          Logger.getLogger(DRIVER + ".internals.TDS.Command"),
          Logger.getLogger(DRIVER + ".internals.TDS.DATA"),
          Logger.getLogger(DRIVER + ".internals.TDS.Reader"),
          Logger.getLogger(DRIVER + ".internals.TDS.TOKEN"),
          Logger.getLogger(DRIVER + ".internals.TDS.Writer"));

  private static final ThreadLocal<Boolean> SENDING = ThreadLocal.withInitial(() -> false);

  private MssqlDriverLogs() {}

  /** Lets the logger's own filter, if it has one, decide on all that holds no secret. */
  private record Unless(@Nullable Filter own) implements Filter {
    @Override
    public boolean isLoggable(LogRecord entry) {
      Filter asked = own;
      return !SENDING.get() && (asked == null || asked.isLoggable(entry));
    }
  }

  /** Runs what sends a secret. */
  static void silently(Runnable sending) {
    synchronized (LOGGERS) {
      for (Logger logger : LOGGERS) {
        if (!(logger.getFilter() instanceof Unless)) {
          logger.setFilter(new Unless(logger.getFilter()));
        }
      }
    }
    SENDING.set(true);
    try {
      sending.run();
    } finally {
      SENDING.remove();
    }
  }
}

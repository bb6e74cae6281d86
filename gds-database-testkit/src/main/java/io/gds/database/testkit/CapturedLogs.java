package io.gds.database.testkit;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/**
 * Everything that is logged from {@link #start} until it is closed, at the finest level, by SLF4J
 * and by java.util.logging, stack traces included. Levels are put back when it is closed.
 *
 * <p>SLF4J is caught where it ends up in java.util.logging: put {@code org.slf4j:slf4j-jdk14} on
 * the test class path, and no other binding. With another one {@link #start} refuses to begin,
 * since a search in a log that catches nothing would prove nothing. All threads of the process are
 * caught, so tests that use it do not run at the same time as others. Thread-safe.
 */
public final class CapturedLogs implements AutoCloseable {
  private record Line(String logger, String text) {}

  private final List<Line> lines = Collections.synchronizedList(new ArrayList<>());
  private final Map<Logger, Level> levels = new HashMap<>();
  private final Logger root = Logger.getLogger("");
  private final Handler handler = new Catcher();

  private CapturedLogs() {}

  /**
   * Begins to catch.
   *
   * @throws IllegalStateException if what SLF4J is told does not arrive here
   */
  public static CapturedLogs start() {
    CapturedLogs logs = new CapturedLogs();
    logs.begin();
    try {
      logs.prove();
    } catch (RuntimeException e) {
      logs.close();
      throw e;
    }
    return logs;
  }

  private void begin() {
    LogManager manager = LogManager.getLogManager();
    for (String name : Collections.list(manager.getLoggerNames())) {
      Logger logger = manager.getLogger(name);
      Level level = logger == null ? null : logger.getLevel();
      if (logger != null && level != null) {
        levels.put(logger, level);
        logger.setLevel(Level.ALL);
      }
    }
    root.setLevel(Level.ALL);
    root.addHandler(handler);
  }

  private void prove() {
    String probe = UUID.randomUUID().toString();
    LoggerFactory.getLogger(CapturedLogs.class).trace("probe {}", probe);
    if (!lines.removeIf(line -> line.text().contains(probe))) {
      throw new IllegalStateException(
          "SLF4J is bound to "
              + LoggerFactory.getILoggerFactory().getClass().getName()
              + ", which this cannot catch; have slf4j-jdk14 alone on the test class path");
    }
  }

  /** What was logged so far: level, logger, message and stack trace of each entry. */
  public List<String> lines() {
    synchronized (lines) {
      return lines.stream().map(Line::text).toList();
    }
  }

  /** The same of one logger and those below it, such as {@code gds.audit}. */
  public List<String> lines(String logger) {
    synchronized (lines) {
      return lines.stream()
          .filter(line -> line.logger().equals(logger) || line.logger().startsWith(logger + "."))
          .map(Line::text)
          .toList();
    }
  }

  /** Ends the catching and puts the levels back. What was caught stays readable. Idempotent. */
  @Override
  public void close() {
    root.removeHandler(handler);
    levels.forEach(Logger::setLevel);
    levels.clear();
  }

  private final class Catcher extends Handler {
    private final SimpleFormatter formatter = new SimpleFormatter();

    Catcher() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord entry) {
      StringWriter text = new StringWriter();
      text.append(entry.getLevel() + " " + entry.getLoggerName() + " ");
      text.append(formatter.formatMessage(entry));
      Throwable thrown = entry.getThrown();
      if (thrown != null) {
        text.append(System.lineSeparator());
        thrown.printStackTrace(new PrintWriter(text, true));
      }
      lines.add(new Line(String.valueOf(entry.getLoggerName()), text.toString()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

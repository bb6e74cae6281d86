package io.gds.database.bench;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Counts the statements that PostgreSQL's driver sends, by what it logs of its protocol: each
 * execution is one message, whoever in this JVM asked for it.
 */
final class SentStatements {
  private static final String EXECUTOR = "org.postgresql.core.v3.QueryExecutorImpl";

  private SentStatements() {}

  /** How many statements were sent while the work ran. */
  static int during(Pairs.Work work) throws Exception {
    Logger logger = Logger.getLogger(EXECUTOR);
    Level before = logger.getLevel();
    boolean parents = logger.getUseParentHandlers();
    Counter counter = new Counter();
    logger.addHandler(counter);
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.ALL);
    try {
      work.run();
    } finally {
      logger.removeHandler(counter);
      logger.setUseParentHandlers(parents);
      logger.setLevel(before);
    }
    return counter.executions.get();
  }

  /** Sees whether a line tells of an execution. */
  static final class Counter extends Handler {
    private final AtomicInteger executions = new AtomicInteger();

    @Override
    public void publish(LogRecord line) {
      String text = String.valueOf(line.getMessage());
      if (text.startsWith(" FE=> Execute") || text.startsWith(" FE=> SimpleQuery")) {
        executions.incrementAndGet();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

package io.gds.database.testkit.sqlserver;

import java.time.Instant;
import java.time.LocalDateTime;

/**
 * The logs of a model: the server's own and the Agent's. The model writes down what its statements
 * do; tests add what they need. Times are kept as the server writes them, in its own zone and
 * without it, to the hundredth of a second. Thread-safe.
 */
public final class SqlServerErrorLog {
  private final Object lock;
  private final ModelServer server;

  SqlServerErrorLog(Object lock, ModelServer server) {
    this.lock = lock;
    this.server = server;
  }

  /** Adds an entry, as a process such as {@code spid51}, {@code Logon} or {@code Server} does. */
  public SqlServerErrorLog add(Instant at, String process, String text) {
    return addLocal(LocalDateTime.ofInstant(at, server.zone()), process, text);
  }

  /** The same by the local time of the server's clock. */
  public SqlServerErrorLog addLocal(LocalDateTime at, String process, String text) {
    synchronized (lock) {
      server.errorLog().add(at, process, text);
    }
    return this;
  }

  /** Adds an error: its number, severity and state, and then its message. */
  public SqlServerErrorLog error(
      Instant at, String process, int number, int severity, int state, String message) {
    return add(
            at, process, "Error: " + number + ", Severity: " + severity + ", State: " + state + ".")
        .add(at, process, message);
  }

  /** Adds a line that has no time, and belongs to the entry before it. */
  public SqlServerErrorLog continued(String text) {
    synchronized (lock) {
      server.errorLog().add(null, "", text);
    }
    return this;
  }

  /** Begins a file of the server's log; the others get older, and the oldest goes. */
  public SqlServerErrorLog cycle() {
    synchronized (lock) {
      server.errorLog().cycle();
    }
    return this;
  }

  /** Adds an entry to the Agent's log: 1 for an error, 2 for a warning, 3 for information. */
  public SqlServerErrorLog agent(Instant at, int level, String text) {
    synchronized (lock) {
      server
          .agentLog()
          .add(LocalDateTime.ofInstant(at, server.zone()), Integer.toString(level), text);
    }
    return this;
  }

  /** Takes the Agent's log away: it has never been started. */
  public SqlServerErrorLog noAgent() {
    synchronized (lock) {
      server.agentLog().clear();
    }
    return this;
  }
}

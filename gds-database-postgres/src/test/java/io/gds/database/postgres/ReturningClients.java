package io.gds.database.postgres;

import io.gds.database.testkit.server.PostgresTestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that come back into a database at once whenever their sessions are ended. */
final class ReturningClients implements AutoCloseable {
  private final PostgresTestServer server;
  private final String database;
  private final String user;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger sessions = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();

  /** Begins with four; returns once there were as many sessions. */
  ReturningClients(PostgresTestServer server, String database) throws InterruptedException {
    this(server, database, server.superuser());
  }

  /** The same as this user, who needs no password. */
  ReturningClients(PostgresTestServer server, String database, String user)
      throws InterruptedException {
    this.server = server;
    this.database = database;
    this.user = user;
    for (int i = 0; i < 4; i++) {
      Thread thread = new Thread(this::comeBack);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    while (sessions.get() < 4) {
      Thread.sleep(10);
    }
  }

  private void comeBack() {
    while (!over.get()) {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        sessions.incrementAndGet();
        statement.execute("SELECT pg_sleep(30)");
      } catch (SQLException | RuntimeException e) {
        // Ended, as it was meant.
        Thread.onSpinWait();
      }
    }
  }

  private Connection connect() throws SQLException {
    return user.equals(server.superuser())
        ? server.connect(database)
        : DriverManager.getConnection(server.jdbcUrl(database), user, "");
  }

  /** How many sessions there have been. */
  int sessions() {
    return sessions.get();
  }

  @Override
  public void close() throws InterruptedException {
    over.set(true);
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                + database
                + "' AND usename = '"
                + user
                + "' AND pid <> pg_backend_pid()");
        thread.join(100);
      }
    }
  }
}

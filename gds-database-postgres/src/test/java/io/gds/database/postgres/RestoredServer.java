package io.gds.database.postgres;

import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A restored data directory, started as its owner would, on a port of its own. */
final class RestoredServer implements AutoCloseable {
  private final PostgresTestServer origin;
  private final PostgresTools tools;
  private final Path data;
  private final int port;

  RestoredServer(PostgresTestServer origin, Path data) throws IOException, InterruptedException {
    this(origin, PostgresTools.require(), data);
  }

  RestoredServer(PostgresTestServer origin, PostgresTools tools, Path data)
      throws IOException, InterruptedException {
    this.origin = origin;
    this.tools = tools;
    this.data = data;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    int code =
        control(
            "-o",
            "-p " + port + " -c logging_collector=off",
            "-l",
            log().toString(),
            "-w",
            "start");
    if (code != 0) {
      throw new AssertionError("it did not start:\n" + Files.readString(log()));
    }
  }

  Path log() {
    return Path.of(data + ".log");
  }

  private int control(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(tools.tool("pg_ctl").toString(), "-D", data.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(origin.asServerUser(command.toArray(new String[0])))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("pg_ctl does not end");
    }
    return process.exitValue();
  }

  /** The first column of all rows, with commas between. */
  String value(String query) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", origin.superuser(), "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return String.join(",", values);
    }
  }

  /** Its address, of the database postgres. */
  String url() {
    return "postgresql://" + origin.superuser() + "@127.0.0.1:" + port + "/postgres";
  }

  void execute(String statement) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", origin.superuser(), "");
        Statement todo = connection.createStatement()) {
      todo.execute(statement);
    }
  }

  /** Waits until it takes changes. */
  void awaitPromoted() throws SQLException, InterruptedException {
    for (int i = 0; i < 600 && !value("SELECT pg_is_in_recovery()").equals("f"); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    control("-m", "immediate", "-w", "stop");
  }
}

package io.gds.database.bench;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.postgres.PostgresEngine;
import io.gds.database.postgres.PostgresProvider;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * The server of PostgreSQL that is measured on, an engine of ours on it, and the tools that both
 * sides use. Databases made here are called {@code gds_bench_…}.
 */
final class PgServer implements AutoCloseable {
  private static final String PREFIX = "gds_bench_";

  private final PostgresTestServer server;
  private final PostgresTools tools;
  private final PostgresEngine engine;
  private int names;

  private PgServer(PostgresTestServer server, PostgresTools tools, PostgresEngine engine) {
    this.server = server;
    this.tools = tools;
    this.engine = engine;
  }

  /**
   * Starts a server that the installed tools fit, or takes the one that the environment names.
   *
   * @throws TestAbortedException if there are no tools, or no server is to be had
   */
  static PgServer open(DatabaseManager manager) {
    PostgresTools tools = PostgresTools.require();
    PostgresTestServer server = started(tools);
    try {
      ConnectionInfo info = info(server.url("postgres"), server.superuser(), server.password());
      return new PgServer(server, tools, manager.open(info, PostgresEngine.class));
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** One that the environment names, else one of the very build of the tools, else any other. */
  private static PostgresTestServer started(PostgresTools tools) {
    boolean named =
        System.getenv("GDS_TEST_POSTGRES_URL") != null
            || System.getenv("GDS_TEST_POSTGRES_" + tools.major() + "_URL") != null;
    return named || !tools.hasServer()
        ? tools.matchingServer().start()
        : PostgresTestServer.installed().major(tools.major()).start();
  }

  static ConnectionInfo info(String url, String user, Optional<String> password) {
    ConnectionInfo info = new PostgresProvider().parse(url).orElseThrow();
    return password
        .map(
            secret ->
                info.toBuilder()
                    .credentials(Credentials.password(user, SecretRef.inline(secret.toCharArray())))
                    .build())
        .orElse(info);
  }

  PostgresTestServer server() {
    return server;
  }

  PostgresEngine engine() {
    return engine;
  }

  Path toolDirectory() {
    return tools.directory();
  }

  /** Server, tools, whether it syncs, and how busy the machine is: what a figure depends on. */
  String description() {
    return server
        + ", fsync "
        + server.value("SHOW fsync").orElse("?")
        + "; tools "
        + tools.version()
        + "; load average "
        + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** A name that no database has yet. */
  String newName() {
    return PREFIX + ProcessHandle.current().pid() + "_" + names++;
  }

  Connection connect(String database) {
    return server.connect(database);
  }

  /** Before each timed run, so that none pays for the writing of another; not counted. */
  void checkpoint() {
    server.execute("CHECKPOINT");
  }

  void drop(String database) {
    server.execute("DROP DATABASE IF EXISTS \"" + database + "\" WITH (FORCE)");
  }

  long bytes(String database) {
    return Long.parseLong(
        server.value("SELECT pg_database_size('" + database + "')").orElseThrow());
  }

  /** Runs one of the tools as a user would, and fails if it does. */
  void run(String tool, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(tools.tool(tool).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    server.password().ifPresent(password -> builder.environment().put("PGPASSWORD", password));
    finish(builder.redirectOutput(ProcessBuilder.Redirect.DISCARD));
  }

  /** Runs any program to its end, and fails if it does. */
  static void finish(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    if (!process.waitFor(30, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException(builder.command().get(0) + " does not end");
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(builder.command() + " ended with " + process.exitValue());
    }
  }

  @Override
  public void close() {
    engine.close();
    server.close();
  }
}

package io.gds.database.bench;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.postgres.PostgresBackup;
import io.gds.database.postgres.PostgresEngine;
import io.gds.database.postgres.PostgresRestore;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A dump of 2 GB, made and verified by a JVM of 64 MB. */
final class PgBig {
  static final String CHILD = "--pg-big-child";

  private static final int MEGABYTES = 2_000;
  private static final long NEEDED = 5L * MEGABYTES * 1_000_000;

  private PgBig() {}

  static void measure(PgServer server, Path home, Table table) throws Exception {
    String what = "pg-big: 2 GB in 64 MB of heap";
    if (Files.getFileStore(home).getUsableSpace() < NEEDED) {
      table.skipped(what, "less than 10 GB of disk are free");
      return;
    }
    Path out = Files.createDirectories(home.resolve("big"));
    String database = PgData.of(server, MEGABYTES);
    long start = System.nanoTime();
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                BigFile.absolute(System.getProperty("java.class.path")),
                Bench.class.getName(),
                CHILD,
                server.server().url("postgres"),
                server.server().superuser(),
                database,
                out.toString(),
                server.toolDirectory().toString())
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    // By the pipe, since arguments can be read by everybody on the machine.
    try (OutputStream in = child.getOutputStream()) {
      in.write((server.server().password().orElse("") + "\n").getBytes(StandardCharsets.UTF_8));
    }
    int exit = child.waitFor();
    table.figure(what + ", backed up and verified", (System.nanoTime() - start) / 1e9, "s", 0);
    table.figure(what + ": exit code", exit, "", exit == 0 ? 0 : 0.5);
    Bench.delete(out);
    server.drop(database);
  }

  /** What the small JVM does. */
  static void child(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Optional<String> password = Optional.ofNullable(in.readLine()).filter(s -> !s.isEmpty());
    Path tools = Path.of(args[5]);
    try (DatabaseManager manager = DatabaseManager.discover();
        PostgresEngine engine =
            manager.open(PgServer.info(args[1], args[2], password), PostgresEngine.class)) {
      BackupInfo backup =
          engine
              .database(args[3])
              .backup(
                  BackupOptions.builder()
                      .into(Path.of(args[4]))
                      .option(PostgresBackup.COMPRESSION, "0")
                      .option(PostgresBackup.TOOLS, tools)
                      .build());
      engine.verifyBackup(
          VerifyOptions.builder()
              .backup(backup.location())
              .option(PostgresRestore.TOOLS, tools)
              .build());
    }
  }
}

package io.gds.database.bench;

import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.manager.DatabaseManager;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of 2 GB is backed up, verified and restored by a JVM of 64 MB. */
final class BigFile {
  static final String CHILD = "--big-file-child";

  private static final int MEGABYTES = 2_000;
  private static final long NEEDED = 4L * MEGABYTES * 1_000_000;

  private BigFile() {}

  static void measure(Path directory, Table table) throws Exception {
    if (Files.getFileStore(directory).getUsableSpace() < NEEDED) {
      table.skipped("2 GB in 64 MB of heap", "less than 8 GB of disk are free");
      return;
    }
    Path home = Files.createDirectories(directory.resolve("big"));
    Path out = Files.createDirectories(directory.resolve("big-out"));
    Data.of(home.resolve("load.db"), MEGABYTES, "wal");
    long start = System.nanoTime();
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                absolute(System.getProperty("java.class.path")),
                Bench.class.getName(),
                CHILD,
                home.toString(),
                out.toString())
            .inheritIO()
            .start();
    int exit = child.waitFor();
    table.figure(
        "2 GB backed up, verified, restored in 64 MB of heap",
        (System.nanoTime() - start) / 1e9,
        "s",
        0);
    table.figure("2 GB in 64 MB of heap: exit code", exit, "", exit == 0 ? 0 : 0.5);
  }

  static String absolute(String classPath) {
    StringBuilder text = new StringBuilder();
    for (String entry : classPath.split(File.pathSeparator)) {
      text.append(text.isEmpty() ? "" : File.pathSeparator).append(Path.of(entry).toAbsolutePath());
    }
    return text.toString();
  }

  /** What the small JVM does. */
  static void child(Path home, Path out) {
    ConnectionInfo info = ConnectionInfo.builder(DatabaseType.SQLITE).path(home).build();
    try (DatabaseManager manager = DatabaseManager.discover();
        DatabaseEngine engine = manager.open(info)) {
      Database load = engine.database("load");
      BackupInfo backup = load.require(SupportsBackup.class).backup(BackupOptions.into(out));
      engine
          .require(SupportsBackupCatalog.class)
          .verifyBackup(VerifyOptions.of(backup.location().path()));
      engine
          .database("copy")
          .require(SupportsRestore.class)
          .restore(RestoreOptions.from(backup.location().path()));
    }
  }
}

package io.gds.database.bench;

import io.gds.database.DatabaseEngine;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The backup of a file of 200 MB against the platform's own command line. */
final class BackupSpeed {
  private static final int MEGABYTES = 200;
  private static final int PAIRS = 9;

  private BackupSpeed() {}

  static void measure(DatabaseManager manager, Path directory, Table table) throws Exception {
    if (!peerIsThere()) {
      table.skipped("backup of 200 MB / sqlite3 .backup", "sqlite3 is not on the path");
      return;
    }
    for (String mode : new String[] {"delete", "wal"}) {
      Path home = Files.createDirectories(directory.resolve("backup-" + mode));
      Path file = Data.of(home.resolve("load.db"), MEGABYTES, mode);
      Path out = Files.createDirectories(directory.resolve("out-" + mode));
      ConnectionInfo info = ConnectionInfo.builder(DatabaseType.SQLITE).path(home).build();
      try (DatabaseEngine engine = manager.open(info)) {
        Pairs.Work peer = () -> peer(file, out.resolve("peer.db"));
        table.ratio(
            "backup 200 MB " + mode + ": the copy alone / sqlite3 .backup",
            Pairs.measureTimed(
                1,
                PAIRS,
                () -> ours(engine, out, VerifyLevel.MANIFEST).toNanos(),
                () -> Pairs.time(peer)),
            1.10);
        table.ratio(
            "backup 200 MB " + mode + ": copied, hashed, on disk / the same",
            Pairs.measure(1, PAIRS, () -> ours(engine, out, VerifyLevel.MANIFEST), peer),
            0);
        table.ratio(
            "backup 200 MB " + mode + ": and checked (the default) / the same",
            Pairs.measure(1, PAIRS, () -> ours(engine, out, VerifyLevel.ARCHIVE), peer),
            0);
      }
    }
  }

  private static boolean peerIsThere() throws InterruptedException {
    try {
      return new ProcessBuilder("sqlite3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void peer(Path file, Path out) throws Exception {
    Files.deleteIfExists(out);
    Process process =
        new ProcessBuilder("sqlite3", file.toString(), ".backup '" + out + "'").inheritIO().start();
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException("sqlite3 failed");
    }
  }

  /** One backup; tells how long it took until all pages were copied. */
  static Duration ours(DatabaseEngine engine, Path into, VerifyLevel verify) throws IOException {
    long start = System.nanoTime();
    AtomicLong copied = new AtomicLong();
    OperationContext context =
        OperationContext.builder()
            .progress(
                progress -> {
                  if (progress.phase().startsWith("copying")
                      && progress.fraction().orElse(0) >= 1) {
                    copied.set(System.nanoTime() - start);
                  }
                })
            .build();
    Operation<BackupInfo> backup =
        engine
            .database("load")
            .require(SupportsBackup.class)
            .prepareBackup(BackupOptions.builder().into(into).verify(verify).build());
    Path archive = backup.run(context).location().path();
    Files.delete(archive);
    Files.delete(archive.resolveSibling(archive.getFileName() + ".manifest.json"));
    if (copied.get() == 0) {
      throw new IllegalStateException("a copy that did not tell when it was complete is not fast");
    }
    return Duration.ofNanos(copied.get());
  }
}

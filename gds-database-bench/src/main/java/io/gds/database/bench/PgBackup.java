package io.gds.database.bench;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.postgres.PostgresBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A backup against pg_dump with the same flags, uncompressed and as pg_dump compresses by default.
 * What is ours always hashes, forces to disk and writes a manifest; so the dump alone is held
 * against pg_dump alone, and the whole against pg_dump, sync and sha256sum.
 */
final class PgBackup {
  /** A throughput of at least so much of the peer's, as a ratio of times. */
  private static final double PLAIN = 1 / 0.97;

  private static final double HASHED = 1 / 0.90;

  /** The stages of ours: pg_dump ended, all is done. */
  private static final int DUMPED = 0;

  private static final int WHOLE = 1;

  /** The stages of the peer: pg_dump ended, it is on disk, it is hashed. */
  private static final int SYNCED = 1;

  private static final int SUMMED = 2;

  private PgBackup() {}

  static void measure(PgServer server, Path home, Table table, PgSizes sizes) throws Exception {
    String database = PgData.of(server, sizes.megabytes());
    Path out = Files.createDirectories(home.resolve("backup"));
    compressed(server, database, out, table, sizes, "0");
    compressed(server, database, out, table, sizes, "");
    server.drop(database);
  }

  private static void compressed(
      PgServer server, String database, Path out, Table table, PgSizes sizes, String level)
      throws Exception {
    String what = "pg-backup " + sizes.megabytes() + " MB " + (level.isEmpty() ? "gzip" : "-Z0");
    Stages.Work peer = () -> peer(server, database, out, level);
    Stages plain =
        Stages.measure(
            sizes.pairs(), () -> ours(server, database, out, level, VerifyLevel.MANIFEST), peer);
    table.ratio(
        what + ": the dump alone / pg_dump --no-sync",
        plain.ratio(DUMPED, DUMPED),
        plain.noise(DUMPED, DUMPED),
        PLAIN);
    table.ratio(
        what + ": hashed, on disk / pg_dump + sync + sha256sum",
        plain.ratio(WHOLE, SUMMED),
        plain.noise(WHOLE, SUMMED),
        HASHED);
    table.ratio(
        what + ": the same / pg_dump + sync",
        plain.ratio(WHOLE, SYNCED),
        plain.noise(WHOLE, SYNCED),
        0);
    Stages checked =
        Stages.measure(
            sizes.pairs(), () -> ours(server, database, out, level, VerifyLevel.ARCHIVE), peer);
    table.ratio(
        what + ": and read back (the default) / + sha256sum",
        checked.ratio(WHOLE, SUMMED),
        checked.noise(WHOLE, SUMMED),
        0);
    limits(server, database, out, table, what, level);
  }

  private static void limits(
      PgServer server, String database, Path out, Table table, String what, String level)
      throws Exception {
    Path file = out.resolve("limit.dump");
    dump(server, database, file, level);
    table.figure(what + ": size of the archive", Files.size(file) / 1e6, "MB", 0);
    table.figure(
        what + ": limit, pg_dump to nowhere",
        Limits.millis(() -> dump(server, database, Path.of("/dev/null"), level)),
        "ms",
        0);
    table.figure(
        what + ": limit, the archive copied and forced",
        Limits.millis(() -> Limits.copy(file, out.resolve("limit.copy"))),
        "ms",
        0);
    table.figure(
        what + ": limit, the archive hashed", Limits.millis(() -> Limits.hash(file)), "ms", 0);
    Files.delete(file);
  }

  /** The flags that ours gives, too. */
  private static void dump(PgServer server, String database, Path file, String level)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--format=c",
                "--no-password",
                "--lock-wait-timeout=60000",
                "--no-sync",
                "--file=" + file,
                "--dbname=" + server.server().url(database)));
    if (!level.isEmpty()) {
      arguments.add("--compress=" + level);
    }
    server.run("pg_dump", arguments.toArray(String[]::new));
  }

  private static double[] peer(PgServer server, String database, Path out, String level)
      throws Exception {
    Path file = out.resolve("peer.dump");
    Path sum = out.resolve("peer.dump.sha256");
    long start = System.nanoTime();
    dump(server, database, file, level);
    double dumped = System.nanoTime() - start;
    PgServer.finish(new ProcessBuilder("sync", file.toString(), out.toString()));
    double synced = System.nanoTime() - start;
    PgServer.finish(new ProcessBuilder("sha256sum", file.toString()).redirectOutput(sum.toFile()));
    double summed = System.nanoTime() - start;
    Files.delete(file);
    Files.delete(sum);
    return new double[] {dumped, synced, summed};
  }

  /** One backup of ours; its archive is gone again. */
  private static double[] ours(
      PgServer server, String database, Path out, String level, VerifyLevel verify)
      throws Exception {
    long start = System.nanoTime();
    try (ChildWatch watch = new ChildWatch("pg_dump")) {
      OperationContext context =
          OperationContext.builder()
              .progress(
                  progress -> {
                    if (progress.phase().equals("dumping")) {
                      watch.begin();
                    }
                  })
              .build();
      BackupInfo backup = prepare(server, database, out, level, verify).run(context);
      double whole = System.nanoTime() - start;
      delete(backup);
      return new double[] {watch.endedAt() - start, whole};
    }
  }

  static Operation<BackupInfo> prepare(
      PgServer server, String database, Path out, String level, VerifyLevel verify) {
    BackupOptions.Builder options =
        BackupOptions.builder()
            .into(out)
            .verify(verify)
            .option(PostgresBackup.TOOLS, server.toolDirectory());
    if (!level.isEmpty()) {
      options.option(PostgresBackup.COMPRESSION, level);
    }
    return server.engine().database(database).prepareBackup(options.build());
  }

  static void delete(BackupInfo backup) throws IOException {
    Path archive = backup.location().path();
    Files.delete(archive);
    Files.delete(archive.resolveSibling(archive.getFileName() + ".manifest.json"));
  }
}

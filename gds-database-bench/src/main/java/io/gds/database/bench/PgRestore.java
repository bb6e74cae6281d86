package io.gds.database.bench;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.postgres.PostgresRestore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A restore into a new database against createdb and pg_restore of the same archive with the same
 * flags. By default ours reads the whole archive before it touches the server; that is told apart.
 */
final class PgRestore {
  /** A throughput of at least so much of the peer's, as a ratio of times. */
  private static final double GOAL = 1 / 0.97;

  /** The stages of the peer: the database is created, all is restored. */
  private static final int RESTORED = 1;

  private PgRestore() {}

  static void measure(PgServer server, Path home, Table table, PgSizes sizes) throws Exception {
    String database = PgData.of(server, sizes.megabytes());
    Path out = Files.createDirectories(home.resolve("restore"));
    BackupInfo backup = PgBackup.prepare(server, database, out, "0", VerifyLevel.ARCHIVE).run();
    Path archive = backup.location().path();
    String what = "pg-restore " + sizes.megabytes() + " MB";
    Stages.Work peer = () -> peer(server, archive);
    Stages bare =
        Stages.measure(sizes.pairs(), () -> ours(server, archive, VerifyLevel.MANIFEST), peer);
    table.ratio(
        what + ": as it is / createdb + pg_restore",
        bare.ratio(0, RESTORED),
        bare.noise(0, RESTORED),
        GOAL);
    table.ratio(
        what + ": the same / pg_restore alone",
        bare.ratioToStage(0, RESTORED),
        bare.noise(0, RESTORED),
        0);
    Stages checked =
        Stages.measure(sizes.pairs(), () -> ours(server, archive, VerifyLevel.ARCHIVE), peer);
    table.ratio(
        what + ": archive proved first (the default) / the first peer",
        checked.ratio(0, RESTORED),
        checked.noise(0, RESTORED),
        0);
    table.figure(
        what + ": limit, the rows written on the server",
        Limits.millis(() -> rewrite(server, database)),
        "ms",
        0);
    PgBackup.delete(backup);
    server.drop(database);
  }

  /** The same rows and their largest index, without any transport. */
  private static void rewrite(PgServer server, String database) {
    server
        .server()
        .executeIn(
            database,
            "DROP TABLE IF EXISTS again",
            "CREATE TABLE again AS TABLE pgbench_accounts",
            "ALTER TABLE again ADD PRIMARY KEY (aid)");
  }

  private static double[] peer(PgServer server, Path archive) throws Exception {
    String target = server.newName();
    server.checkpoint();
    long start = System.nanoTime();
    PgClone.createdb(server, "template0", target);
    double created = System.nanoTime() - start;
    server.run(
        "pg_restore",
        "--exit-on-error",
        "--no-password",
        "--format=c",
        "--dbname=" + server.server().url(target),
        archive.toString());
    double restored = System.nanoTime() - start;
    server.drop(target);
    return new double[] {created, restored};
  }

  private static double[] ours(PgServer server, Path archive, VerifyLevel verify) {
    String target = server.newName();
    server.checkpoint();
    long start = System.nanoTime();
    server
        .engine()
        .database(target)
        .restore(
            RestoreOptions.builder()
                .from(archive)
                .verify(verify)
                .option(PostgresRestore.TOOLS, server.toolDirectory())
                .build());
    double whole = System.nanoTime() - start;
    server.drop(target);
    return new double[] {whole};
  }
}

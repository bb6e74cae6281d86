package io.gds.database.bench;

import io.gds.database.cloning.CloneOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/** A clone on the same server, all by default, against createdb with a template. */
final class PgClone {
  private static final double GOAL = 1.05;

  private PgClone() {}

  static void measure(PgServer server, Path home, Table table, PgSizes sizes) throws Exception {
    String database = PgData.of(server, sizes.megabytes());
    String what = "pg-clone " + sizes.megabytes() + " MB";
    Stages stages =
        Stages.measure(sizes.pairs(), () -> ours(server, database), () -> peer(server, database));
    table.ratio(
        what + ": by default / createdb --template", stages.ratio(0, 0), stages.noise(0, 0), GOAL);
    long bytes = server.bytes(database);
    table.figure(what + ": size of the database", bytes / 1e6, "MB", 0);
    Path file = Limits.file(home.resolve("clone.limit"), bytes);
    table.figure(
        what + ": limit, as many bytes copied and forced",
        Limits.millis(() -> Limits.copy(file, home.resolve("clone.copy"))),
        "ms",
        0);
    Files.delete(file);
    server.drop(database);
  }

  private static double[] ours(PgServer server, String database) {
    String target = server.newName();
    server.checkpoint();
    long start = System.nanoTime();
    server.engine().database(database).clone(CloneOptions.to(target));
    double took = System.nanoTime() - start;
    server.drop(target);
    return new double[] {took};
  }

  private static double[] peer(PgServer server, String database) throws Exception {
    String target = server.newName();
    server.checkpoint();
    long start = System.nanoTime();
    createdb(server, database, target);
    double took = System.nanoTime() - start;
    server.drop(target);
    return new double[] {took};
  }

  static void createdb(PgServer server, String template, String target) throws Exception {
    server.run(
        "createdb",
        "--no-password",
        "--maintenance-db=" + server.server().url("postgres"),
        "--template=" + template,
        target);
  }
}

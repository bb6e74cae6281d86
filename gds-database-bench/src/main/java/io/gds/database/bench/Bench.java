package io.gds.database.bench;

import io.gds.database.manager.DatabaseManager;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs the measurements named on the command line, those of SQLite ({@code read}, {@code list},
 * {@code backup}, {@code busy}, {@code big}), those of PostgreSQL ({@link PgBench#ALL}), of SQL
 * Server ({@link MssqlBench#ALL}), of Snowflake ({@link SnowflakeBench#ALL}) and of MongoDB ({@link
 * MongoBench#ALL}), or all but the ones that are for request only, and prints one table. Exits with
 * 1 if a goal was missed, with 3 if none was but the machine was too noisy to tell of all.
 */
public final class Bench {
  private static final List<String> ALL = List.of("read", "list", "backup", "busy", "big");

  private Bench() {}

  /** Runs the bench. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals(BigFile.CHILD)) {
      BigFile.child(Path.of(args[1]), Path.of(args[2]));
      return;
    }
    if (args.length > 0 && args[0].equals(PgBig.CHILD)) {
      PgBig.child(args);
      return;
    }
    if (args.length > 0 && args[0].equals(MongoFeed.CHILD)) {
      MongoFeed.child();
      return;
    }
    if (args.length > 0 && args[0].equals(MongoBig.CHILD)) {
      MongoBig.child(args);
      return;
    }
    List<String> words = List.of(args);
    PgSizes sizes = sizes(words);
    Set<String> wanted = new HashSet<>(words);
    wanted.removeIf(PgSizes::isOne);
    if (wanted.isEmpty()) {
      wanted.addAll(ALL);
      wanted.addAll(PgBench.ALL);
      wanted.addAll(MssqlBench.ALL);
      wanted.addAll(SnowflakeBench.ALL);
      wanted.addAll(MongoBench.ALL);
      wanted.removeAll(PgBench.ON_REQUEST);
      wanted.removeAll(MongoBench.ON_REQUEST);
    }
    List<String> known =
        Stream.of(ALL, PgBench.ALL, MssqlBench.ALL, SnowflakeBench.ALL, MongoBench.ALL)
            .flatMap(List::stream)
            .toList();
    if (!known.containsAll(wanted)) {
      System.err.println("measurements are " + known);
      System.exit(2);
    }
    Path directory = Files.createTempDirectory("gds-bench");
    Table table = new Table(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    try (DatabaseManager manager = DatabaseManager.discover()) {
      if (wanted.contains("read")) {
        SmallRead.measure(directory, table);
      }
      if (wanted.contains("list")) {
        Listing.measure(manager, directory, Data.small(directory), table);
      }
      if (wanted.contains("backup")) {
        BackupSpeed.measure(manager, directory, table);
      }
      if (wanted.contains("busy")) {
        BusyWriter.measure(manager, directory, table);
      }
      if (wanted.contains("big")) {
        BigFile.measure(directory, table);
      }
      PgBench.measure(manager, directory, table, wanted, sizes);
      MssqlBench.measure(manager, table, wanted, sizes);
      SnowflakeBench.measure(manager, table, wanted, sizes);
      MongoBench.measure(manager, directory, table, wanted, sizes);
    } finally {
      delete(directory);
    }
    if (!table.missed().isEmpty()) {
      System.exit(1);
    }
    System.exit(table.unjudged().isEmpty() ? 0 : 3);
  }

  private static PgSizes sizes(List<String> words) {
    try {
      return PgSizes.of(words);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      throw e;
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}

package io.gds.database.bench;

import io.gds.database.manager.DatabaseManager;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs the measurements named on the command line ({@code read}, {@code list}, {@code backup},
 * {@code busy}, {@code big}), or all, and prints one table. Exits with 1 if a goal was missed.
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
    Set<String> wanted = args.length == 0 ? Set.copyOf(ALL) : Set.of(args);
    if (!ALL.containsAll(wanted)) {
      System.err.println("measurements are " + ALL);
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
    } finally {
      delete(directory);
    }
    System.exit(table.missed().isEmpty() ? 0 : 1);
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}

package io.gds.database.sqlite;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which other processes have a file open, where a {@code /proc} tells: SQLite itself keeps no list.
 * Processes of other users are not seen, nor those of other machines or containers.
 */
final class SqliteHolders {
  private static final Path PROC = Path.of("/proc");

  private SqliteHolders() {}

  /** The process numbers without this process's own; empty text instead of a list if untold. */
  static Optional<Set<Long>> of(Path file) {
    return of(file, PROC);
  }

  static Optional<Set<Long>> of(Path file, Path proc) {
    if (!Files.isDirectory(proc.resolve("self").resolve("fd"))) {
      return Optional.empty();
    }
    Set<Long> holders = new TreeSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      String wanted = file.toRealPath().toString();
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (pid != ProcessHandle.current().pid() && hasOpen(process, wanted)) {
          holders.add(pid);
        }
      }
    } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
      // Only a help for people: without it the error says less.
      return Optional.empty();
    }
    return Optional.of(holders);
  }

  private static boolean hasOpen(Path process, String wanted) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.readSymbolicLink(descriptor).toString().equals(wanted)) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // The process has ended, or is somebody else's.
      return false;
    }
    return false;
  }

  /** The same error, saying who has the file open. */
  static DatabaseException naming(DatabaseException lock, Path file) {
    Set<Long> holders = of(file).orElse(Set.of());
    ErrorDetails details = lock.details();
    String who =
        holders.isEmpty()
            ? "a connection of this process, or a process that cannot be seen from here"
            : "process "
                + holders.stream().map(String::valueOf).collect(Collectors.joining(", process "));
    ErrorDetails named =
        ErrorDetails.of(lock.code(), details.message() + "; " + file + " is held by " + who)
            .cause(lock);
    for (var fact : details.values().entrySet()) {
      named = named.with(fact.getKey(), fact.getValue());
    }
    return named.with("path", file.toString()).toException();
  }
}

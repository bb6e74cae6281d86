package io.gds.database.sqlite;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which processes have a file open, where a {@code /proc} tells: SQLite itself keeps no list. Those
 * of other machines and of other containers are never seen.
 *
 * @param others the numbers of the other processes that were seen to have it open
 * @param self whether this process has it open itself
 * @param complete whether all processes could be looked into. Those of other users can be by the
 *     superuser only, and a {@code /proc} may hide them altogether.
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html">proc_pid_fd(5)</a>
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5), hidepid</a>
 */
record SqliteHolders(Set<Long> others, boolean self, boolean complete) {
  private static final Path PROC = Path.of("/proc");

  /** There from the start to the end of every system and container, and so seen if all are. */
  private static final long FIRST = 1;

  private enum Sight {
    OPEN,
    NOT_OPEN,
    DENIED
  }

  /** Who has it open; empty if this system does not tell. */
  static Optional<SqliteHolders> of(Path file) {
    return of(file, PROC);
  }

  static Optional<SqliteHolders> of(Path file, Path proc) {
    if (!Files.isDirectory(proc.resolve("self").resolve("fd"))) {
      return Optional.empty();
    }
    Set<Long> others = new TreeSet<>();
    boolean self = false;
    boolean complete = Files.isDirectory(proc.resolve(Long.toString(FIRST)));
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      String wanted = file.toRealPath().toString();
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        Sight sight = look(process, wanted);
        complete &= sight != Sight.DENIED;
        if (sight == Sight.OPEN) {
          if (pid == ProcessHandle.current().pid()) {
            self = true;
          } else {
            others.add(pid);
          }
        }
      }
    } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
      return Optional.empty();
    }
    return Optional.of(new SqliteHolders(others, self, complete));
  }

  private static Sight look(Path process, String wanted) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (leadsTo(descriptor, wanted)) {
          return Sight.OPEN;
        }
      }
      return Sight.NOT_OPEN;
    } catch (IOException | DirectoryIteratorException e) {
      // It has ended, which lets go of everything, or it is somebody else's.
      return Files.exists(process, LinkOption.NOFOLLOW_LINKS) ? Sight.DENIED : Sight.NOT_OPEN;
    }
  }

  private static boolean leadsTo(Path descriptor, String wanted) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals(wanted);
    } catch (NoSuchFileException e) {
      // Closed since it was listed; the process may have others.
      return false;
    }
  }

  /** Whether anybody was seen to have it open. */
  boolean any() {
    return self || !others.isEmpty();
  }

  /** Those that were seen to have it open, in words. */
  String who() {
    List<String> who = new ArrayList<>();
    if (self) {
      who.add("this process");
    }
    others.forEach(pid -> who.add("process " + pid));
    return String.join(", ", who);
  }

  /**
   * The same error, saying which other processes have the file open. Only a help for people: where
   * nobody tells, the error says less.
   */
  static DatabaseException naming(DatabaseException lock, Path file) {
    Optional<SqliteHolders> others =
        of(file)
            .map(all -> new SqliteHolders(all.others, false, all.complete))
            .filter(SqliteHolders::any);
    String who =
        others
            .map(SqliteHolders::who)
            .orElse("this process, or in one that cannot be seen from here");
    ErrorDetails details = lock.details();
    ErrorDetails named =
        ErrorDetails.of(lock.code(), details.message() + "; " + file + " is open in " + who)
            .cause(lock);
    for (var fact : details.values().entrySet()) {
      named = named.with(fact.getKey(), fact.getValue());
    }
    return named.with("path", file.toString()).toException();
  }
}

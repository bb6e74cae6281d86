package io.gds.database.sqlite;

import io.gds.database.core.Checks;
import io.gds.database.core.archive.Directories;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What is measured before an operation, without a lock being taken or a file being made. */
final class SqliteChecks {
  private static final List<String> NETWORK =
      List.of("nfs", "cifs", "smb", "afs", "9p", "fuse.sshfs", "ceph", "glusterfs", "lustre");

  /** What is said of a file that SQLite does not know by its header. */
  static final String NO_DATABASE = "a file that is no SQLite database, or an encrypted one";

  /** What helps against what must not be overwritten. */
  static final String OBSTACLE_REMEDY =
      "Move away what has the name, or choose another one: only databases are overwritten, damaged"
          + " ones too, but no archives, no other files, and nothing through a link.";

  private final SqliteContext context;

  SqliteChecks(SqliteContext context) {
    this.context = context;
  }

  /** Runs a measurement; what it throws becomes its refusal. */
  private Check measured(String rule, String subject, Supplier<Check> measurement) {
    try {
      return measurement.get();
    } catch (DatabaseException e) {
      return new Check(
          rule,
          subject,
          String.valueOf(e.getMessage()),
          "readable",
          Verdict.REFUSED,
          e.code(),
          context.clock().instant(),
          e.remedy().orElse("Look at the file named here."));
    }
  }

  Check exists(String name) {
    String rule = "the database exists";
    return measured(
        rule,
        name,
        () -> {
          boolean there = context.files().find(name).isPresent();
          return Checks.demand(
              context.clock(),
              there,
              rule,
              name,
              there ? "there" : "not there",
              "an existing database",
              ErrorCode.NOT_FOUND,
              there ? "" : context.files().absenceRemedy(name));
        });
  }

  /** The name is free, and this engine can hold it. */
  Check free(SqliteFiles files, String name) {
    String rule = "the name is free";
    return measured(
        rule,
        name,
        () -> {
          if (!files.holds(name)) {
            return holdable(files, name);
          }
          Optional<Path> taken = files.taken(name);
          return Checks.demand(
              context.clock(),
              taken.isEmpty(),
              rule,
              name,
              taken.map(path -> "taken by " + path.getFileName()).orElse("free"),
              "a free name",
              ErrorCode.ALREADY_EXISTS,
              "Choose another name, or drop what has it.");
        });
  }

  /** This engine can hold a database of this name. */
  Check holdable(SqliteFiles files, String name) {
    boolean holds = files.holds(name);
    return Checks.demand(
        context.clock(),
        holds,
        "the engine can hold it",
        name,
        holds ? "possible" : "another name than that of the engine's single file",
        "a name for a file of the directory, or that of the single file",
        ErrorCode.INVALID_NAME,
        holds ? "" : files.absenceRemedy(name));
  }

  /** The place exists and has room. */
  Check room(Path directory, long bytes) {
    return Directories.freeSpace(directory, bytes, context.clock().instant());
  }

  /** The directory takes new files. */
  Check takesFiles(Path directory) {
    boolean writable = Files.isWritable(directory);
    return Checks.demand(
        context.clock(),
        writable,
        "the directory takes new files",
        directory.toString(),
        writable
            ? "writable"
            : Files.isDirectory(directory) ? "not writable for this process" : "not a directory",
        "a writable directory",
        ErrorCode.STORAGE_READ_ONLY,
        "Let the user this process runs as write to " + directory + ", or choose another one.");
  }

  /** What has the place, if anything, is a database or empty: nothing else is replaced. */
  Check replaceable(Path place) {
    String rule = "what has the name may be overwritten";
    return measured(
        rule,
        place.toString(),
        () -> {
          Optional<String> obstacle = obstacle(place);
          return Checks.demand(
              context.clock(),
              obstacle.isEmpty(),
              rule,
              place.toString(),
              obstacle.orElse("nothing, or a database file"),
              "nothing, or a database file",
              ErrorCode.ALREADY_EXISTS,
              OBSTACLE_REMEDY);
        });
  }

  /** What is there that must not be overwritten; empty if nothing is. */
  private Optional<String> obstacle(Path place) {
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (Files.isSymbolicLink(place)) {
      return Optional.of("a link");
    }
    if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of("no plain file");
    }
    if (SqliteFiles.isArchive(place)) {
      return Optional.of("an archive with its manifest");
    }
    try (SqliteHeaders headers = new SqliteHeaders(context.connections())) {
      // SQLite looks, not we: it may be a live database after all. An empty file is one to be.
      return headers.read(place).isPresent() || SideFiles.size(place) == 0
          ? Optional.empty()
          : Optional.of(NO_DATABASE);
    }
  }

  /** The file may be written. */
  Check writable(String name) {
    String rule = "the database may be written";
    return measured(
        rule,
        name,
        () -> {
          boolean readOnly =
              context.files().find(name).map(SqliteFileFacts::readOnly).orElse(false);
          return Checks.demand(
              context.clock(),
              !readOnly,
              rule,
              name,
              readOnly ? "read-only" : "writable",
              "a writable file",
              ErrorCode.STORAGE_READ_ONLY,
              "Set it to READ_WRITE first, or let the user this process runs as write the file.");
        });
  }

  /** Which other processes have it open, as far as that can be seen; the proof comes later. */
  Check seeminglyUnused(String name) {
    String rule = "no other process has the database open";
    return measured(
        rule,
        name,
        () -> {
          Optional<Set<Long>> others =
              context
                  .files()
                  .find(name)
                  .flatMap(facts -> SqliteHolders.of(facts.file()))
                  .map(SqliteHolders::others);
          if (others.isEmpty()) {
            return Checks.notMeasured(
                context.clock(), rule, name, "this system does not tell", "no process");
          }
          return Checks.demand(
              context.clock(),
              others.get().isEmpty(),
              rule,
              name,
              others.get().isEmpty()
                  ? "open in no process that can be seen"
                  : "open in process "
                      + others.get().stream()
                          .map(String::valueOf)
                          .collect(Collectors.joining(", ")),
              "no process",
              ErrorCode.DATABASE_IN_USE,
              "Let these processes close it; SQLite offers no way to end them.");
        });
  }

  /** Locks of SQLite do not work on most network file systems. */
  Check localFileSystem(Path directory) {
    String rule = "the files lie on a local file system, where locks work";
    try {
      String type = Files.getFileStore(directory).type().toLowerCase(Locale.ROOT);
      return Checks.advise(
          context.clock(),
          NETWORK.stream().noneMatch(type::startsWith),
          rule,
          directory.toString(),
          type,
          "a local file system",
          "See that no other machine uses these files meanwhile: locks may not reach it.");
    } catch (IOException e) {
      return Checks.notMeasured(
          context.clock(), rule, directory.toString(), "unknown: " + e.getMessage(), "a local one");
    }
  }
}

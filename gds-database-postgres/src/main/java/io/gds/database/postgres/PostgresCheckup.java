package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads an archive to its end, as a restore would, and keeps nothing. The table of contents alone,
 * which pg_restore lists, proves nothing: it can be read of archives that were cut or changed
 * behind it.
 */
final class PostgresCheckup {
  /** What reading may take at most, however slow: some archives are read for ever. */
  private static final Duration LEAST = Duration.ofMinutes(5);

  private static final long SLOWEST_BYTES_PER_SECOND = 1_000_000;
  private static final int SIGNALLED = 128;

  private final PostgresContext context;
  private final Optional<Path> tools;

  PostgresCheckup(PostgresContext context, Optional<Path> tools) {
    this.context = context;
    this.tools = tools;
  }

  /**
   * Reads the archive.
   *
   * @param failure what it means if it cannot be read: that of a tool that just wrote it, or of an
   *     archive that was damaged since
   * @return what was found good, as sentences
   */
  List<String> read(PostgresArchive archive, ErrorCode failure, StepContext step) {
    step.progress("reading the archive", 0, OptionalLong.of(archive.size()), ProgressUnit.BYTES);
    try {
      return read(archive, step);
    } catch (DatabaseException e) {
      throw isArchives(e) && failure == ErrorCode.TOOL_FAILED ? justWritten(archive, e) : e;
    } catch (IOException e) {
      throw StorageFailures.reading(archive.path(), "reading the archive", e);
    }
  }

  private static boolean isArchives(DatabaseException e) {
    return e.code().name().startsWith("ARCHIVE_");
  }

  /** The tool said that it succeeded, and left this. */
  private static DatabaseException justWritten(PostgresArchive archive, DatabaseException e) {
    ErrorDetails details =
        ErrorDetails.of(
                ErrorCode.TOOL_FAILED,
                "pg_dump said it succeeded, but what it wrote is not whole: " + e.getMessage())
            .with("tool", PostgresDumpRun.TOOL)
            .with("path", archive.path().toString())
            .cause(e)
            .remedy("Check the tool and the disk, then try again; nothing was published.");
    return e.details().get("stderr").isPresent()
        ? details.with("stderr", e.details().get("stderr").get()).toException()
        : details.toException();
  }

  private List<String> read(PostgresArchive archive, StepContext step) throws IOException {
    List<String> checked = new ArrayList<>();
    PostgresBackupFormat format = archive.format();
    if (format == PostgresBackupFormat.PLAIN) {
      PostgresScript.requireWhole(archive.path(), step::throwIfCancelled);
      checked.add(
          "the script was read to its end, and ends with the words that pg_dump writes last");
      return checked;
    }
    if (format == PostgresBackupFormat.TAR) {
      // Before pg_restore: it takes a tar that was cut for good, or reads it for ever.
      int members = PostgresTar.walk(archive.path(), step::throwIfCancelled);
      checked.add("all " + members + " members of the tar are whole, and so is its end");
    }
    PostgresToc toc = archive.toc().orElseThrow();
    if (format == PostgresBackupFormat.DIRECTORY) {
      requireFiles(archive, toc);
    }
    PostgresToolbox.Found tool =
        context
            .toolbox()
            .require(
                PostgresRestoreRun.TOOL, PostgresToolbox.Wanted.readingArchive(toc.needs()), tools);
    ToolCommand command =
        ToolCommand.builder(tool.tool())
            .arguments("--format=" + format.letter(), "--file=" + nowhere())
            .arguments(archive.path().toString())
            .build();
    run(ToolRun.of(command).cancellation(step), archive, step);
    checked.add("pg_restore " + tool.version() + " read it to its end");
    return checked;
  }

  static String nowhere() {
    return System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null";
  }

  private static void requireFiles(PostgresArchive archive, PostgresToc toc) {
    java.util.Set<String> there = archive.stamp().keySet();
    for (String file : toc.files()) {
      if (!there.contains(file)
          && !there.contains(file + ".gz")
          && !there.contains(file + ".lz4")
          && !there.contains(file + ".zst")) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_CORRUPT, archive.path().toString(), "lacks its file " + file);
      }
    }
  }

  static Duration deadline(PostgresArchive archive) {
    return LEAST.plusSeconds(archive.size() / SLOWEST_BYTES_PER_SECOND);
  }

  /** Runs a tool that reads the archive and nothing else: its failure is the archive's. */
  void run(ToolRun run, PostgresArchive archive, StepContext step) {
    Duration deadline = deadline(archive);
    try {
      context.toolbox().runner().run(run.within(deadline));
    } catch (DatabaseException e) {
      step.throwIfCancelled();
      if (e.code() == ErrorCode.TIMEOUT) {
        throw damaged(archive, "could not be read to its end within " + deadline, e);
      }
      boolean own =
          e.code() == ErrorCode.TOOL_FAILED
              && e.details()
                  .get("exitCode")
                  .filter(code -> Integer.parseInt(code) < SIGNALLED)
                  .isPresent()
              && !PostgresToolErrors.says(e, "out of memory");
      if (!own) {
        throw e;
      }
      throw damaged(archive, "cannot be read to its end: " + e.getMessage(), e);
    }
  }

  private static DatabaseException damaged(
      PostgresArchive archive, String why, DatabaseException cause) {
    DatabaseException refused =
        PostgresArchive.refused(ErrorCode.ARCHIVE_CORRUPT, archive.path().toString(), why);
    ErrorDetails details = refused.details().cause(cause);
    return cause.details().get("stderr").isPresent()
        ? details.with("stderr", cause.details().get("stderr").get()).toException()
        : details.toException();
  }
}

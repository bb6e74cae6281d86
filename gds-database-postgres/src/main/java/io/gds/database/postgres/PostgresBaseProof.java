package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.RestrictedFiles;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.core.tool.Tool;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads what a base backup holds by the tools of its server's major. Used by one thread. */
final class PostgresBaseProof {
  private final PostgresContext context;
  private final Optional<Path> tools;
  private final PostgresBaseArchive made;
  private final PostgresBaseManifest files;
  private final Path beside;
  private final StepContext step;

  /**
   * Prepares it.
   *
   * @param made what was written
   * @param files what the server says of it
   * @param beside beside what the WAL of a tar file is taken out
   */
  PostgresBaseProof(
      PostgresContext context,
      Optional<Path> tools,
      PostgresBaseArchive made,
      PostgresBaseManifest files,
      Path beside,
      StepContext step) {
    this.context = context;
    this.tools = tools;
    this.made = made;
    this.files = files;
    this.beside = beside;
    this.step = step;
  }

  private PostgresToolbox.Found find(String tool) {
    return context.toolbox().require(tool, PostgresBaseRun.wanted(context.version()), tools);
  }

  /** Each file by our own walk, the WAL record by record; returns what was found good. */
  List<String> prove(PostgresServerFacts facts) {
    List<String> checked =
        new ArrayList<>(new PostgresBaseCheck(made, step).run(facts.segmentBytes()));
    if (made.layout() == PostgresBackupLayout.PLAIN) {
      PostgresToolbox.Found tool = find(PostgresBaseRun.VERIFY_TOOL);
      execute(
          ToolRun.of(
                  ToolCommand.builder(tool.tool())
                      .arguments("--quiet", "--exit-on-error", made.path().toString())
                      .build())
              .cancellation(step));
      checked.add(
          PostgresBaseRun.VERIFY_TOOL + " " + tool.version() + " found no fault, its WAL included");
      return checked;
    }
    for (PostgresBaseManifest.Range range : files.ranges()) {
      checked.add(withWal(directory -> parse(directory, range)));
    }
    return checked;
  }

  /** What its WAL tells of its end. */
  PostgresBaseEnd end() {
    return withWal(
        directory -> {
          Seen seen = new Seen();
          for (PostgresBaseManifest.Range range : files.ranges()) {
            read(directory, range, seen::line);
          }
          return new PostgresBaseEnd(seen.last, seen.ended);
        });
  }

  /** What was seen record by record. */
  private static final class Seen {
    private Optional<PostgresLsn> last = Optional.empty();
    private Optional<Instant> ended = Optional.empty();

    void line(String line) {
      last = PostgresWalScan.lsn(line).or(() -> last);
      // Those that end at about the same time are not written in the order of their clocks.
      PostgresWalScan.end(line)
          .map(PostgresWalScan.End::at)
          .filter(at -> ended.filter(at::isBefore).isEmpty())
          .ifPresent(at -> ended = Optional.of(at));
    }
  }

  private void read(Path directory, PostgresBaseManifest.Range range, Consumer<String> lines) {
    try (PostgresWalScan.Lines out = new PostgresWalScan.Lines(lines)) {
      execute(
          ToolRun.of(
                  waldump(find(PostgresBaseRun.WAL_TOOL).tool(), directory, range)
                      .variable("TZ", "UTC")
                      .build())
              .output(out)
              .cancellation(step));
    }
  }

  private String parse(Path directory, PostgresBaseManifest.Range range) {
    PostgresToolbox.Found tool = find(PostgresBaseRun.WAL_TOOL);
    execute(
        ToolRun.of(waldump(tool.tool(), directory, range).arguments("--quiet").build())
            .cancellation(step));
    return PostgresBaseRun.WAL_TOOL
        + " "
        + tool.version()
        + " read each record of the WAL from "
        + range.start()
        + " to "
        + range.end();
  }

  private static ToolCommand.Builder waldump(
      Tool tool, Path directory, PostgresBaseManifest.Range range) {
    return ToolCommand.builder(tool)
        .arguments("--path=" + directory)
        .arguments("--timeline=" + range.timeline())
        .arguments("--start=" + range.start(), "--end=" + range.end());
  }

  /** Does something with the segments of the archive, taken out of it if they lie in a tar file. */
  private <T> T withWal(Function<Path, T> work) {
    if (made.layout() == PostgresBackupLayout.PLAIN) {
      return work.apply(made.path().resolve(PostgresBaseArchive.WAL));
    }
    Path scratch = ArchiveNames.partialOf(beside);
    try (PostgresScratch held = PostgresScratch.make(scratch, "the WAL that was taken out")) {
      made.walkLog(new Wal(held.path(), step));
      return work.apply(held.path());
    } catch (IOException e) {
      throw StorageFailures.writing(scratch, "taking out the WAL to be read", e);
    }
  }

  private void execute(ToolRun run) {
    try {
      context.toolbox().runner().run(run);
    } catch (DatabaseException e) {
      throw PostgresToolErrors.explained(e, context.runner().engine());
    }
  }

  /** Takes the segments out of the archive. */
  private record Wal(Path into, StepContext step) implements PostgresBaseTar.Visitor {
    @Override
    public void directory(String name) {
      step.throwIfCancelled();
    }

    @Override
    public void file(String name, long bytes, InputStream content) throws IOException {
      step.throwIfCancelled();
      String segment = name.substring(name.lastIndexOf('/') + 1);
      if (name.startsWith(PostgresBaseArchive.WAL) && segment.matches("[0-9A-F]{24}")) {
        try (FileChannel channel = RestrictedFiles.create(into.resolve(segment));
            OutputStream out = Channels.newOutputStream(channel)) {
          content.transferTo(out);
        }
      }
    }
  }
}

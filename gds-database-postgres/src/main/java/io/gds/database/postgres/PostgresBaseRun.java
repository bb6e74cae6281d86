package io.gds.database.postgres;

import io.gds.database.backup.BackupOptions;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.archive.Directories;
import io.gds.database.core.archive.RestrictedFiles;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.core.tool.Tool;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** One run of pg_basebackup, and of the tools that prove what it wrote. */
final class PostgresBaseRun {
  static final String TOOL = "pg_basebackup";
  static final String VERIFY_TOOL = "pg_verifybackup";
  static final String WAL_TOOL = "pg_waldump";

  /** What a tablespace's directory is called in an unfinished archive, before its OID. */
  private static final String SPACE = "tablespace-";

  private final PostgresContext context;
  private final OptionValues values;
  private final Path archive;
  private final Optional<Path> base;
  private final String session = PostgresToolSessions.newName();

  /**
   * Plans it.
   *
   * @param base the archive that it builds on, if it is incremental
   */
  PostgresBaseRun(
      PostgresContext context, BackupOptions options, Path archive, Optional<Path> base) {
    this.context = context;
    this.values = options.platformOptions();
    this.archive = archive;
    this.base = base;
  }

  /** The name of the tool's sessions, and the label of the backup. */
  String session() {
    return session;
  }

  PostgresBackupLayout layout() {
    return values.valueOf(PostgresServerBackup.LAYOUT);
  }

  boolean isIncremental() {
    return base.isPresent();
  }

  /** Only tools of the server's own major read and write its files. */
  static PostgresToolbox.Wanted wanted(PostgresVersion server) {
    return new PostgresToolbox.Wanted(
        server.major(), server.major(), "the server is PostgreSQL " + server.shortText());
  }

  private PostgresToolbox.Found find(String tool) {
    return context
        .toolbox()
        .require(tool, wanted(context.version()), values.given(PostgresServerBackup.TOOLS));
  }

  /**
   * The step's text.
   *
   * @param places where the tablespaces lie on the server, by their OIDs
   */
  String text(Map<String, String> places) {
    Tool tool;
    try {
      tool = find(TOOL).tool();
    } catch (DatabaseException e) {
      // A check refuses it; the text is for reading only then.
      tool = new Tool(TOOL, Path.of("/").toAbsolutePath().resolve(TOOL));
    }
    return command(
            PostgresToolLogin.shown(context, session), tool, "<unfinished directory>", places)
        + ", beside "
        + archive;
  }

  private ToolCommand command(
      PostgresToolLogin login, Tool tool, String into, Map<String, String> places) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--pgdata=" + into);
    arguments.add("--format=" + layout().name().toLowerCase(Locale.ROOT));
    arguments.add("--wal-method=stream");
    arguments.add("--checkpoint=fast");
    arguments.add("--label=" + session);
    arguments.add("--manifest-checksums=SHA256");
    arguments.add("--no-password");
    // All of it is brought to the disk when it is sealed.
    arguments.add("--no-sync");
    gzipLevel().ifPresent(level -> arguments.add("--compress=" + level));
    base.ifPresent(
        path -> arguments.add("--incremental=" + path.resolve(PostgresBaseManifest.NAME)));
    if (layout() == PostgresBackupLayout.PLAIN) {
      places.forEach(
          (oid, place) ->
              arguments.add(
                  "--tablespace-mapping="
                      + mapped(place)
                      + "="
                      + mapped(into + "/" + SPACE + oid)));
    }
    values
        .given(PostgresServerBackup.MAX_RATE)
        .ifPresent(rate -> arguments.add("--max-rate=" + rate + "k"));
    return login
        .command(tool)
        .arguments(arguments)
        .arguments("--dbname=" + login.address(context.connections().maintenance()))
        .build();
  }

  /** A directory as the tools read it before and behind an equals sign. */
  static String mapped(String directory) {
    return directory.replace("=", "\\=");
  }

  /** The level of gzip, if it is compressed. */
  Optional<String> gzipLevel() {
    return values
        .given(PostgresServerBackup.COMPRESSION)
        .filter(how -> !how.equals("0") && !how.equals("none"))
        .map(how -> how.equals("gzip") ? "6" : how.substring(how.indexOf(':') + 1));
  }

  /**
   * Writes the backup; says by which version of the tool.
   *
   * @param places where the tablespaces lie on the server, by their OIDs
   */
  String backup(
      PostgresToolLogin login,
      Map<String, String> places,
      ArchivePublisher publisher,
      StepContext step) {
    PostgresToolbox.Found tool = find(TOOL);
    step.progress("waiting for a checkpoint", 0, OptionalLong.empty(), ProgressUnit.BYTES);
    try (PostgresBaseProgress progress = PostgresBaseProgress.begin(context, session, step)) {
      execute(
          ToolRun.of(command(login, tool.tool(), publisher.partial().toString(), places))
              .cancellation(step));
      step.bytes(progress.seen());
    }
    if (layout() == PostgresBackupLayout.PLAIN) {
      bringIn(publisher.partial(), places.keySet());
    }
    return tool.version().toString();
  }

  /** Puts the tablespaces where the tool made links: an archive holds no links. */
  private static void bringIn(Path data, Set<String> oids) {
    try {
      for (String oid : oids) {
        Path link = data.resolve(PostgresBaseArchive.TABLESPACES).resolve(oid);
        Files.delete(link);
        Files.move(data.resolve(SPACE + oid), link, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw StorageFailures.writing(data, "taking the tablespaces in", e);
    }
  }

  /** Has the tools read what was written: each file by our own walk, the WAL record by record. */
  List<String> prove(PostgresBaseArchive made, PostgresServerFacts facts, StepContext step) {
    PostgresBaseManifest manifest = made.manifest();
    List<String> checked =
        new ArrayList<>(new PostgresBaseCheck(made, manifest, step).run(facts.segmentBytes()));
    if (made.layout() == PostgresBackupLayout.PLAIN) {
      PostgresToolbox.Found tool = find(VERIFY_TOOL);
      execute(
          ToolRun.of(
                  ToolCommand.builder(tool.tool())
                      .arguments("--quiet", "--exit-on-error", made.path().toString())
                      .build())
              .cancellation(step));
      checked.add(VERIFY_TOOL + " " + tool.version() + " found no fault, its WAL included");
      return checked;
    }
    for (PostgresBaseManifest.Range range : manifest.ranges()) {
      checked.add(withWal(made, step, directory -> parse(directory, range, step)));
    }
    return checked;
  }

  /** Does something with the segments of the archive, taken out of it if they lie in a tar file. */
  private <T> T withWal(PostgresBaseArchive made, StepContext step, Function<Path, T> work) {
    if (made.layout() == PostgresBackupLayout.PLAIN) {
      return work.apply(made.path().resolve(PostgresBaseArchive.WAL));
    }
    Path scratch = ArchiveNames.partialOf(archive);
    try {
      RestrictedFiles.createDirectory(scratch);
      made.walk(new Wal(scratch, step));
      return work.apply(scratch);
    } catch (IOException e) {
      throw StorageFailures.writing(scratch, "taking out the WAL to be read", e);
    } finally {
      remove(scratch);
    }
  }

  /** Where the last record begins that the archive needs. */
  Optional<PostgresLsn> lastRecord(PostgresBaseArchive made, StepContext step) {
    List<PostgresBaseManifest.Range> ranges = made.manifest().ranges();
    PostgresBaseManifest.Range last = ranges.get(ranges.size() - 1);
    AtomicReference<Optional<PostgresLsn>> found = new AtomicReference<>(Optional.empty());
    return withWal(
        made,
        step,
        directory -> {
          try (PostgresWalScan.Lines lines =
              new PostgresWalScan.Lines(
                  line ->
                      PostgresWalScan.lsn(line).ifPresent(lsn -> found.set(Optional.of(lsn))))) {
            execute(
                ToolRun.of(waldump(find(WAL_TOOL).tool(), directory, last).build())
                    .output(lines)
                    .cancellation(step));
          }
          return found.get();
        });
  }

  private static ToolCommand.Builder waldump(
      Tool tool, Path directory, PostgresBaseManifest.Range range) {
    return ToolCommand.builder(tool)
        .arguments("--path=" + directory)
        .arguments("--timeline=" + range.timeline())
        .arguments("--start=" + range.start(), "--end=" + range.end());
  }

  private String parse(Path directory, PostgresBaseManifest.Range range, StepContext step) {
    PostgresToolbox.Found tool = find(WAL_TOOL);
    execute(
        ToolRun.of(waldump(tool.tool(), directory, range).arguments("--quiet").build())
            .cancellation(step));
    return WAL_TOOL
        + " "
        + tool.version()
        + " read each record of the WAL from "
        + range.start()
        + " to "
        + range.end();
  }

  private void execute(ToolRun run) {
    try {
      context.toolbox().runner().run(run);
    } catch (DatabaseException e) {
      throw PostgresToolErrors.explained(e, context.runner().engine());
    }
  }

  private static void remove(Path scratch) {
    try {
      Directories.deleteTree(scratch);
    } catch (IOException e) {
      throw StorageFailures.writing(scratch, "removing a scratch directory", e);
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

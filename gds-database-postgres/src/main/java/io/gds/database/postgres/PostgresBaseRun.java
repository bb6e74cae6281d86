package io.gds.database.postgres;

import io.gds.database.backup.BackupOptions;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.core.tool.Tool;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
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

/** One run of pg_basebackup. */
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

  private Optional<Path> tools() {
    return values.given(PostgresServerBackup.TOOLS);
  }

  /**
   * The step's text.
   *
   * @param places where the tablespaces lie on the server, by their OIDs
   */
  String text(Map<String, String> places) {
    return command(
            PostgresToolLogin.shown(context, session),
            context.toolbox().shown(TOOL, wanted(context.version()), tools()),
            "<unfinished directory>",
            places)
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
    PostgresToolbox.Found tool =
        context.toolbox().require(TOOL, wanted(context.version()), tools());
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

  private void execute(ToolRun run) {
    try {
      context.toolbox().runner().run(run);
    } catch (DatabaseException e) {
      throw PostgresToolErrors.explained(e, context.runner().engine());
    }
  }
}

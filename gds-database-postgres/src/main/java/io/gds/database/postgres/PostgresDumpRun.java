package io.gds.database.postgres;

import io.gds.database.backup.BackupOptions;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.tool.Tool;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.ProgressUnit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One run of pg_dump. A session of ours holds the instant: in it the facts of the database are
 * read, and from it pg_dump takes its snapshot, so that both are of the same instant, and which one
 * that is is known.
 */
final class PostgresDumpRun {
  static final String TOOL = "pg_dump";
  static final String GLOBALS_TOOL = "pg_dumpall";

  private final PostgresContext context;
  private final String name;
  private final PostgresDump dump;
  private final BackupOptions options;
  private final Path archive;
  private final String session = PostgresToolSessions.newName();

  /**
   * What was dumped.
   *
   * @param held the instant
   * @param facts the facts of the same instant
   * @param tool what dumped it
   */
  record Dumped(Held held, PostgresFacts facts, PostgresToolbox.Found tool) {}

  /**
   * An instant that a transaction holds.
   *
   * @param at when it was
   * @param snapshot the name under which others can read it
   * @param lsn the position in the WAL
   * @param serverVersion the server's version as it writes it
   * @param encoding the database's encoding
   * @param extensions its extensions with their versions
   */
  record Held(
      Instant at,
      String snapshot,
      String lsn,
      String serverVersion,
      String encoding,
      List<String> extensions) {
    private static Held of(Row row) {
      return new Held(
          row.instant("now"),
          row.text("snapshot"),
          row.text("lsn"),
          row.text("server_version"),
          row.text("encoding"),
          row.texts("extensions"));
    }
  }

  PostgresDumpRun(
      PostgresContext context,
      String name,
      PostgresDump dump,
      BackupOptions options,
      Path archive) {
    this.context = context;
    this.name = name;
    this.dump = dump;
    this.options = options;
    this.archive = archive;
  }

  PostgresDump dump() {
    return dump;
  }

  /** The name of the tool's sessions. */
  String session() {
    return session;
  }

  private Optional<Path> tools() {
    return options.platformOptions().given(PostgresBackup.TOOLS);
  }

  private PostgresToolbox.Found find(String tool) {
    return context
        .toolbox()
        .require(tool, PostgresToolbox.Wanted.reading(context.version()), tools());
  }

  /** The step's text: the command, but for what only the run knows. */
  String text() {
    Tool tool =
        context.toolbox().shown(TOOL, PostgresToolbox.Wanted.reading(context.version()), tools());
    boolean globals = options.platformOptions().valueOf(PostgresBackup.GLOBALS);
    return command(PostgresToolLogin.shown(context, session), tool, List.of())
        + ", of the instant of an exported snapshot, into an unfinished "
        + (dump.format() == PostgresBackupFormat.DIRECTORY ? "directory" : "file")
        + " beside "
        + archive
        + (globals
            ? "; then " + GLOBALS_TOOL + " --globals-only into " + PostgresGlobals.of(archive)
            : "");
  }

  private ToolCommand command(PostgresToolLogin login, Tool tool, List<String> more) {
    return login
        .command(tool)
        .arguments(dump.arguments())
        .arguments("--dbname=" + login.address(name))
        .arguments(more)
        .build();
  }

  Dumped dump(PostgresToolLogin login, ArchivePublisher publisher, StepContext step) {
    PostgresToolbox.Found tool = find(TOOL);
    step.progress("dumping", 0, OptionalLong.empty(), ProgressUnit.BYTES);
    try (SqlSession holder = context.sql(name).session()) {
      try {
        login.follow(holder);
        SqlSession during = holder.during(step);
        Held held = hold(during);
        PostgresFacts facts = facts(held, during, step);
        run(login, tool, held.snapshot(), publisher, step);
        return new Dumped(held, facts, tool);
      } finally {
        // Whatever became of its transaction: it was there to be read from only.
        holder.discard();
      }
    }
  }

  /**
   * What databases share is in no encoding of theirs: it is read where it is going to be compared
   * and given again, if that may be another encoding.
   */
  private PostgresFacts facts(Held held, SqlSession holder, StepContext step) {
    Sql sql = held.encoding().equals("UTF8") ? holder : context.sql().during(step);
    List<String> roles =
        sql.first(PostgresSql.text("database-roles"), row -> row.texts("roles"), name)
            .orElse(List.of());
    return PostgresFacts.find(sql, name)
        .orElseThrow(PostgresDumpRun::gone)
        .with(roles, held.extensions());
  }

  private static IllegalStateException gone() {
    return new IllegalStateException("no database to be read from");
  }

  private static Held hold(SqlSession session) {
    session.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    Held held =
        session
            .first(PostgresSql.text("backup-instant"), Held::of)
            .orElseThrow(PostgresDumpRun::gone);
    // Else a server that ends idle transactions ends the one that holds the instant.
    session.query(
        "SELECT set_config(name, '0', true) AS off FROM pg_settings WHERE name IN"
            + " ('idle_in_transaction_session_timeout', 'transaction_timeout')",
        row -> row.text("off"));
    return held;
  }

  private void run(
      PostgresToolLogin login,
      PostgresToolbox.Found tool,
      String snapshot,
      ArchivePublisher publisher,
      StepContext step) {
    List<String> more = new ArrayList<>(List.of("--snapshot=" + snapshot));
    boolean directory = dump.format() == PostgresBackupFormat.DIRECTORY;
    if (directory) {
      more.add("--file=" + publisher.partial());
    }
    ToolRun run = ToolRun.of(command(login, tool.tool(), more)).cancellation(step);
    if (!directory) {
      run =
          run.output(new CountedOutput(publisher.output(), "dumping", step))
              .check(
                  result ->
                      result.outputBytes() == 0
                          ? Optional.of("it wrote nothing")
                          : Optional.empty());
    }
    execute(run);
  }

  private void execute(ToolRun run) {
    try {
      context.toolbox().runner().run(run);
    } catch (DatabaseException e) {
      throw PostgresToolErrors.explained(e, name);
    }
  }

  /** Writes the server's globals. */
  void globals(PostgresToolLogin login, PostgresGlobals globals, StepContext step) {
    PostgresToolbox.Found tool = find(GLOBALS_TOOL);
    boolean hashes =
        context
            .sql()
            .during(step)
            .first(
                "SELECT rolsuper AS r FROM pg_roles WHERE rolname = current_user",
                row -> row.bool("r"))
            .orElse(false);
    String address = login.address(context.connections().maintenance());
    ToolCommand.Builder command =
        login
            .command(tool.tool())
            .arguments(
                "--globals-only", "--no-password", "--dbname=" + address, "--database=" + address);
    if (!hashes) {
      command.arguments("--no-role-passwords");
    }
    globals.write(
        out ->
            execute(
                ToolRun.of(command.build())
                    .cancellation(step)
                    .output(out)
                    .check(
                        result ->
                            result.outputBytes() == 0
                                ? Optional.of("it wrote nothing")
                                : Optional.empty())));
    globals.publish();
  }

  /** What the manifest tells of how it was made. */
  Map<String, String> attributes() {
    Map<String, String> attributes = new TreeMap<>();
    attributes.put(PostgresArchive.FORMAT, dump.format().name());
    attributes.put("content", dump.content().name());
    attributes.put("filtered", Boolean.toString(dump.isFiltered()));
    options
        .platformOptions()
        .keys()
        .forEach(
            key -> {
              if (!key.equals(PostgresBackup.TOOLS)) {
                options
                    .platformOptions()
                    .given(key)
                    .ifPresent(value -> attributes.put("option " + key.id(), value.toString()));
              }
            });
    return attributes;
  }
}

package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.SqlExecutor;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.ProgressUnit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Restores an archive into a scratch database, to prove that it can be, and drops that again.
 * Without owners and rights: whose things are is not what is proved, and the roles may be another
 * server's.
 */
final class PostgresTrial {
  private static final String CHECK_TOOL = "pg_amcheck";

  /** The exit code by which it says that it looked, and found something. */
  private static final String FAULTS = "2";

  private final PostgresContext context;
  private final OptionValues values;
  private final PostgresSwap swap;

  PostgresTrial(PostgresContext context, OptionValues values) {
    this.context = context;
    this.values = values;
    this.swap = new PostgresSwap(context, "");
  }

  /** The name of the scratch database. */
  String scratch() {
    return swap.fresh();
  }

  private Optional<Path> tools() {
    return values.given(PostgresRestore.TOOLS);
  }

  private PostgresRestoreRun run() {
    return new PostgresRestoreRun(
        context,
        tools(),
        new PostgresRestoreRun.Wish(
            values.given(PostgresRestore.JOBS).orElse(1), false, false, false, false));
  }

  /**
   * Adds what a trial needs of the server, and drops what killed ones left there.
   *
   * @param needs the oldest major whose tools read the archive, once that is known
   */
  <T extends @Nullable Object> void demand(
      Plan.Builder<T> plan, PostgresBackupFormat format, IntSupplier needs) {
    plan.check(() -> context.checks().primary())
        .check(() -> context.checks().mayCreate())
        .check(
            () ->
                new PostgresToolChecks(context)
                    .fits(
                        PostgresRestoreRun.toolOf(format),
                        () -> run().wanted(format, needs.getAsInt()),
                        tools()));
    PostgresLeftDatabases.sweep(plan, context, "");
  }

  /**
   * Restores.
   *
   * @param proved what the archive's files were like when it was proved
   * @param facts what the database was like, if that is known
   * @param check whether what was restored is looked at as well
   * @return what was found good, as sentences
   */
  List<String> restore(
      PostgresArchive archive,
      Map<String, PostgresArchive.Stamp> proved,
      Optional<PostgresFacts> facts,
      boolean check,
      PostgresToolLogin login,
      StepContext step) {
    context
        .sql()
        .during(step)
        .execute(creation(archive, facts, scratch(), context.version(), false));
    run().run(archive, proved, scratch(), login, step);
    long relations =
        context
            .sql(scratch())
            .during(step)
            .first(
                "SELECT count(*) AS n FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE c.oid >= 16384 AND n.nspname NOT LIKE 'pg\\_toast%'",
                row -> row.longValue("n"))
            .orElse(0L);
    List<String> checked = new ArrayList<>();
    checked.add(
        "restored for trial without owners and rights: "
            + relations
            + " tables, indexes, views, sequences");
    if (check) {
      checked.addAll(check(archive, scratch(), login, step));
    }
    return checked;
  }

  /**
   * Looks at what was restored: rows against the archive's, and pages by the server's own check.
   */
  List<String> check(
      PostgresArchive archive, String database, PostgresToolLogin login, StepContext step) {
    return List.of(countRows(archive, database, step), checkPages(archive, database, login, step));
  }

  /** The statement that makes the database that is restored into. */
  static String creation(
      PostgresArchive archive,
      Optional<PostgresFacts> facts,
      String database,
      PostgresVersion version,
      boolean tablespaces) {
    if (facts.isPresent()) {
      return facts.get().creation(database, version, tablespaces);
    }
    return "CREATE DATABASE "
        + PostgresSql.name(database)
        + " TEMPLATE template0"
        + archive
            .toc()
            .flatMap(PostgresToc::encoding)
            .map(encoding -> " ENCODING " + PostgresSql.literal(encoding))
            .orElse("");
  }

  /** The rows that lie in the archive are those that lie in the database. */
  private String countRows(PostgresArchive archive, String database, StepContext step) {
    Optional<PostgresToc> toc = archive.toc();
    if (toc.isEmpty()) {
      return "rows were not counted: a script's are only known to psql, which reported no error";
    }
    PostgresToolbox.Found tool =
        context
            .toolbox()
            .require(
                PostgresRestoreRun.TOOL,
                PostgresToolbox.Wanted.readingArchive(toc.get().needs()),
                tools());
    PostgresRowCounts counts =
        new PostgresRowCounts(PostgresCharsets.of(toc.get().encoding().orElse("UTF8")));
    ToolCommand command =
        ToolCommand.builder(tool.tool())
            .arguments("--format=" + archive.format().letter(), "--data-only", "--file=-")
            .arguments(archive.path().toString())
            .build();
    step.progress("counting rows", 0, OptionalLong.empty(), ProgressUnit.ROWS);
    new PostgresCheckup(context, tools())
        .run(ToolRun.of(command).output(counts).cancellation(step), archive, step);
    long rows = 0;
    SqlExecutor sql = context.sql(database).during(step);
    for (Map.Entry<String, Long> table : counts.rows().entrySet()) {
      Rows there = rows(sql, table.getKey());
      long held = table.getValue();
      // What an extension puts into a table of its own is not in the archive.
      boolean fits = there.ofExtension() ? there.count() >= held : there.count() == held;
      if (!fits) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_CORRUPT,
            archive.path().toString(),
            "restores " + there.count() + " rows of " + table.getKey() + ", but holds " + held);
      }
      rows += held;
      step.progress("counting rows", rows, OptionalLong.empty(), ProgressUnit.ROWS);
    }
    return "all " + rows + " rows of " + counts.rows().size() + " tables were restored";
  }

  /**
   * What there is in a table.
   *
   * @param count how many rows
   * @param ofExtension whether the table is an extension's
   */
  private record Rows(long count, boolean ofExtension) {}

  private static Rows rows(SqlExecutor sql, String table) {
    return sql.first(
            "SELECT count(*) AS n, EXISTS (SELECT 1 FROM pg_depend d WHERE d.deptype = 'e'"
                + " AND d.classid = 'pg_class'::regclass AND d.objid = "
                + PostgresSql.literal(table)
                + "::regclass) AS of_extension FROM ONLY "
                + table,
            row -> new Rows(row.longValue("n"), row.bool("of_extension")))
        .orElseThrow();
  }

  /** The server's own check of tables and indexes, where tool, extension and right are there. */
  private String checkPages(
      PostgresArchive archive, String database, PostgresToolLogin login, StepContext step) {
    String not = CHECK_TOOL + " was not run: ";
    PostgresToolbox.Found tool;
    try {
      tool =
          context
              .toolbox()
              .require(CHECK_TOOL, PostgresToolbox.Wanted.reading(context.version()), tools());
    } catch (DatabaseException e) {
      return not + e.getMessage();
    }
    boolean possible =
        context
            .sql()
            .during(step)
            .first(
                "SELECT rolsuper AND EXISTS (SELECT 1 FROM pg_available_extensions WHERE name ="
                    + " 'amcheck') AS r FROM pg_roles WHERE rolname = current_user",
                row -> row.bool("r"))
            .orElse(false);
    if (!possible || !context.version().atLeast(14)) {
      return not + "it needs a superuser, and the extension amcheck on a server from 14 on";
    }
    boolean own =
        context
            .sql(database)
            .during(step)
            .first(
                "SELECT true AS r FROM pg_extension WHERE extname = 'amcheck'",
                row -> row.bool("r"))
            .isEmpty();
    context.connections().release(database);
    ToolCommand command =
        login
            .command(tool.tool())
            .arguments("--no-password", "--install-missing", login.address(database))
            .build();
    try {
      context.toolbox().runner().run(ToolRun.of(command).cancellation(step));
    } catch (DatabaseException e) {
      // Any other code means that it could not look.
      if (e.details().get("exitCode").filter(FAULTS::equals).isPresent()) {
        throw PostgresArchive.refused(
                ErrorCode.ARCHIVE_CORRUPT,
                archive.path().toString(),
                "was restored, but the server's check found faults: " + e.getMessage())
            .fillIn("tool", tool.tool().binary().toString());
      }
      throw PostgresToolErrors.explained(e, database);
    }
    if (own) {
      context.sql(database).during(step).execute("DROP EXTENSION IF EXISTS amcheck");
    }
    return CHECK_TOOL + " " + tool.version() + " found no fault in the restored database";
  }

  /** Drops the scratch database, if it is there. */
  void drop() {
    context.connections().forget(scratch());
    swap.discardFresh();
  }
}

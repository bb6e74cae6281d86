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
import org.jspecify.annotations.Nullable;

/**
 * Restores an archive into a scratch database, to prove that it can be, and drops that again.
 * Without owners and rights: whose things are is not what is proved, and the roles may be another
 * server's.
 */
final class PostgresTrial {
  private static final String CHECK_TOOL = "pg_amcheck";

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
            values.given(PostgresRestore.JOBS).orElse(1), false, false, false));
  }

  /** Adds what a trial needs of the server. */
  <T extends @Nullable Object> void demand(Plan.Builder<T> plan, PostgresBackupFormat format) {
    plan.check(() -> context.checks().primary())
        .check(() -> context.checks().mayCreate())
        .check(
            () ->
                new PostgresToolChecks(context)
                    .fits(
                        PostgresRestoreRun.toolOf(format),
                        () -> PostgresToolbox.Wanted.reading(context.version()),
                        tools()));
  }

  /**
   * Restores.
   *
   * @param facts what the database was like, if that is known
   * @param check whether what was restored is looked at as well
   * @return what was found good, as sentences
   */
  List<String> restore(
      PostgresArchive archive,
      Optional<PostgresFacts> facts,
      boolean check,
      PostgresToolLogin login,
      StepContext step) {
    context
        .sql()
        .during(step)
        .execute(creation(archive, facts, scratch(), context.version(), false));
    run().run(archive, scratch(), login, step);
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
    return List.of(countRows(archive, database, step), checkPages(database, login, step));
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
    PostgresRowCounts counts = new PostgresRowCounts();
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
      long there =
          sql.first("SELECT count(*) AS n FROM ONLY " + table.getKey(), row -> row.longValue("n"))
              .orElse(-1L);
      if (there != table.getValue()) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_CORRUPT,
            archive.path().toString(),
            "restores " + there + " rows of " + table.getKey() + ", but holds " + table.getValue());
      }
      rows += there;
      step.progress("counting rows", rows, OptionalLong.empty(), ProgressUnit.ROWS);
    }
    return "all " + rows + " rows of " + counts.rows().size() + " tables were restored";
  }

  /** The server's own check of tables and indexes, where tool, extension and right are there. */
  private String checkPages(String database, PostgresToolLogin login, StepContext step) {
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
            .variable("PGDATABASE", database)
            .variable("PGHOST", host(true))
            .variable("PGPORT", host(false))
            .arguments("--no-password", "--install-missing")
            .arguments(
                context.info().credentials().username().map(u -> "--username=" + u).stream()
                    .toList())
            .build();
    try {
      context.toolbox().runner().run(ToolRun.of(command).cancellation(step));
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.TOOL_FAILED) {
        throw PostgresArchive.refused(
                ErrorCode.ARCHIVE_CORRUPT,
                database,
                "was restored, but the server's check found faults: " + e.getMessage())
            .fillIn("tool", tool.tool().binary().toString());
      }
      throw e;
    }
    if (own) {
      context.sql(database).during(step).execute("DROP EXTENSION IF EXISTS amcheck");
    }
    return CHECK_TOOL + " " + tool.version() + " found no fault in the restored database";
  }

  private String host(boolean name) {
    List<String> parts = new ArrayList<>();
    context
        .info()
        .hosts()
        .forEach(
            host ->
                parts.add(
                    name
                        ? host.host()
                        : Integer.toString(host.port().orElse(PostgresUrls.DEFAULT_PORT))));
    return String.join(",", parts);
  }

  /** Drops the scratch database, if it is there. */
  void drop() {
    context.connections().forget(scratch());
    swap.discardFresh();
  }
}

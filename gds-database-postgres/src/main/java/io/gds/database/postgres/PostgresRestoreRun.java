package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.core.tool.Tool;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.core.tool.ToolVersion;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One run of pg_restore, or of psql for a script, into a database that nobody uses yet. */
final class PostgresRestoreRun {
  static final String TOOL = "pg_restore";
  static final String SCRIPT_TOOL = "psql";

  /**
   * The first minor of each major whose psql knows the command by which scripts are kept from
   * running others; from 18 on all do.
   *
   * @see <a href="https://www.postgresql.org/support/security/CVE-2025-8714/">CVE-2025-8714</a>
   */
  private static final Map<Integer, Integer> RESTRICTED_SINCE =
      Map.of(13, 22, 14, 19, 15, 14, 16, 10, 17, 6);

  private final PostgresContext context;
  private final Optional<Path> tools;
  private final Wish wish;

  /**
   * What is wanted of it.
   *
   * @param jobs how many tables are filled at once
   * @param owner whether things belong to those who owned them
   * @param acl whether rights are granted again
   * @param tablespaces whether things lie in their tablespaces
   * @param subscriptions whether subscriptions are made, which stand in the way of a drop
   */
  record Wish(int jobs, boolean owner, boolean acl, boolean tablespaces, boolean subscriptions) {}

  PostgresRestoreRun(PostgresContext context, Optional<Path> tools, Wish wish) {
    this.context = context;
    this.tools = tools;
    this.wish = wish;
  }

  /** The tool that restores a form. */
  static String toolOf(PostgresBackupFormat format) {
    return format == PostgresBackupFormat.PLAIN ? SCRIPT_TOOL : TOOL;
  }

  /** Which versions of it will do. */
  PostgresToolbox.Wanted wanted(PostgresBackupFormat format, int archiveNeeds) {
    return format == PostgresBackupFormat.PLAIN
        ? PostgresToolbox.Wanted.reading(context.version())
        : PostgresToolbox.Wanted.writing(context.version(), archiveNeeds);
  }

  private PostgresToolbox.Found find(PostgresBackupFormat format, int archiveNeeds) {
    PostgresToolbox.Found found =
        context.toolbox().require(toolOf(format), wanted(format, archiveNeeds), tools);
    if (format == PostgresBackupFormat.PLAIN) {
      requireRestricting(found);
    }
    return found;
  }

  /** Refuses a psql that takes anything in a script for its own commands. */
  static void requireRestricting(PostgresToolbox.Found psql) {
    Integer minor = RESTRICTED_SINCE.get(psql.version().major());
    boolean fits =
        psql.version().major() >= 18
            || (minor != null
                && psql.version().isAtLeast(ToolVersion.of(psql.version().major(), minor)));
    if (!fits) {
      throw ErrorDetails.of(
              ErrorCode.TOOL_TOO_OLD,
              psql.tool().binary()
                  + " is version "
                  + psql.version()
                  + ", which lets a script run anything (CVE-2025-8714)")
          .with("tool", psql.tool().binary().toString())
          .remedy("Install the newest minor version of the client tools.")
          .toException();
    }
  }

  /** The step's text: the command. */
  String text(
      PostgresArchive archive,
      Optional<PostgresBackupFormat> format,
      int archiveNeeds,
      String database,
      String session) {
    PostgresBackupFormat form = format.orElse(PostgresBackupFormat.CUSTOM);
    Tool tool = context.toolbox().shown(toolOf(form), wanted(form, archiveNeeds), tools);
    PostgresToolLogin shown = PostgresToolLogin.shown(context, session);
    return command(shown, tool, form, archive, database)
        + (form == PostgresBackupFormat.PLAIN ? " < " + archive.path() : "");
  }

  private ToolCommand command(
      PostgresToolLogin login,
      Tool tool,
      PostgresBackupFormat format,
      PostgresArchive archive,
      String database) {
    List<String> all = new ArrayList<>();
    if (format == PostgresBackupFormat.PLAIN) {
      all.addAll(
          List.of("--no-psqlrc", "--no-password", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"));
      all.add("--dbname=" + login.address(database));
    } else {
      all.addAll(List.of("--exit-on-error", "--no-password", "--format=" + format.letter()));
      if (wish.jobs() > 1) {
        all.add("--jobs=" + wish.jobs());
      }
      if (!wish.owner()) {
        all.add("--no-owner");
      }
      if (!wish.acl()) {
        all.add("--no-acl");
      }
      if (!wish.tablespaces()) {
        all.add("--no-tablespaces");
      }
      if (!wish.subscriptions()) {
        all.add("--no-subscriptions");
      }
      all.add("--dbname=" + login.address(database));
      all.add(archive.path().toString());
    }
    return login.command(tool).arguments(all).build();
  }

  /**
   * Restores. Schemas that things lie in but that are not in the archive are made first.
   *
   * @param proved what the archive's files were like when it was proved
   */
  void run(
      PostgresArchive archive,
      Map<String, PostgresArchive.Stamp> proved,
      String database,
      PostgresToolLogin login,
      StepContext step) {
    archive.requireUnchanged(proved);
    PostgresBackupFormat format = archive.format();
    Optional<PostgresToc> toc = archive.toc();
    Tool tool = find(format, toc.map(PostgresToc::needs).orElse(0)).tool();
    long total = archive.size();
    step.progress("restoring", 0, OptionalLong.of(total), ProgressUnit.BYTES);
    toc.ifPresent(
        table ->
            table
                .schemas()
                .forEach(
                    schema ->
                        context
                            .sql(database)
                            .during(step)
                            .execute("CREATE SCHEMA IF NOT EXISTS " + PostgresSql.name(schema))));
    login.follow(context.sql(database));
    context.connections().release(database);
    ToolCommand command = command(login, tool, format, archive, database);
    try (InputStream script =
        format == PostgresBackupFormat.PLAIN
            ? PostgresScript.open(archive.path())
            : InputStream.nullInputStream()) {
      ToolRun run = ToolRun.of(command).cancellation(step);
      context
          .toolbox()
          .runner()
          .run(
              format == PostgresBackupFormat.PLAIN
                  ? run.input(script)
                      .check(
                          result ->
                              result.inputComplete()
                                  ? Optional.empty()
                                  : Optional.of("it did not read the script to its end"))
                  : run);
    } catch (IOException e) {
      throw StorageFailures.reading(archive.path(), "reading the archive", e);
    } catch (DatabaseException e) {
      throw PostgresToolErrors.explained(e, database);
    }
    archive.requireUnchanged(proved);
    step.bytes(total);
    step.progress("restoring", total, OptionalLong.of(total), ProgressUnit.BYTES);
  }
}

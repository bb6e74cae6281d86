package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.Directories;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What is measured before a tool is started: that it fits, and that its files can be written. */
final class PostgresToolChecks {
  private final PostgresContext context;

  PostgresToolChecks(PostgresContext context) {
    this.context = context;
  }

  /** A tool of a version that will do is there. */
  Check fits(String name, Supplier<PostgresToolbox.Wanted> wanted, Optional<Path> given) {
    String rule = name + " fits";
    return context
        .checks()
        .measured(
            rule,
            name,
            () -> {
              PostgresToolbox.Wanted what = wanted.get();
              PostgresToolbox.Found found = context.toolbox().require(name, what, given);
              String measured = found.version() + " at " + found.tool().binary();
              String limit =
                  what.atLeast() == 0 ? "any version" : "version " + what.atLeast() + " or newer";
              return Checks.demand(
                  context.clock(), true, rule, name, measured, limit, ErrorCode.TOOL_MISSING, "");
            });
  }

  /** The name of a new archive is free, with all that lies beside it. */
  Check free(Path archive, boolean globals) {
    List<Path> names = new ArrayList<>(List.of(archive, ArchiveNames.manifestOf(archive)));
    if (globals && !PostgresGlobals.isLeft(archive)) {
      names.add(PostgresGlobals.of(archive));
    }
    Optional<Path> taken =
        names.stream().filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS)).findFirst();
    return Checks.demand(
        context.clock(),
        taken.isEmpty(),
        "the archive's name is free",
        archive.toString(),
        taken.map(path -> "taken: " + path).orElse("free"),
        "a name without archive or manifest",
        ErrorCode.ALREADY_EXISTS,
        // The last of the names: neither of the others is taken.
        taken.filter(PostgresGlobals.of(archive)::equals).isPresent()
            ? "Delete it, or choose another name: no archive belongs to these globals."
            : "Choose another name; an existing archive is never overwritten.");
  }

  /** The directory is there. How much room an archive needs nobody knows before. */
  Check directory(Path archive) {
    Path parent = archive.getParent();
    return Directories.freeSpace(parent == null ? archive : parent, 0, context.clock().instant());
  }

  /** A script has no place for the values of settings that the manifest must not tell. */
  Check values(String database) {
    String rule = "the form holds the values of all settings";
    return context
        .checks()
        .measured(
            rule,
            database,
            () -> {
              boolean lost =
                  PostgresFacts.find(context.sql(), database)
                      .filter(PostgresFacts::mayHoldSecrets)
                      .isPresent();
              return Checks.advise(
                  context.clock(),
                  !lost,
                  rule,
                  database,
                  lost ? "not of settings with a dot in their name" : "all",
                  "all",
                  "Take another form than plain, or set them again after a restore.");
            });
  }

  /**
   * This role sees all rows of what it reads; rows left out without a word are no backup.
   *
   * @param filtered whether only a part is read
   * @param rows whether rows are read at all
   */
  Check readable(String database, boolean filtered, boolean rows) {
    String rule = "the role may read all rows";
    return context
        .checks()
        .measured(
            rule,
            database,
            () -> {
              List<String> hidden =
                  filtered
                      ? List.of()
                      : context
                          .sql(database)
                          .query(
                              PostgresSql.text("backup-rights"),
                              row ->
                                  row.text("name")
                                      + (row.bool("hidden") ? " (row security)" : " (no SELECT)"),
                              rows);
              return Checks.demand(
                  context.clock(),
                  hidden.isEmpty(),
                  rule,
                  database,
                  filtered
                      ? "asked of what is in the part by pg_dump itself"
                      : hidden.isEmpty() ? "all" : "not of " + String.join(", ", hidden),
                  "all",
                  ErrorCode.PERMISSION_DENIED,
                  "Use a role with BYPASSRLS that has pg_read_all_data, or a superuser.");
            });
  }
}

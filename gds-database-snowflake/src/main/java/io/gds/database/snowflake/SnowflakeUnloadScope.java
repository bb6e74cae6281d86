package io.gds.database.snowflake;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of a database is unloaded, and what is not.
 *
 * @param inventory what lies in it
 * @param tables the tables whose rows are unloaded
 * @param obstacles why some of them cannot be, as sentences
 * @param skipped what is left out, as sentences
 * @param notes what comes back otherwise than it went, as sentences
 * @param sequences where its sequences stand
 * @param grants the rights on it
 * @param policies whether policies decide what of the rows this role is shown
 * @param unknown whether something is defined by what this role may not see
 */
record SnowflakeUnloadScope(
    SnowflakeInventory inventory,
    List<SnowflakeUnloadTable> tables,
    List<String> obstacles,
    List<String> skipped,
    List<String> notes,
    List<SnowflakeManifest.Sequence> sequences,
    SnowflakeGrants grants,
    boolean policies,
    boolean unknown) {
  /** Of nothing. */
  static final SnowflakeUnloadScope NONE =
      new SnowflakeUnloadScope(
          new SnowflakeInventory(List.of(), List.of()),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          SnowflakeGrants.NONE,
          false,
          false);

  /** The statement that tells the definitions of all that is in a database. */
  static String definitions(String database) {
    return "SELECT GET_DDL('DATABASE', "
        + SnowflakeSql.literal(SnowflakeSql.name(database))
        + ", TRUE) AS DDL";
  }

  /** Reads it: a statement for each table, and some for the whole. */
  static SnowflakeUnloadScope read(
      SnowflakeContext context, String database, SnowflakeFileFormat format, OptionValues values) {
    SnowflakeInventory inventory = SnowflakeInventory.read(context.sql(), database);
    boolean skip = values.valueOf(SnowflakeBackup.SKIP_UNLOADABLE);
    List<SnowflakeUnloadTable> tables = new ArrayList<>();
    List<String> obstacles = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    boolean masked = false;
    for (SnowflakeInventory.Table table : inventory.tables()) {
      if (!table.kind().hasRows()) {
        skipped.add(
            "the rows of the "
                + table.kind().name().toLowerCase(Locale.ROOT)
                + " table "
                + table.qualified());
        continue;
      }
      Columns columns = columns(context, database, table);
      masked |= columns.masked();
      List<String> why =
          columns.all().stream()
              .flatMap(
                  column ->
                      column
                          .obstacle(format)
                          .map(text -> table.qualified() + "." + column.name() + ": " + text)
                          .stream())
              .toList();
      if (why.isEmpty() && !columns.all().isEmpty()) {
        tables.add(
            SnowflakeUnloadTable.planned(
                table.schema(), table.name(), tables.size() + 1, columns.all()));
        columns
            .all()
            .forEach(
                column ->
                    column.note().ifPresent(note -> notes.add(table.qualified() + ": " + note)));
      } else if (skip) {
        skipped.add("the rows of table " + table.qualified() + ": " + String.join("; ", why));
      } else {
        obstacles.addAll(why);
      }
    }
    String ddl = context.sql().first(definitions(database), row -> row.text("DDL")).orElse("");
    return new SnowflakeUnloadScope(
        inventory,
        tables,
        obstacles,
        skipped,
        notes,
        sequences(context, database),
        SnowflakeGrants.read(context.sql(), database, inventory.schemaNames()),
        masked || SnowflakeDdl.hasPolicies(ddl),
        SnowflakeDdl.hasUnknown(ddl));
  }

  /**
   * Looks whether a clone has the tables and columns that were planned for: what came or changed
   * between would be left out without a word.
   */
  void requireSame(SnowflakeContext context, String clone) {
    Set<String> planned = withRows(inventory);
    SnowflakeInventory now = SnowflakeInventory.read(context.sql(), clone);
    if (!planned.equals(withRows(now))) {
      throw stale(clone, "tables came or went since it was planned");
    }
    for (SnowflakeUnloadTable table : tables) {
      for (SnowflakeInventory.Table found : now.tables()) {
        if (found.schema().equals(table.schema())
            && found.name().equals(table.name())
            && !columns(context, clone, found).all().equals(table.columns())) {
          throw stale(clone, "the columns of " + table + " changed since it was planned");
        }
      }
    }
  }

  private static Set<String> withRows(SnowflakeInventory inventory) {
    return inventory.tables().stream()
        .filter(table -> table.kind().hasRows())
        .map(SnowflakeInventory.Table::qualified)
        .collect(Collectors.toSet());
  }

  private static DatabaseException stale(String target, String why) {
    return ErrorDetails.of(ErrorCode.PLAN_STALE, why)
        .target(target)
        .remedy("Prepare the backup again.")
        .toException();
  }

  private record Columns(List<SnowflakeUnloadColumn> all, boolean masked) {}

  /**
   * The columns that are stored, and whether a policy masks one.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/desc-table">DESCRIBE TABLE</a>
   */
  private static Columns columns(
      SnowflakeContext context, String database, SnowflakeInventory.Table table) {
    boolean[] masked = new boolean[1];
    List<SnowflakeUnloadColumn> columns = new ArrayList<>();
    for (Optional<SnowflakeUnloadColumn> column :
        context
            .sql()
            .query(
                "DESCRIBE TABLE " + SnowflakeSql.name(database, table.schema(), table.name()),
                row -> {
                  masked[0] |= SnowflakeRows.text(row, "policy name").isPresent();
                  return SnowflakeRows.text(row, "kind").filter("COLUMN"::equals).isPresent()
                      ? Optional.of(new SnowflakeUnloadColumn(row.text("name"), row.text("type")))
                      : Optional.<SnowflakeUnloadColumn>empty();
                })) {
      column.ifPresent(columns::add);
    }
    return new Columns(columns, masked[0]);
  }

  private static List<SnowflakeManifest.Sequence> sequences(
      SnowflakeContext context, String database) {
    return context
        .sql()
        .query(
            "SHOW SEQUENCES IN DATABASE " + SnowflakeSql.name(database),
            row ->
                new SnowflakeManifest.Sequence(
                    row.text("schema_name"),
                    row.text("name"),
                    row.text("next_value"),
                    row.text("interval")));
  }
}

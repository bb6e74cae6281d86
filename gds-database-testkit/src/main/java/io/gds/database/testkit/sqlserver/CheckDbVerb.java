package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * DBCC CHECKDB. What is found comes as rows; without TABLERESULTS it would come as errors, which
 * nobody here asks for. Unless NO_INFOMSGS is said the sums come last, of a sound database too; of
 * {@code master} there is a second result, on the Resource database.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/database-console-commands/dbcc-checkdb-transact-sql">
 *     the vendor's page</a>
 */
final class CheckDbVerb implements ModelVerb {
  private static final String[] COLUMNS = {
    "Error int",
    "Level int",
    "State int",
    "MessageText nvarchar(4000)",
    "RepairLevel nvarchar(22)",
    "Status int",
    "DbId smallint",
    "DbFragId smallint",
    "ObjectId int",
    "IndexId int",
    "PartitionId bigint",
    "AllocUnitId bigint",
    "RidDbId smallint",
    "RidPruId smallint",
    "File smallint",
    "Page int",
    "Slot int",
    "RefDbId smallint",
    "RefPruId smallint",
    "RefFile smallint",
    "RefPage int",
    "RefSlot int",
    "Allocation smallint"
  };

  private static final int OBJECT = 245_575_913;
  private static final long KILOBYTES = 2435;

  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("DBCC", "CHECKDB");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    String name = statement.demand("DBCC", "CHECKDB", "(").name();
    boolean indexes = !statement.take(",", "NOINDEX");
    statement.demand(")", "WITH");
    Set<String> options = new HashSet<>();
    do {
      String option = statement.word().toUpperCase(Locale.ROOT);
      options.add(option);
      if (option.equals("MAXDOP")) {
        statement.demand("=").number();
      }
    } while (statement.take(","));
    statement.end();
    demandPossible(name, options, session);
    if (options.contains("ESTIMATEONLY")) {
      return WireAnswer.notice(
              "5281",
              "Estimated TEMPDB space (in KB) needed for CHECKDB on database "
                  + name
                  + " = "
                  + KILOBYTES
                  + ".")
          .then(WireAnswer.done());
    }
    if (!options.contains("TABLERESULTS")) {
      throw new AssertionError("the model gives the results of a check as rows only");
    }
    boolean informs = !options.contains("NO_INFOMSGS");
    WireAnswer answer =
        check(name, options.contains("PHYSICAL_ONLY") || !indexes, informs, session);
    return informs && name.equals("master")
        ? answer.then(summary(WireAnswer.rows(COLUMNS), 32_767, "mssqlsystemresource", 0))
        : answer;
  }

  private static void demandPossible(String name, Set<String> options, ModelSession session) {
    if (session.server().databases().number(name).isEmpty()) {
      throw new ModelError(
          2520, 16, "Could not find database '" + name + "'. The database either does not exist.");
    }
    session.demandOwner(name, "checkdb");
    String state = session.server().databases().text(name, "state_desc").orElse("");
    if (!state.equals("ONLINE") && !state.equals("EMERGENCY")) {
      throw new ModelError(
          942, 14, "Database '" + name + "' cannot be opened because it is offline.");
    }
    if (options.contains("PHYSICAL_ONLY") && options.contains("EXTENDED_LOGICAL_CHECKS")) {
      throw new ModelError(2532, 16, "One or more WITH options specified are not valid.");
    }
  }

  private static WireAnswer check(
      String name, boolean physical, boolean informs, ModelSession session) {
    ModelIntegrity integrity = session.server().integrity();
    int database = session.server().databases().demand(name);
    WireAnswer.Rows rows = WireAnswer.rows(COLUMNS);
    int errors = 0;
    if (informs) {
      rows = row(rows, database, 2536, 10, "DBCC results for '" + name + "'.", 0, 0);
    }
    if (integrity.isTerminated(name)) {
      return row(
              rows,
              database,
              8921,
              16,
              "Check terminated. A failure was detected while collecting facts. Possibly tempdb out"
                  + " of space or a system table is inconsistent. Check previous errors.",
              0,
              0)
          .then(WireAnswer.done());
    }
    for (ModelIntegrity.Page page : integrity.pages(name)) {
      String where = "(" + page.file() + ":" + page.number() + ")";
      String object = "Object ID " + OBJECT + ", index ID 1, partition ID 7, alloc unit ID 7";
      rows =
          row(
              rows,
              database,
              8928,
              16,
              object + " (type In-row data): Page " + where + " could not be processed.",
              page.file(),
              page.number());
      rows =
          row(
              rows,
              database,
              8939,
              16,
              "Table error: " + object + ", page " + where + ". Test (IS_OFF) failed.",
              page.file(),
              page.number());
      errors += 2;
    }
    for (int i = 0; !physical && i < integrity.rows(name); i++) {
      rows =
          row(
              rows,
              database,
              8951,
              16,
              "Table error: table 't' (ID "
                  + OBJECT
                  + "). Data row does not have a matching index"
                  + " row in the index 'i' (ID 2).",
              0,
              0);
      errors++;
    }
    integrity.found(name, errors == 0);
    if (errors == 0) {
      return informs ? summary(rows, database, name, 0) : WireAnswer.done();
    }
    rows =
        row(rows, database, 8990, 10, sums(errors) + "table 't' (object ID " + OBJECT + ").", 0, 0);
    rows = summary(rows, database, name, errors);
    String repair = integrity.pages(name).isEmpty() ? "repair_rebuild" : "repair_allow_data_loss";
    return row(
            rows,
            database,
            8958,
            10,
            repair
                + " is the minimum repair level for the errors found by DBCC CHECKDB ("
                + name
                + ").",
            0,
            0)
        .then(WireAnswer.done());
  }

  private static String sums(int errors) {
    return "CHECKDB found 0 allocation errors and " + errors + " consistency errors in ";
  }

  private static WireAnswer.Rows summary(
      WireAnswer.Rows rows, int database, String name, int errors) {
    return row(rows, database, 8989, 10, sums(errors) + "database '" + name + "'.", 0, 0);
  }

  private static WireAnswer.Rows row(
      WireAnswer.Rows rows, int database, int number, int level, String text, int file, long page) {
    boolean summary = level <= 10;
    return rows.row(
        number,
        level,
        1,
        text,
        null,
        0,
        (short) database,
        (short) 1,
        summary ? 0 : OBJECT,
        summary ? 0 : 1,
        7L,
        7L,
        (short) 0,
        (short) 0,
        (short) file,
        (int) page,
        0,
        (short) 0,
        (short) 0,
        (short) 0,
        0,
        0,
        (short) 1);
  }
}

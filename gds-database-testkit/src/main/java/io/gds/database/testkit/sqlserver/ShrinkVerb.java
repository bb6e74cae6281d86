package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DBCC SHRINKDATABASE, and SHRINKFILE within a database: {@code EXEC [d].sys.sp_executesql N'…'}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/database-console-commands/dbcc-shrinkdatabase-transact-sql">
 *     the vendor's page</a>
 */
final class ShrinkVerb implements ModelVerb {
  private static final String[] COLUMNS = {
    "DbId smallint",
    "FileId int",
    "CurrentSize int",
    "MinimumSize int",
    "UsedPages int",
    "EstimatedPages int"
  };

  private static final long PAGES_OF_A_MEGABYTE = 128;

  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("DBCC", "SHRINKDATABASE")
        || (statement.at("EXEC") && statement.at(2, ".", "sys", ".", "sp_executesql"));
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    if (statement.take("EXEC")) {
      String name = statement.name();
      String inside = statement.demand(".", "sys", ".", "sp_executesql").text();
      statement.end();
      session.server().databases().demand(name);
      return file(name, new TsqlReader(TsqlLexer.tokens(inside), java.util.Map.of()), session);
    }
    String name = statement.demand("DBCC", "SHRINKDATABASE", "(").name();
    Optional<Long> percent = Optional.empty();
    boolean truncates = true;
    boolean moves = true;
    while (statement.take(",")) {
      if (statement.take("NOTRUNCATE")) {
        truncates = false;
      } else if (statement.take("TRUNCATEONLY")) {
        moves = false;
      } else {
        percent = Optional.of(statement.number());
      }
    }
    statement.demand(")").end();
    if (session.server().databases().number(name).isEmpty()) {
      throw new ModelError(
          2520, 16, "Could not find database '" + name + "'. The database either does not exist.");
    }
    demandWritable(name, "shrinkdatabase", session);
    return all(name, percent.orElse(0L), truncates, moves, session);
  }

  private static void demandWritable(String name, String what, ModelSession session) {
    session.demandOwner(name, what);
    if (session
        .server()
        .databases()
        .text(name, "is_read_only")
        .filter("TRUE"::equals)
        .isPresent()) {
      throw new ModelError(7992, 16, "Cannot shrink 'read only' database '" + name + "'.");
    }
  }

  private static WireAnswer all(
      String name, long percent, boolean truncates, boolean moves, ModelSession session) {
    List<WireAnswer> answers = new ArrayList<>();
    WireAnswer.Rows rows = WireAnswer.rows(COLUMNS);
    int database = session.server().databases().demand(name);
    for (ModelFiles.Extent file : session.server().files().extents(name)) {
      long wanted = moves ? file.used() * 100 / (100 - percent) : (file.used() + file.pages()) / 2;
      long target = Math.max(wanted, file.minimum());
      if (target >= file.pages()) {
        answers.add(
            WireAnswer.notice(
                "5201",
                "DBCC SHRINKDATABASE: File ID "
                    + file.number()
                    + " of database ID "
                    + database
                    + " was skipped because the file does not have enough free space to reclaim."));
      } else {
        if (truncates) {
          session.server().files().resize(name, file.name(), target);
        }
        rows = row(rows, database, file, truncates ? target : file.pages());
      }
    }
    answers.add(rows);
    answers.add(WireAnswer.notice("2528", "DBCC execution completed."));
    answers.add(WireAnswer.done());
    return new WireAnswer.Several(answers);
  }

  private static WireAnswer file(String name, TsqlReader statement, ModelSession session) {
    String wanted = statement.demand("DBCC", "SHRINKFILE", "(").text();
    Optional<Long> size = Optional.empty();
    boolean truncates = true;
    boolean moves = true;
    while (statement.take(",")) {
      if (statement.take("NOTRUNCATE")) {
        truncates = false;
      } else if (statement.take("TRUNCATEONLY")) {
        moves = false;
      } else {
        size = Optional.of(statement.number() * PAGES_OF_A_MEGABYTE);
      }
    }
    statement.demand(")").end();
    demandWritable(name, "shrinkfile", session);
    ModelFiles.Extent file =
        session.server().files().extents(name).stream()
            .filter(each -> each.name().equalsIgnoreCase(wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    new ModelError(
                        8985,
                        16,
                        "Could not locate file '"
                            + wanted
                            + "' for database '"
                            + name
                            + "' in sys.database_files."));
    long target =
        moves
            ? Math.max(size.orElse(file.minimum()), file.used())
            : (file.used() + file.pages()) / 2;
    long after = truncates && target < file.pages() ? target : file.pages();
    session.server().files().resize(name, file.name(), after);
    int database = session.server().databases().demand(name);
    return row(WireAnswer.rows(COLUMNS), database, file, after)
        .then(WireAnswer.notice("2528", "DBCC execution completed."))
        .then(WireAnswer.done());
  }

  private static WireAnswer.Rows row(
      WireAnswer.Rows rows, int database, ModelFiles.Extent file, long after) {
    return rows.row(
        (short) database,
        file.number(),
        (int) after,
        (int) file.minimum(),
        (int) file.used(),
        (int) file.used());
  }
}

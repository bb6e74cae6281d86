package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.List;
import java.util.Locale;

/**
 * {@code EXEC sys.sp_readerrorlog}. The page tells its parameters and no columns: these are the
 * ones that clients of the vendor's read.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-readerrorlog-transact-sql">
 *     sp_readerrorlog</a>
 */
final class ReadErrorLog implements ModelVerb {
  private static final int OF_THE_AGENT = 2;

  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("EXEC", "sys", ".", "sp_readerrorlog");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    statement.demand("EXEC", "sys", ".", "sp_readerrorlog");
    long number = statement.named("@p1").number();
    boolean agent = statement.demand(",").named("@p2").number() == OF_THE_AGENT;
    String wanted = statement.take(",") ? statement.named("@p3").text() : "";
    statement.end();
    demandRight(session);
    ModelServer server = session.server();
    List<ModelErrorLog.Line> lines =
        (agent ? server.agentLog() : server.errorLog())
            .file(number)
            .orElseThrow(
                () ->
                    new ModelError(
                        22004,
                        16,
                        "xp_readerrorlog() returned error 2, 'The system cannot find the file"
                            + " specified.'"));
    WireAnswer.Rows rows =
        agent
            ? WireAnswer.rows("LogDate datetime", "ErrorLevel int", "Text nvarchar(max)")
            : WireAnswer.rows("LogDate datetime", "ProcessInfo nvarchar(50)", "Text nvarchar(max)");
    String held = wanted.toLowerCase(Locale.ROOT);
    return rows.all(
        lines.stream()
            .filter(line -> line.text().toLowerCase(Locale.ROOT).contains(held))
            .map(
                line ->
                    WireRow.of(
                        line.at(),
                        agent ? Integer.valueOf(line.source()) : line.source(),
                        line.text()))
            .toList());
  }

  /** From 2022 on there is a permission for it; before, the procedure asks for a role. */
  private static void demandRight(ModelSession session) {
    if (session.hasRole("securityadmin") || session.hasRole("sysadmin")) {
      return;
    }
    if (session.server().release().major() < SqlServerRelease.SQL_SERVER_2022.major()) {
      throw new ModelError(
          15003, 16, "Only members of the securityadmin role can execute this stored procedure.");
    }
    session.demand(
        "VIEW ANY ERROR LOG",
        300,
        "VIEW ANY ERROR LOG permission was denied on object 'server', database 'master'.");
  }
}

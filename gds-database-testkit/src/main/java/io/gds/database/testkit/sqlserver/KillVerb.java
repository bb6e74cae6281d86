package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;

/**
 * KILL, alone or for the session that began at some time, and its report.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/language-elements/kill-transact-sql">the
 *     vendor's page</a>
 */
final class KillVerb implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("KILL") || statement.at("IF", "EXISTS", "(", "SELECT");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    if (statement.take("IF", "EXISTS")) {
      return conditional(statement, session);
    }
    int number = statement.demand("KILL").amount().intValueExact();
    boolean status = statement.take("WITH", "STATUSONLY");
    statement.end();
    demandRight(session);
    if (!status) {
      return kill(number, session);
    }
    ModelRollback rollback = session.server().sessions().undoing(number);
    if (rollback == null) {
      throw new ModelError(
          6120,
          16,
          "Status report cannot be obtained. Rollback operation for Process ID "
              + number
              + " is not in progress.");
    }
    return report(number, rollback);
  }

  private static void demandRight(ModelSession session) {
    if (!session.may("ALTER ANY CONNECTION") && !session.hasRole("processadmin")) {
      throw new ModelError(6102, 14, "User does not have permission to use the KILL statement.");
    }
  }

  private static WireAnswer conditional(TsqlReader statement, ModelSession session) {
    statement.demand("(", "SELECT").amount();
    statement.demand("FROM", "sys", ".", "dm_exec_sessions", "WHERE");
    int number = statement.demand("session_id", "=").amount().intValueExact();
    statement.demand("AND", "login_time", "=", "CAST", "(", "SWITCHOFFSET", "(", "CAST", "(");
    OffsetDateTime at = OffsetDateTime.parse(statement.text());
    statement.demand("AS", "datetimeoffset", ")", ",", "DATEPART", "(", "TZOFFSET", ",");
    statement.demand("SYSDATETIMEOFFSET", "(", ")", ")", ")", "AS", "datetime", ")", ")");
    statement.demand("BEGIN", "KILL");
    int killed = statement.amount().intValueExact();
    int yes = statement.demand("SELECT").amount().intValueExact();
    statement.demand("AS", "killed", "END", "ELSE", "SELECT");
    int no = statement.amount().intValueExact();
    statement.demand("AS", "killed").end();
    ModelServer server = session.server();
    LocalDateTime began =
        at.withOffsetSameInstant(server.zone().getRules().getOffset(server.clock().instant()))
            .toLocalDateTime();
    boolean seen =
        number == session.number() || ModelViews.maySee(session, "VIEW SERVER PERFORMANCE STATE");
    if (!seen || !server.sessions().began(number, began)) {
      return WireAnswer.rows("killed int not null").row(no);
    }
    demandRight(session);
    return kill(killed, session).then(WireAnswer.rows("killed int not null").row(yes));
  }

  private static WireAnswer kill(int number, ModelSession session) {
    ModelSessions sessions = session.server().sessions();
    if (number == session.number()) {
      throw new ModelError(6104, 16, "Cannot use KILL to kill your own process.");
    }
    if (sessions.isOfTheServer(number)) {
      throw new ModelError(6107, 14, "Only user processes can be killed.");
    }
    ModelRollback before = sessions.undoing(number);
    if (before != null) {
      return report(number, before);
    }
    if (!sessions.end(number)) {
      throw new ModelError(6106, 16, "Process ID " + number + " is not an active process ID.");
    }
    return WireAnswer.done();
  }

  private static WireAnswer report(int number, ModelRollback rollback) {
    return WireAnswer.notice(
            "6109",
            "SPID "
                + number
                + ": transaction rollback in progress. Estimated rollback completion: "
                + rollback.percent()
                + "%. Estimated time remaining: "
                + rollback.seconds()
                + " seconds.")
        .then(WireAnswer.done());
  }
}

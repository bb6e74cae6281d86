package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;

/**
 * SHUTDOWN: the peer goes down, and its client finds the connection closed.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/language-elements/shutdown-transact-sql">the
 *     vendor's page</a>
 */
final class ShutdownVerb implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("SHUTDOWN");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    statement.demand("SHUTDOWN");
    statement.take("WITH", "NOWAIT");
    statement.end();
    if (!session.may("SHUTDOWN") && !session.hasRole("serveradmin")) {
      // A message of severity 10: drivers do not take it for an error.
      return WireAnswer.notice("6004", "User does not have permission to perform this action.")
          .then(WireAnswer.done());
    }
    if (session.isCall()) {
      return WireAnswer.notice(
              "6007",
              "The SHUTDOWN statement cannot be executed within a transaction or by a stored"
                  + " procedure.")
          .then(WireAnswer.done());
    }
    session.server().shutDown();
    return WireAnswer.drop();
  }
}

package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;

/**
 * KILL.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/language-elements/kill-transact-sql">the
 *     vendor's page</a>
 */
final class KillVerb implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("KILL");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    int number = statement.demand("KILL").amount().intValueExact();
    statement.end();
    if (!session.may("ALTER ANY CONNECTION") && !session.hasRole("processadmin")) {
      throw new ModelError(6102, 14, "User does not have permission to use the KILL statement.");
    }
    if (number == session.number()) {
      throw new ModelError(6104, 16, "Cannot use KILL to kill your own process.");
    }
    if (number <= ModelSession.FIRST) {
      throw new ModelError(6107, 14, "Only user processes can be killed.");
    }
    if (!session.server().sessions().end(number)) {
      throw new ModelError(6106, 16, "Process ID " + number + " is not an active process ID.");
    }
    return WireAnswer.done();
  }
}

package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;

/** What the server does at one kind of statement. */
interface ModelVerb {
  /** Whether this statement is of its kind. Reads nothing for good. */
  boolean begins(TsqlReader statement);

  /**
   * Carries it out.
   *
   * @throws ModelError as the server raises it
   * @throws AssertionError for a form that the model does not know
   */
  WireAnswer run(TsqlReader statement, ModelSession session);
}

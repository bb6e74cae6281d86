package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;

/** What the server does at one kind of statement. Has no state of its own. */
interface SnowflakeVerb {
  /** Whether this statement is of its kind. What it reads is read again. */
  boolean begins(SnowflakeReader statement);

  /**
   * Carries it out.
   *
   * @throws ModelError as the server raises it
   * @throws AssertionError for a form that the model does not know
   */
  WireAnswer run(SnowflakeReader statement, ModelSession session);

  /** The one row with which the server ends what it did without rows. */
  static WireAnswer done(String status) {
    return WireAnswer.rows("status text").row(status);
  }
}

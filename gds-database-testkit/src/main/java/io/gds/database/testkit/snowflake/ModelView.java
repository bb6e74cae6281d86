package io.gds.database.testkit.snowflake;

/**
 * Something that shows the account and can be queried: a view, or a function that gives a table. It
 * gives all its rows; what a query asks of them is worked out elsewhere.
 */
interface ModelView {
  /**
   * Its rows as a session sees them.
   *
   * @param call in which database it was asked for, and with which arguments
   */
  ModelRows rows(ModelSession session, ModelCall call);
}

package io.gds.database.testkit.sqlserver;

/**
 * What sessions say of themselves, as far as it is more than the peer knows: which changes of
 * principals and rights a transaction takes back, and into which databases its login may go.
 */
final class SessionWords {
  private SessionWords() {}

  /**
   * Follows a session.
   *
   * @throws ModelError 916 if it may not use the database
   */
  static void follow(TsqlReader statement, ModelSession session) {
    ModelUndo undo = session.server().undo();
    statement.skipCondition();
    if (statement.at("BEGIN")) {
      undo.begin(session.number());
    } else if (statement.at("COMMIT")) {
      undo.commit(session.number());
    } else if (statement.at("ROLLBACK")) {
      undo.rollBack(session.number());
    } else if (statement.take("USE")) {
      demandOpen(statement.name(), session);
    }
  }

  private static void demandOpen(String database, ModelSession session) {
    if (session.server().databases().isOpen(database) && !session.mayUse(database)) {
      throw new ModelError(
          916,
          14,
          "The server principal \""
              + session.login()
              + "\" is not able to access the database \""
              + database
              + "\" under the current security context.");
    }
  }
}

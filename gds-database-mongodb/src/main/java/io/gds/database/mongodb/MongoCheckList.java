package io.gds.database.mongodb;

import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Checks as they are measured one after the other. Not thread-safe. */
final class MongoCheckList {
  private final MongoContext context;
  private final List<Check> checks = new ArrayList<>();

  MongoCheckList(MongoContext context) {
    this.context = context;
  }

  /** What has to be so; tells whether it is. */
  boolean demand(
      boolean holds,
      String rule,
      String subject,
      String measured,
      String limit,
      ErrorCode code,
      String remedy) {
    checks.add(Checks.demand(context.clock(), holds, rule, subject, measured, limit, code, remedy));
    return holds;
  }

  /** What one should know. */
  void advise(
      boolean holds, String rule, String subject, String measured, String limit, String remedy) {
    checks.add(Checks.advise(context.clock(), holds, rule, subject, measured, limit, remedy));
  }

  /** What could not be measured, and without which nothing goes on. */
  void refused(String rule, String subject, String limit, DatabaseException why) {
    checks.add(
        new Check(
            rule,
            subject,
            String.valueOf(why.getMessage()),
            limit,
            Verdict.REFUSED,
            why.code(),
            context.clock().instant(),
            why.remedy().orElse("See that the server answers, and that this user may ask.")));
  }

  /** That this user may do something to the servers as a whole. */
  boolean may(MongoRights rights, MongoAction action) {
    boolean allowed = rights.onCluster(action);
    return demand(
        allowed,
        "the user has the action " + action.action(),
        context.runner().engine(),
        allowed ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        action.remedy());
  }

  List<Check> all() {
    return List.copyOf(checks);
  }
}

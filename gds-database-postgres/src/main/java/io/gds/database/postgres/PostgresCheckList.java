package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks as they are measured, one after the other. Not thread-safe. */
final class PostgresCheckList {
  private final PostgresContext context;
  private final List<Check> checks = new ArrayList<>();

  PostgresCheckList(PostgresContext context) {
    this.context = context;
  }

  /** What has to be so. */
  void demand(
      boolean holds,
      String rule,
      String subject,
      String measured,
      String limit,
      ErrorCode code,
      String remedy) {
    checks.add(Checks.demand(context.clock(), holds, rule, subject, measured, limit, code, remedy));
  }

  /** What has to be so, and is refused as a precondition. */
  void demand(
      boolean holds, String rule, String subject, String measured, String limit, String remedy) {
    demand(holds, rule, subject, measured, limit, ErrorCode.PRECONDITION_FAILED, remedy);
  }

  /** What one should know. */
  void advise(
      boolean holds, String rule, String subject, String measured, String limit, String remedy) {
    checks.add(Checks.advise(context.clock(), holds, rule, subject, measured, limit, remedy));
  }

  void add(Check check) {
    checks.add(check);
  }

  void addAll(List<Check> more) {
    checks.addAll(more);
  }

  /** There is one topology, called as the engine is. */
  void group(Optional<String> group) {
    String engine = context.runner().engine();
    boolean known = group.map(engine::equals).orElse(true);
    demand(
        known,
        "the topology exists",
        group.orElse(engine),
        known ? "there" : "not there",
        "there",
        ErrorCode.NOT_FOUND,
        "See haGroups().");
  }

  List<Check> all() {
    return List.copyOf(checks);
  }
}

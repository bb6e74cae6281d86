package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What is measured before an operation; reads only. */
final class CockroachChecks {
  private final CockroachContext context;
  private final Measurements measure;

  CockroachChecks(CockroachContext context) {
    this.context = context;
    this.measure = new Measurements(context.clock());
  }

  /** Runs a measurement; what it throws becomes its refusal. */
  Check measured(String rule, String subject, Supplier<Check> measurement) {
    return measure.measured(rule, subject, measurement);
  }

  /** A check refused for a reason that was thrown. */
  Check refused(String rule, String subject, String limit, DatabaseException why) {
    return measure.refused(rule, subject, limit, why);
  }

  /** A demand, measured; what cannot be measured is refused. */
  Check demand(
      String rule,
      String subject,
      Supplier<Boolean> holds,
      String yes,
      String no,
      ErrorCode code,
      String remedy) {
    return measure.demand(rule, subject, holds, yes, no, code, remedy);
  }

  private boolean isThere(String name) {
    return new CockroachReadings(context).find(name, Set.of()).isPresent();
  }

  Check exists(String name) {
    return demand(
        "the database exists",
        name,
        () -> isThere(name),
        "there",
        "not there",
        ErrorCode.NOT_FOUND,
        "See databases(); upper and lower case are different names here, and one that this role may"
            + " not CONNECT to is not seen.");
  }

  Check free(String name) {
    return demand(
        "the name is free",
        name,
        () -> !isThere(name),
        "free",
        "taken by a database",
        ErrorCode.ALREADY_EXISTS,
        "Choose another name, or drop or rename what has it.");
  }

  /** It is not the one that holds the cluster's own tables. */
  Check notSystem(String name) {
    boolean system = CockroachReadings.SYSTEM.contains(name);
    return Checks.demand(
        context.clock(),
        !system,
        "it is no system database",
        name,
        system ? "the cluster's own" : "a user's database",
        "a user's database",
        ErrorCode.PRECONDITION_FAILED,
        "The database system is the cluster's own, and left as it is.");
  }

  /** It is not the one that this engine's own sessions have as theirs. */
  Check notOwn(String name) {
    boolean own = context.connections().maintenance().equals(name);
    return Checks.demand(
        context.clock(),
        !own,
        "the engine's sessions do not have it as theirs",
        name,
        own ? "the engine's own database" : "another database",
        "another database",
        ErrorCode.DATABASE_IN_USE,
        "Open the engine on another database, such as "
            + (name.equals("postgres") ? "defaultdb" : "postgres")
            + ".");
  }

  /**
   * This role may do it, by what is granted to it.
   *
   * @param rule what it is wanted for
   * @param holds which of the rights it needs
   * @param remedy the statement that grants it to a role, whose quoted name it is given
   */
  Check allowed(
      String rule, String subject, Predicate<CockroachRights> holds, UnaryOperator<String> remedy) {
    return measured(
        rule,
        subject,
        () -> {
          CockroachRights rights = CockroachRights.read(context, subject);
          boolean so = holds.test(rights);
          return Checks.demand(
              context.clock(),
              so,
              rule,
              subject,
              so ? "allowed" : "not allowed to " + rights.role(),
              "allowed",
              ErrorCode.PERMISSION_DENIED,
              remedy.apply(CockroachSql.name(rights.role())));
        });
  }
}

package io.gds.database.mongodb;

import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What is measured before an operation; reads only. */
final class MongoChecks {
  private final MongoContext context;

  MongoChecks(MongoContext context) {
    this.context = context;
  }

  /** Reads what this user may and makes checks of it; if that cannot be read, it is the refusal. */
  List<Check> of(String target, Function<MongoRights, List<Check>> checks) {
    return measured(target, () -> checks.apply(MongoRights.read(context)));
  }

  /** Makes checks; what cannot be read is the refusal. */
  List<Check> measured(String target, Supplier<List<Check>> checks) {
    try {
      return checks.get();
    } catch (DatabaseException e) {
      return List.of(
          new Measurements(context.clock())
              .refused("the server can be looked at", target, "readable", e));
    }
  }

  Check demand(
      boolean holds,
      String rule,
      String subject,
      String measured,
      String limit,
      ErrorCode code,
      String remedy) {
    return Checks.demand(context.clock(), holds, rule, subject, measured, limit, code, remedy);
  }

  Check exists(String name) {
    boolean there = context.readings().exists(name);
    return demand(
        there,
        "the database exists",
        name,
        there ? "there" : "not there",
        "there",
        ErrorCode.NOT_FOUND,
        "See databases(), and write the name as it is there.");
  }

  /** The server takes no two names that differ in the case of letters only. */
  Check free(String name) {
    Optional<String> other = context.readings().sameButForCase(name);
    return demand(
        other.isEmpty(),
        "the name is free",
        name,
        other.map(found -> "taken by the database " + found).orElse("free"),
        "free",
        ErrorCode.ALREADY_EXISTS,
        "Choose another name, or drop what has it.");
  }

  Check notSystem(String name) {
    boolean system = MongoNames.SYSTEM.contains(name);
    return demand(
        !system,
        "it is no system database",
        name,
        system ? "a system database" : "a user's database",
        "a user's database",
        ErrorCode.PRECONDITION_FAILED,
        "System databases are left as they are by this library.");
  }

  /** On a database as a whole. */
  Check may(MongoRights rights, MongoAction action, String database) {
    return allowed(rights.onDatabase(action, database), action, database);
  }

  /** On the server as a whole. */
  Check may(MongoRights rights, MongoAction action) {
    return allowed(rights.onCluster(action), action, context.runner().engine());
  }

  private Check allowed(boolean allowed, MongoAction action, String subject) {
    return demand(
        allowed,
        "the user has the action " + action.action(),
        subject,
        allowed ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        action.remedy());
  }
}

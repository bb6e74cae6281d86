package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.core.Fate;
import io.gds.database.core.Reconciler;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is measured before users, roles and rights are changed; reads only. */
final class PostgresRoleChecks {
  private static final Set<String> RESERVED = Set.of("public", "none");

  private final PostgresContext context;

  PostgresRoleChecks(PostgresContext context) {
    this.context = context;
  }

  /**
   * Checks that a role can be called so: the server refuses {@code public}, {@code none} and what
   * begins with {@code pg_}, however they are quoted.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME if not
   */
  static String newName(String name) {
    PostgresSql.NAMES.check(name);
    if (RESERVED.contains(name) || name.startsWith("pg_")) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_NAME,
              "the server keeps the name for itself: \""
                  + name
                  + "\"; no role can be called public, none or pg_…")
          .target(name)
          .remedy("Choose another name.")
          .toException();
    }
    return name;
  }

  private boolean there(String name) {
    return context
        .sql()
        .first(
            "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = ?) AS r",
            row -> row.bool("r"),
            name)
        .orElseThrow();
  }

  boolean exists(String name) {
    return there(name);
  }

  /**
   * What becomes of a role after an answer was lost. A server goes on when its client is gone, and
   * a commit that waits for a standby shows nothing yet.
   *
   * @param there whether it is there if all went well
   * @param sql the statement, if it stood alone; else a commit may be under way
   */
  Reconciler fate(String name, boolean there, String sql) {
    return Fate.of(() -> there(name) == there, () -> atWork(sql));
  }

  private boolean atWork(String sql) {
    return context.sessions().atWork(sql) || context.sessions().committing();
  }

  Check known(String name) {
    return context
        .checks()
        .demand(
            "the role exists",
            name,
            () -> there(name),
            "there",
            "not there",
            ErrorCode.NOT_FOUND,
            "See users() and roles(); upper and lower case are different names here.");
  }

  Check free(String name) {
    return context
        .checks()
        .demand(
            "the name is free",
            name,
            () -> !there(name),
            "free",
            "taken by a role",
            ErrorCode.ALREADY_EXISTS,
            "Choose another name; users and roles share one set of names here.");
  }

  /** All of these exist; one check for all, naming those that do not. */
  Check allKnown(Collection<String> names) {
    String rule = "the roles exist";
    String subject = String.join(", ", names);
    return context
        .checks()
        .measured(
            rule,
            subject,
            () -> {
              Set<String> missing = new LinkedHashSet<>(names);
              context
                  .sql()
                  .query(
                      "SELECT rolname FROM pg_roles WHERE rolname = ANY (?::text[])",
                      row -> row.text("rolname"),
                      (Object) missing.toArray(new String[0]))
                  .forEach(missing::remove);
              return Checks.demand(
                  context.clock(),
                  missing.isEmpty(),
                  rule,
                  subject,
                  missing.isEmpty() ? "there" : "not there: " + String.join(", ", missing),
                  "there",
                  ErrorCode.NOT_FOUND,
                  "See users() and roles(); upper and lower case are different names here.");
            });
  }

  /** It is none of those the server made for itself, the first superuser included. */
  Check notSystem(String name) {
    return context
        .checks()
        .demand(
            "it is no role of the server's own",
            name,
            () ->
                !context
                    .sql()
                    .first(
                        "SELECT (oid = 10 OR rolname LIKE 'pg\\_%') AS r FROM pg_roles"
                            + " WHERE rolname = ?",
                        row -> row.bool("r"), name)
                    .orElse(false),
            "a user's role",
            "the server's own",
            ErrorCode.PRECONDITION_FAILED,
            "The predefined roles and the first superuser belong to the server.");
  }

  /** It is not the one this engine is logged in as. */
  Check notOwn(String name, String remedy) {
    return context
        .checks()
        .demand(
            "the engine is not logged in as it",
            name,
            () ->
                !context
                    .sql()
                    .first(
                        "SELECT ? IN (current_user, session_user) AS r", row -> row.bool("r"), name)
                    .orElse(true),
            "another role",
            "the engine's own role",
            ErrorCode.PRECONDITION_FAILED,
            remedy);
  }

  Check mayCreate() {
    return context
        .checks()
        .allowed(
            "the role may create and drop roles",
            context.runner().engine(),
            "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user",
            "CREATEROLE");
  }

  /** Finer rules are the server's: since 16 it takes ADMIN on the role that is changed. */
  Check mayChange(String name) {
    return context
        .checks()
        .allowed(
            "the role may change roles",
            name,
            "SELECT rolsuper OR rolcreaterole OR rolname = ? FROM pg_roles"
                + " WHERE rolname = current_user",
            "CREATEROLE, and since PostgreSQL 16 the role WITH ADMIN OPTION",
            name);
  }

  /** Nobody is logged in as it. */
  Check unused(String name) {
    String rule = "no session is logged in as it";
    return context
        .checks()
        .measured(
            rule,
            name,
            () -> {
              List<String> sessions = PostgresRoleSessions.of(context, name);
              return Checks.demand(
                  context.clock(),
                  sessions.isEmpty(),
                  rule,
                  name,
                  sessions.isEmpty() ? "none" : "sessions " + String.join(", ", sessions),
                  "none",
                  ErrorCode.DATABASE_IN_USE,
                  "End the sessions, or drop it as a user and allow it to end them by force.");
            });
  }
}

package io.gds.database.postgres;

import io.gds.database.DatabaseState;
import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import io.gds.database.operation.Check;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What is measured before an operation; reads only. */
final class PostgresChecks {
  private final PostgresContext context;

  PostgresChecks(PostgresContext context) {
    this.context = context;
  }

  private Measurements measure() {
    return new Measurements(context.clock());
  }

  /** Runs a measurement; what it throws becomes its refusal. */
  Check measured(String rule, String subject, Supplier<Check> measurement) {
    return measure().measured(rule, subject, measurement);
  }

  /** A check refused for a reason that was thrown. */
  Check refused(String rule, String subject, String limit, DatabaseException why) {
    return measure().refused(rule, subject, limit, why);
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
    return measure().demand(rule, subject, holds, yes, no, code, remedy);
  }

  private Optional<PostgresDatabaseMetadata> find(String name) {
    return new PostgresReadings(context).find(name, Set.of());
  }

  Check exists(String name) {
    return demand(
        "the database exists",
        name,
        () -> find(name).isPresent(),
        "there",
        "not there",
        ErrorCode.NOT_FOUND,
        "See databases(); upper and lower case are different names here.");
  }

  Check free(String name) {
    return demand(
        "the name is free",
        name,
        () -> find(name).isEmpty(),
        "free",
        "taken by a database",
        ErrorCode.ALREADY_EXISTS,
        "Choose another name, or drop or rename what has it.");
  }

  /** The database takes connections: it is neither offline nor left half dropped. */
  Check usable(String name) {
    String rule = "the database takes connections";
    return measured(
        rule,
        name,
        () -> {
          DatabaseState state =
              new PostgresReadings(context).require(name, Set.of()).condition().state();
          return Checks.demand(
              context.clock(),
              state == DatabaseState.ONLINE,
              rule,
              name,
              state.toString(),
              DatabaseState.ONLINE.toString(),
              ErrorCode.WRONG_STATE,
              state == DatabaseState.SUSPECT
                  ? "A drop was interrupted: it can only be dropped again."
                  : "Put it online first.");
        });
  }

  /** Nobody else is connected. */
  Check unused(String name) {
    String rule = "no other session uses the database";
    return measured(
        rule,
        name,
        () -> {
          List<String> sessions = context.sessions().of(name);
          return Checks.demand(
              context.clock(),
              sessions.isEmpty(),
              rule,
              name,
              sessions.isEmpty() ? "none" : "sessions " + String.join(", ", sessions),
              "none",
              ErrorCode.DATABASE_IN_USE,
              "End the sessions, or allow it to end them by force.");
        });
  }

  /** It is none of those that every server has. */
  Check notSystem(String name) {
    boolean system = PostgresReadings.SYSTEM.contains(name);
    return Checks.demand(
        context.clock(),
        !system,
        "it is no system database",
        name,
        system ? "a system database" : "a user's database",
        "a user's database",
        ErrorCode.PRECONDITION_FAILED,
        "System databases are left as they are by this library.");
  }

  /** It is not the one that this engine's own connections lead to. */
  Check notOwn(String name) {
    boolean own = context.connections().maintenance().equals(name);
    return Checks.demand(
        context.clock(),
        !own,
        "the engine is not connected to it",
        name,
        own ? "the engine's own database" : "another database",
        "another database",
        ErrorCode.DATABASE_IN_USE,
        "Open the engine on another database, such as postgres.");
  }

  /** What not even force removes from a database, and what goes along with it without a word. */
  List<Check> droppable(String name) {
    return context
        .sql()
        .first(PostgresSql.text("drop-hindrances"), row -> hindrances(name, row), name)
        .orElse(List.of());
  }

  private List<Check> hindrances(String name, Row row) {
    long idleSlots = row.longValue("idle_slots");
    return List.of(
        none(
            "it is no template",
            name,
            row.bool("template") ? 1 : 0,
            "Alter it by postgresql.is-template=false first."),
        none(
            "no prepared transaction is open in it",
            name,
            row.longValue("prepared"),
            "Commit or roll back what pg_prepared_xacts shows."),
        none(
            "no logical replication reads from it",
            name,
            row.longValue("active_slots"),
            "Stop the subscribers of its replication slots first."),
        none(
            "it has no subscriptions",
            name,
            row.longValue("subscriptions"),
            "Drop its subscriptions first."),
        Checks.advise(
            context.clock(),
            idleSlots == 0,
            "no replication slot goes along with it",
            name,
            Long.toString(idleSlots),
            "0",
            "Its inactive logical slots are dropped with it, without a word."));
  }

  private Check none(String rule, String name, long count, String remedy) {
    return Checks.demand(
        context.clock(),
        count == 0,
        rule,
        name,
        Long.toString(count),
        "0",
        ErrorCode.WRONG_STATE,
        remedy);
  }

  /** The server is a primary: a standby changes nothing. */
  Check primary() {
    return demand(
        "the server takes changes",
        context.runner().engine(),
        () ->
            !context
                .sql()
                .first("SELECT pg_is_in_recovery() AS r", row -> row.bool("r"))
                .orElseThrow(),
        "a primary",
        "a standby, or in recovery",
        ErrorCode.WRONG_STATE,
        "Connect to the primary.");
  }

  /** This role may create databases on this server. */
  Check mayCreate() {
    return allowed(
        "the role may create databases",
        context.runner().engine(),
        "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user",
        "CREATEDB");
  }

  /**
   * This role may do what the owner may: alter, rename, drop.
   *
   * @param rule what it is wanted for
   */
  Check owned(String rule, String name) {
    return allowed(
        rule,
        name,
        "SELECT pg_has_role(current_user, datdba, 'USAGE') FROM pg_database WHERE datname = ?",
        "membership in the role that owns the database",
        name);
  }

  /**
   * This role may do what only these roles may, by the catalogue's own function; what does not
   * exist forbids nothing, and is found missing by a check of its own.
   */
  Check allowed(String rule, String subject, String question, String right, Object... binds) {
    return demand(
        rule,
        subject,
        () ->
            context
                .sql()
                .first(
                    "SELECT coalesce((" + question + "), true) AS r", row -> row.bool("r"), binds)
                .orElse(false),
        "allowed",
        "not allowed",
        ErrorCode.PERMISSION_DENIED,
        "Have the right granted: " + right + ".");
  }
}

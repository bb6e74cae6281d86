package io.gds.database.postgres;

import io.gds.database.cloning.CloneInfo;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Quoting;
import io.gds.database.jdbc.Row;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** What is measured before a clone; reads only. */
final class PostgresCloneChecks {
  private final PostgresContext context;
  private final String name;

  PostgresCloneChecks(PostgresContext context, String name) {
    this.context = context;
    this.name = name;
  }

  /** What the server's own copy needs of its source, in one statement. */
  List<Check> ofTemplate() {
    return ofSource(
        (source, checks) -> {
          checks.add(
              demand(
                  !source.halfDropped(),
                  "the database is whole",
                  "whole",
                  "left by an interrupted drop",
                  ErrorCode.WRONG_STATE,
                  "A drop was interrupted: it can only be dropped again."));
          checks.add(
              demand(
                  source.prepared() == 0,
                  "no prepared transaction is open in it",
                  "0",
                  Long.toString(source.prepared()),
                  ErrorCode.DATABASE_IN_USE,
                  "Commit or roll back what pg_prepared_xacts shows, or clone it by COPY."));
          checks.add(
              demand(
                  source.activeSlots() == 0,
                  "no logical replication reads from it",
                  "0",
                  Long.toString(source.activeSlots()),
                  ErrorCode.DATABASE_IN_USE,
                  "Stop the subscribers of its replication slots first, or clone it by COPY."));
          checks.add(mayCopy());
        });
  }

  /**
   * What reading it by the tools needs of its source.
   *
   * @param rows whether its rows are read as well
   */
  List<Check> ofTools(boolean rows) {
    return ofSource(
        (source, checks) -> {
          checks.add(
              demand(
                  source.allowConnections() && !source.halfDropped(),
                  "the database takes connections",
                  "yes",
                  "no",
                  ErrorCode.WRONG_STATE,
                  source.halfDropped()
                      ? "A drop was interrupted: it can only be dropped again."
                      : "Put it online first."));
          if (source.allowConnections() && !source.halfDropped()) {
            checks.add(new PostgresToolChecks(context).readable(name, false, rows));
          }
        });
  }

  private List<Check> ofSource(BiConsumer<PostgresCloneSource, List<Check>> further) {
    List<Check> checks = new ArrayList<>();
    try {
      Optional<PostgresCloneSource> found = PostgresCloneSource.find(context, name, false);
      checks.add(
          demand(
              found.isPresent(),
              "the database exists",
              "there",
              "not there",
              ErrorCode.NOT_FOUND,
              "See databases(); upper and lower case are different names here."));
      found.ifPresent(source -> further.accept(source, checks));
    } catch (DatabaseException e) {
      checks.add(context.checks().refused("the source can be read", name, "readable", e));
    }
    return checks;
  }

  /**
   * What another server needs for a clone: it is not older, and has the extensions and the roles.
   *
   * @param roles whether roles are named in what is copied
   * @param publicOwner whether the tools tell the owner of the schema public
   */
  List<Check> ofOther(PostgresContext to, boolean roles, boolean publicOwner) {
    String node = to.info().redactedUrl();
    try {
      List<Check> checks = new ArrayList<>();
      checks.add(
          Checks.demand(
              context.clock(),
              to.version().major() >= context.version().major(),
              "the other server is not older than this one",
              node,
              to.version().shortText(),
              context.version().major() + " or newer",
              ErrorCode.PRECONDITION_FAILED,
              "Clone to a server of this version, or a newer one."));
      Set<String> has =
          Set.copyOf(to.sql().query(PostgresSql.text("clone-has"), PostgresCloneChecks::need));
      Stream<String> ownRoles =
          context
              .sql()
              .query(PostgresSql.text("clone-needs"), PostgresCloneChecks::need, name)
              .stream();
      Stream<String> extensions =
          context
              .sql(name)
              .query(
                  "SELECT 'extension' AS kind, extname::text AS name FROM pg_extension ORDER BY 2",
                  PostgresCloneChecks::need)
              .stream();
      Stream<String> firstRole =
          context
              .sql(name)
              .query(PostgresSql.text("clone-first-role"), PostgresCloneChecks::need, publicOwner)
              .stream();
      List<String> lacking =
          Stream.of(extensions, ownRoles, firstRole)
              .flatMap(needs -> needs)
              .filter(need -> !has.contains(need))
              .filter(need -> roles || !need.startsWith("role "))
              .toList();
      checks.add(
          Checks.demand(
              context.clock(),
              lacking.isEmpty(),
              "the other server has the extensions and roles of the source",
              node,
              lacking.isEmpty() ? "all" : "without " + String.join(", ", lacking),
              "all",
              ErrorCode.NOT_FOUND,
              "Install the extensions and create the roles there; roles are not needed with "
                  + PostgresClone.NO_OWNER.id()
                  + " and "
                  + PostgresClone.NO_ACL.id()
                  + "."));
      return checks;
    } catch (DatabaseException e) {
      return List.of(context.checks().refused("both servers can be read", node, "readable", e));
    }
  }

  private static String need(Row row) {
    return row.text("kind") + " " + row.text("name");
  }

  /** The plan of a clone that its checks refuse: there is nothing that could be done. */
  static Operation<CloneInfo> nothing(Plan.Builder<CloneInfo> plan, String name) {
    return plan.step(
            StepKind.SQL,
            Effect.READ,
            Quoting.comment("nothing can be cloned of " + PostgresSql.name(name)),
            step -> {})
        .yields(
            () -> {
              throw new IllegalStateException("refused, and so not done");
            });
  }

  private Check demand(
      boolean holds, String rule, String yes, String no, ErrorCode code, String remedy) {
    return Checks.demand(context.clock(), holds, rule, name, holds ? yes : no, yes, code, remedy);
  }

  private Check mayCopy() {
    return context
        .checks()
        .allowed(
            "the role may copy the database",
            name,
            "SELECT datistemplate OR pg_has_role(current_user, datdba, 'USAGE') FROM pg_database"
                + " WHERE datname = ?",
            "membership in the role that owns the database",
            name);
  }
}

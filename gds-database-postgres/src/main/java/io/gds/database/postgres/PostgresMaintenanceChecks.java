package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is measured before the work on tables; reads only. */
final class PostgresMaintenanceChecks {
  private final PostgresContext context;
  private final String name;

  PostgresMaintenanceChecks(PostgresContext context, String name) {
    this.context = context;
    this.name = name;
  }

  private record Found(String relation, boolean there, boolean allowed) {}

  /**
   * The database takes connections, and each of the relations is there and this role's to keep.
   *
   * @param relations quoted names
   */
  List<Check> of(List<String> relations) {
    List<Check> checks = new ArrayList<>();
    Check usable = context.checks().usable(name);
    checks.add(usable);
    if (usable.refused() || relations.isEmpty()) {
      return checks;
    }
    try {
      context
          .sql(name)
          .query(
              question(relations),
              row -> new Found(row.text("relation"), row.bool("there"), row.bool("allowed")))
          .forEach(found -> add(found, checks));
    } catch (DatabaseException e) {
      checks.add(context.checks().refused("the relations can be read", name, "readable", e));
    }
    return checks;
  }

  private void add(Found found, List<Check> checks) {
    checks.add(
        Checks.demand(
            context.clock(),
            found.there(),
            "the relation exists",
            found.relation(),
            found.there() ? "there" : "not there",
            "there",
            ErrorCode.NOT_FOUND,
            "See tables(); upper and lower case are different names here."));
    if (found.there()) {
      checks.add(
          Checks.demand(
              context.clock(),
              found.allowed(),
              "the role may maintain the relation",
              found.relation(),
              found.allowed() ? "allowed" : "not allowed",
              "allowed",
              ErrorCode.PERMISSION_DENIED,
              "Use the role of its owner or of the database's; from 17 on, GRANT MAINTAIN."));
    }
  }

  /** Names cannot be bound as a list, so they are literals. */
  private static String question(List<String> relations) {
    return "SELECT n.relation AS relation, c.oid IS NOT NULL AS there,"
        + " coalesce(pg_has_role(current_user, coalesce(t.relowner, c.relowner), 'USAGE')"
        + " OR pg_has_role(current_user, (SELECT datdba FROM pg_database"
        + " WHERE datname = current_database()), 'USAGE')"
        + " OR CASE WHEN current_setting('server_version_num')::int >= 170000"
        + " THEN has_table_privilege(coalesce(t.oid, c.oid), 'MAINTAIN') ELSE false END,"
        + " false) AS allowed FROM (VALUES "
        + relations.stream()
            .map(relation -> "(" + PostgresSql.literal(relation) + ")")
            .collect(Collectors.joining(", "))
        + ") AS n (relation) LEFT JOIN pg_class c ON c.oid = to_regclass(n.relation)"
        + " LEFT JOIN pg_index i ON i.indexrelid = c.oid"
        + " LEFT JOIN pg_class t ON t.oid = i.indrelid";
  }
}

package io.gds.database.postgres;

import io.gds.database.access.Grant;
import io.gds.database.access.Securable;
import java.util.List;

/**
 * Finds the routine that a right is about. Routines of one name differ by their arguments, so the
 * name told is {@code name(types)}; the server itself writes it as SQL.
 */
final class PostgresRoutines {
  private PostgresRoutines() {}

  /**
   * A routine.
   *
   * @param told how it is told, such as {@code total(integer)}
   * @param sql how SQL writes it, quoted
   */
  record Routine(String told, String sql) {}

  /** Those in a schema that are called so, with or without their arguments. */
  static List<Routine> find(PostgresContext context, Securable securable) {
    String name = securable.name().get(2);
    return PostgresGrants.in(context, securable.name().get(0))
        .query(
            PostgresSql.text("routines"),
            row -> new Routine(row.text("told"), row.text("written")),
            securable.name().get(1),
            PostgresGrantSql.kind(securable),
            name,
            name);
  }

  /** The same right, about the routine by another name. */
  static Grant renamed(Grant grant, String name) {
    Securable securable = grant.securable();
    return new Grant(
        grant.privilege(),
        new Securable(
            securable.kind(), List.of(securable.name().get(0), securable.name().get(1), name)),
        grant.columns(),
        grant.grantee(),
        grant.grantable(),
        grant.effect(),
        grant.scope(),
        grant.objectKind(),
        grant.grantedBy());
  }
}

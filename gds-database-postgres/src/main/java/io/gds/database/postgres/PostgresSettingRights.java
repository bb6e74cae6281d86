package io.gds.database.postgres;

import io.gds.database.jdbc.Row;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * What this role may do about settings, read in one statement.
 *
 * @param role its name
 * @param superuser whether it is a superuser
 * @param allowAlterSystem whether the server takes ALTER SYSTEM at all
 * @param standby whether the server is a standby
 * @param standbys how many standbys it has
 * @param mayReload whether the role may have the configuration read again
 * @param ownsDatabase whether it has the rights of the owner; empty if there is no such database
 * @param altersUser whether it may alter the user; empty if there is no such user
 * @param granted the settings it was granted
 */
record PostgresSettingRights(
    String role,
    boolean superuser,
    boolean allowAlterSystem,
    boolean standby,
    long standbys,
    boolean mayReload,
    Optional<Boolean> ownsDatabase,
    Optional<Boolean> altersUser,
    Set<String> granted) {
  /** Settings have privileges of their own from this version on. */
  static final int PARAMETER_PRIVILEGES = 15;

  static PostgresSettingRights read(
      PostgresContext context,
      Optional<String> database,
      Optional<String> user,
      Collection<String> names) {
    boolean privileges = context.version().atLeast(PARAMETER_PRIVILEGES);
    String granted =
        privileges
            ? ", ARRAY(SELECT n FROM unnest(string_to_array(?, ',')) n"
                + " WHERE has_parameter_privilege(n, '"
                + (database.isPresent() || user.isPresent() ? "SET" : "ALTER SYSTEM")
                + "'))"
            : ", ARRAY[]::text[] || ?::text";
    String sql =
        PostgresSql.text("setting-rights")
            + granted
            + " AS granted FROM pg_roles r WHERE r.rolname = current_user";
    return context
        .sql()
        .first(
            sql,
            row -> of(row, privileges),
            database.orElse(null),
            user.orElse(null),
            privileges ? String.join(",", names) : "")
        .orElseThrow();
  }

  private static PostgresSettingRights of(Row row, boolean privileges) {
    return new PostgresSettingRights(
        row.text("role"),
        row.bool("superuser"),
        row.text("allow_alter_system").equals("on"),
        row.bool("standby"),
        row.longValue("standbys"),
        row.bool("may_reload"),
        row.optionalBool("owns_database"),
        row.optionalBool("alters_user"),
        privileges ? Set.copyOf(row.texts("granted")) : Set.of());
  }

  boolean maySet(String name) {
    return superuser || granted.contains(name);
  }
}

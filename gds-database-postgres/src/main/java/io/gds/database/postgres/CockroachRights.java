package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.SupportsDefinition;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.jdbc.Row;
import io.gds.database.settings.SupportsConfiguration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What this role may do on this cluster, read in one statement, and in a second one what is granted
 * to it on a database it does not own; and what stands against each capability because of it. Of
 * the role options that came before system privileges, only CREATEDB is seen.
 *
 * @param role who is connected
 * @param admin whether it is a member of admin, which may do everything
 * @param createDatabases whether it may create and rename databases
 * @param viewActivity whether it sees what the sessions of others do
 * @param cancelQuery whether it may cancel what others run
 * @param viewSettings whether it sees cluster settings
 * @param modifySettings whether it may change cluster settings
 * @param modifySqlDefaults whether it may change those of them that begin with sql.defaults
 * @param viewMetadata whether it sees nodes and ranges
 * @param backup whether it may back up the whole cluster, which says nothing of single databases
 * @param restore whether it may restore everything
 * @param viewJobs whether it sees the jobs of others
 * @param controlJobs whether it may pause, resume and cancel the jobs of others
 * @param database what there is of the database asked about
 * @see <a
 *     href="https://www.cockroachlabs.com/docs/stable/security-reference/authorization#supported-privileges">
 *     Supported privileges</a>
 */
record CockroachRights(
    String role,
    boolean admin,
    boolean createDatabases,
    boolean viewActivity,
    boolean cancelQuery,
    boolean viewSettings,
    boolean modifySettings,
    boolean modifySqlDefaults,
    boolean viewMetadata,
    boolean backup,
    boolean restore,
    boolean viewJobs,
    boolean controlJobs,
    Optional<Existing> database) {
  /**
   * A database that exists.
   *
   * @param owner its owner
   * @param owned whether this role has the rights of its owner
   * @param granted what is granted on it to this role; not read where it owns it, or is admin
   */
  record Existing(String owner, boolean owned, Set<String> granted) {}

  /** Reads the rights, without those granted on a single database. */
  static CockroachRights read(CockroachContext context, String database) {
    return context.read(
        () ->
            context
                .sql()
                .first(CockroachSql.text("rights"), CockroachRights::of, database)
                .orElseThrow());
  }

  private static CockroachRights of(Row row) {
    boolean admin = row.bool("admin");
    return new CockroachRights(
        row.text("role_name"),
        admin,
        admin || row.bool("createdb"),
        admin || row.bool("viewactivity"),
        admin || row.bool("cancelquery"),
        admin
            || row.bool("viewclustersetting")
            || row.bool("modifyclustersetting")
            || row.bool("modifysqlclustersetting"),
        admin || row.bool("modifyclustersetting"),
        admin || row.bool("modifyclustersetting") || row.bool("modifysqlclustersetting"),
        admin || row.bool("viewclustermetadata"),
        admin || row.bool("backup"),
        admin || row.bool("restore"),
        admin || row.bool("viewjob"),
        admin || row.bool("controljob"),
        row.optionalText("owner")
            .map(owner -> new Existing(owner, admin || row.bool("owned"), Set.of())));
  }

  /** The same with what is granted on the database, where that matters. */
  CockroachRights withGrants(CockroachContext context, String name) {
    if (admin || database.isEmpty() || database.get().owned()) {
      return this;
    }
    String sql = grantsSql(name);
    List<String> granted =
        context.read(() -> context.sql().query(sql, row -> row.text("privilege_type")));
    return new CockroachRights(
        role,
        admin,
        createDatabases,
        viewActivity,
        cancelQuery,
        viewSettings,
        modifySettings,
        modifySqlDefaults,
        viewMetadata,
        backup,
        restore,
        viewJobs,
        controlJobs,
        Optional.of(new Existing(database.get().owner(), false, new HashSet<>(granted))));
  }

  static String grantsSql(String database) {
    return "WITH g AS (SHOW GRANTS ON DATABASE "
        + CockroachSql.name(database)
        + ") SELECT DISTINCT privilege_type FROM g WHERE CASE WHEN grantee = 'public' THEN true"
        + " WHEN grantee = 'node' THEN false ELSE pg_has_role(grantee, 'USAGE') END";
  }

  /** Whether this is granted on the database, by itself or by all. */
  boolean has(String privilege) {
    return database
        .filter(
            it -> it.owned() || it.granted().contains("ALL") || it.granted().contains(privilege))
        .isPresent();
  }

  /** What stands against an engine's capability. */
  CapabilityStatus ofEngine(CapabilityStatus status) {
    Class<? extends Capability> type = status.capability();
    if (type == SupportsProcesses.class && !(viewActivity && cancelQuery)) {
      return but(
          status,
          viewActivity
              ? "this role may not cancel what others run"
              : "this role sees only its own sessions",
          grant("VIEWACTIVITY, CANCELQUERY"));
    }
    if (type == SupportsBackup.class && !backup) {
      return but(status, "this role may not back up the cluster", grant("BACKUP"));
    }
    if (type == SupportsConfiguration.class && !modifySettings) {
      return but(
          status,
          modifySqlDefaults
              ? "this role may change those cluster settings only that begin with sql.defaults"
              : viewSettings
                  ? "this role sees the cluster settings, but may not change them"
                  : "this role may neither see nor change cluster settings",
          grant("MODIFYCLUSTERSETTING"));
    }
    return status;
  }

  /** What stands against a database's capability. */
  CapabilityStatus ofDatabase(CapabilityStatus status, String name) {
    Class<? extends Capability> type = status.capability();
    if (CockroachCapabilities.OF_ENGINE.contains(type)) {
      return ofEngine(status);
    }
    if (type == SupportsRestore.class) {
      return restore
          ? status
          : but(status, "this role may not restore databases", grant("RESTORE"));
    }
    if (database.isEmpty()) {
      if (type != SupportsDefinition.class) {
        return new CapabilityStatus(
            type,
            status.feature(),
            Availability.STATE,
            "the database does not exist, or this role may not CONNECT to it",
            "Create or restore it.");
      }
      return createDatabases
          ? status
          : but(status, "this role may not create databases", grant("CREATEDB"));
    }
    if (type == SupportsBackup.class) {
      return has("BACKUP")
          ? status
          : but(status, "this role may not back it up", grantOn("BACKUP", name));
    }
    if (type == SupportsDefinition.class) {
      return has("DROP")
          ? status
          : but(status, "this role does not own the database", grantOn("DROP", name));
    }
    return status;
  }

  private String grant(String privileges) {
    return "GRANT SYSTEM " + privileges + " TO " + CockroachSql.name(role) + ";";
  }

  private String grantOn(String privilege, String name) {
    return "GRANT "
        + privilege
        + " ON DATABASE "
        + CockroachSql.name(name)
        + " TO "
        + CockroachSql.name(role)
        + ";";
  }

  private static CapabilityStatus but(CapabilityStatus status, String reason, String remedy) {
    return new CapabilityStatus(
        status.capability(), status.feature(), Availability.PERMISSION, reason, remedy);
  }
}

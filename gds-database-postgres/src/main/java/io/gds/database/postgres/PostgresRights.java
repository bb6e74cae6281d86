package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.DatabaseState;
import io.gds.database.SupportsDefinition;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.data.SupportsSql;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.schema.SupportsSchemas;
import java.util.Optional;
import java.util.Set;

/**
 * What this role may do on this server, read in one statement, and what stands against each
 * capability because of it.
 *
 * @param superuser whether the role is a superuser
 * @param createDatabases whether it may create databases
 * @param createRoles whether it may create roles
 * @param readStats whether it sees what the sessions of others do
 * @param standby whether the server is a standby
 * @param observing what there is of logs and statements
 * @param database what there is of the database asked about
 */
record PostgresRights(
    boolean superuser,
    boolean createDatabases,
    boolean createRoles,
    boolean readStats,
    boolean standby,
    PostgresObserving observing,
    Optional<Existing> database) {
  private static final Set<Class<? extends Capability>> CHANGE =
      Set.of(SupportsDefinition.class, SupportsStates.class, SupportsRestore.class);
  private static final Set<Class<? extends Capability>> CONNECT =
      Set.of(SupportsBackup.class, SupportsSql.class, SupportsSchemas.class);

  /**
   * A database that exists.
   *
   * @param state its state
   * @param owned whether this role has the rights of its owner
   * @param connect whether this role may connect
   */
  record Existing(DatabaseState state, boolean owned, boolean connect) {}

  /** Reads the rights, those on a database of this name included if it exists. */
  static PostgresRights read(PostgresContext context, String database) {
    return context
        .sql()
        .first(
            PostgresSql.text("rights"),
            row ->
                new PostgresRights(
                    row.bool("superuser"),
                    row.bool("create_databases"),
                    row.bool("create_roles"),
                    row.bool("read_stats"),
                    row.bool("standby"),
                    PostgresObserving.of(row),
                    row.optionalBool("owned")
                        .map(
                            owned ->
                                new Existing(
                                    row.intValue("connection_limit") == -2
                                        ? DatabaseState.SUSPECT
                                        : row.bool("allow_connections")
                                            ? DatabaseState.ONLINE
                                            : DatabaseState.OFFLINE,
                                    owned,
                                    row.bool("may_connect")))),
            database)
        .orElseThrow();
  }

  /** What stands against an engine's capability. */
  CapabilityStatus ofEngine(CapabilityStatus status) {
    if (status.capability() == SupportsUsers.class) {
      return ofUsers(status);
    }
    if (status.capability() == SupportsProcesses.class && !readStats) {
      return but(
          status,
          Availability.PERMISSION,
          "of the sessions of other roles this role sees only who and where, not what they do",
          "GRANT pg_read_all_stats TO this role, and pg_signal_backend to end them.");
    }
    return observing.of(status);
  }

  /** What stands against a database's capability. */
  CapabilityStatus ofDatabase(CapabilityStatus status) {
    Class<? extends Capability> type = status.capability();
    if (PostgresCapabilities.OF_ENGINE.contains(type)) {
      return ofEngine(status);
    }
    if (CHANGE.contains(type) && standby) {
      return but(
          status,
          Availability.STATE,
          "the server is a standby, which changes nothing",
          "Connect to the primary.");
    }
    if (database.isEmpty()) {
      return type == SupportsDefinition.class || type == SupportsRestore.class
          ? mayCreate(status)
          : but(status, Availability.STATE, "the database does not exist", "Create or restore it.");
    }
    Existing existing = database.get();
    if (type == SupportsClone.class) {
      return ofClone(status, existing);
    }
    if (CONNECT.contains(type) && existing.state() != DatabaseState.ONLINE) {
      return but(
          status,
          Availability.STATE,
          "the database is " + existing.state() + " and takes no connections",
          "Put it online.");
    }
    if (CONNECT.contains(type) && !existing.connect()) {
      return but(
          status,
          Availability.PERMISSION,
          "this role may not connect to the database",
          "GRANT CONNECT ON DATABASE … TO this role.");
    }
    if (CHANGE.contains(type) && !existing.owned()) {
      return but(
          status,
          Availability.PERMISSION,
          "this role does not own the database",
          "Connect as its owner, or have the owner's role granted.");
    }
    return status;
  }

  private CapabilityStatus ofUsers(CapabilityStatus status) {
    if (standby) {
      return but(
          status,
          Availability.STATE,
          "the server is a standby, where users can be read but not changed",
          "Connect to the primary.");
    }
    return superuser || createRoles
        ? status
        : but(
            status,
            Availability.PERMISSION,
            "this role may read users and rights, and pass on its own, but not change users",
            "ALTER ROLE … CREATEROLE.");
  }

  private CapabilityStatus ofClone(CapabilityStatus status, Existing existing) {
    if (standby) {
      return but(
          status,
          Availability.STATE,
          "the server is a standby, which changes nothing",
          "Connect to the primary, or clone to another server by COPY.");
    }
    if (existing.state() == DatabaseState.SUSPECT) {
      return but(
          status,
          Availability.STATE,
          "a drop of the database was interrupted",
          "It can only be dropped again.");
    }
    boolean template = status.feature().filter(CloneKind.TEMPLATE::equals).isPresent();
    if (template && !existing.owned()) {
      return but(
          status,
          Availability.PERMISSION,
          "this role does not own the database",
          "Connect as its owner, have the owner's role granted, or clone it by COPY.");
    }
    if (!template && status.feature().isPresent() && !existing.connect()) {
      return but(
          status,
          Availability.PERMISSION,
          "this role may not connect to the database",
          "GRANT CONNECT ON DATABASE … TO this role.");
    }
    return mayCreate(status);
  }

  private CapabilityStatus mayCreate(CapabilityStatus status) {
    return superuser || createDatabases
        ? status
        : but(
            status,
            Availability.PERMISSION,
            "this role may not create databases",
            "ALTER ROLE … CREATEDB.");
  }

  static CapabilityStatus but(
      CapabilityStatus status, Availability why, String reason, String remedy) {
    return new CapabilityStatus(status.capability(), status.feature(), why, reason, remedy);
  }
}

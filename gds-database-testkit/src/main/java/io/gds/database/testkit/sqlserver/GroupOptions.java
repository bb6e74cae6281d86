package io.gds.database.testkit.sqlserver;

import java.util.Locale;

/**
 * The options of a replica, and of a member of a distributed group, as they are written.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/create-availability-group-transact-sql">the
 *     vendor's page</a>
 */
final class GroupOptions {
  private GroupOptions() {}

  /** Reads {@code WITH (…)} into a replica. */
  static void read(TsqlReader statement, ModelReplica replica) {
    statement.demand("WITH", "(");
    do {
      String option = statement.word().toUpperCase(Locale.ROOT);
      switch (option) {
        case "ENDPOINT_URL", "LISTENER_URL" ->
            replica.set("endpoint_url", statement.demand("=").text());
        case "AVAILABILITY_MODE", "FAILOVER_MODE", "SEEDING_MODE" ->
            replica.choose(option.toLowerCase(Locale.ROOT), statement.demand("=").word());
        case "BACKUP_PRIORITY", "SESSION_TIMEOUT" ->
            replica.set(
                option.toLowerCase(Locale.ROOT), Math.toIntExact(statement.demand("=").number()));
        case "SECONDARY_ROLE" -> {
          statement.demand("(", "ALLOW_CONNECTIONS", "=");
          replica.choose("secondary_role_allow_connections", statement.word());
          statement.demand(")");
        }
        default -> throw new AssertionError("the model does not know the option " + option);
      }
    } while (statement.take(","));
    statement.demand(")");
    if (replica.chosen("failover_mode").equals("AUTOMATIC") && !replica.isSynchronous()) {
      throw new AssertionError("automatic failover without synchronous commits is refused");
    }
  }

  /** Reads replicas, or members of a distributed group, each with its options. */
  static void readAll(TsqlReader statement, ModelGroup group) {
    do {
      ModelReplica replica = new ModelReplica(statement.text());
      read(statement, replica);
      if (replica.settings().get("endpoint_url") == null) {
        throw new ModelError(
            35236, 15, "The endpoint URL was not specified for '" + replica.name() + "'.");
      }
      if (group.replica(replica.name()).isPresent()) {
        throw new ModelError(
            35282,
            16,
            "Availability replica '"
                + replica.name()
                + "' cannot be added to availability group '"
                + group.name()
                + "'.  The availability group already contains an availability replica with the"
                + " specified name.");
      }
      group.add(replica);
    } while (statement.take(","));
  }
}

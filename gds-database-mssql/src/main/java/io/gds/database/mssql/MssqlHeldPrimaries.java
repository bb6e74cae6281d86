package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What loses its primary when the server stops: availability groups whose primary replica it holds,
 * and mirrored databases whose principal it is. The server stops without a word about them.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-availability-replica-states-transact-sql">
 *     sys.dm_hadr_availability_replica_states</a>
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-database-mirroring-transact-sql">
 *     sys.database_mirroring</a>
 */
final class MssqlHeldPrimaries {
  static final String SQL =
      "SELECT 'availability group' AS kind, COALESCE(ag.name, CAST(rs.group_id AS nvarchar(36)))"
          + " AS name FROM sys.dm_hadr_availability_replica_states rs"
          + " LEFT JOIN sys.availability_groups ag ON ag.group_id = rs.group_id"
          + " WHERE rs.is_local = 1 AND rs.role_desc = 'PRIMARY'"
          + " UNION ALL SELECT 'mirrored database' AS kind, DB_NAME(m.database_id) AS name"
          + " FROM sys.database_mirroring m WHERE m.mirroring_role_desc = 'PRINCIPAL'"
          + " ORDER BY kind, name";

  private static final String RULE = "the server is nobody's primary";

  private final MssqlContext context;
  private final String server;

  MssqlHeldPrimaries(MssqlContext context, String server) {
    this.context = context;
    this.server = server;
  }

  /**
   * Nothing is left without its primary, unless that is meant.
   *
   * @param seen whether this login may look at the state of groups
   */
  Check none(boolean seen, boolean meant) {
    if (!seen) {
      return notKnown("the login does not see the state of groups (VIEW SERVER STATE)");
    }
    List<String> held;
    try {
      held =
          context
              .sql()
              .query(
                  SQL, row -> row.text("kind") + " " + row.optionalText("name").orElse("unknown"));
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return notKnown(String.valueOf(e.getMessage()));
    }
    String told =
        held.isEmpty()
            ? "none"
            : "the primary of " + held.stream().collect(Collectors.joining(", "));
    return meant || held.isEmpty()
        ? Checks.advise(
            context.clock(),
            held.isEmpty(),
            RULE,
            server,
            told,
            "none",
            "They are gone until a replica with automatic failover takes over, or it is back.")
        : Checks.demand(
            context.clock(),
            false,
            RULE,
            server,
            told,
            "none",
            ErrorCode.PRECONDITION_FAILED,
            "Switch each over to another replica first (prepareSwitchover); or say that it is to"
                + " stop all the same: "
                + MssqlServer.STOP_PRIMARY.id()
                + ".");
  }

  private Check notKnown(String why) {
    return Checks.notMeasured(context.clock(), RULE, server, why, "none");
  }
}

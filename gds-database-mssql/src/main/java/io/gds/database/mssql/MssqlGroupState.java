package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What one server is in a group now: asked again and again while a primary is changed.
 *
 * @param role what it is
 * @param operational in the server's word
 * @param databases how many databases of the group it has
 * @param waiting how many of its databases are not online, or suspended
 */
record MssqlGroupState(MssqlReplicaRole role, String operational, long databases, long waiting) {
  static Optional<MssqlGroupState> read(MssqlContext server, String group) {
    MssqlStatement statement = MssqlGroupSql.role(group);
    return server.sql().first(statement.sql(), MssqlGroupState::of, statement.values());
  }

  private static MssqlGroupState of(Row row) {
    return new MssqlGroupState(
        MssqlHaRows.word(
            MssqlReplicaRole.class, row.optionalText("role_desc"), MssqlReplicaRole.UNKNOWN),
        row.optionalText("operational_state_desc").orElse(""),
        row.longValue("present"),
        row.longValue("waiting"));
  }

  static boolean isPrimary(MssqlContext server, String group) {
    return read(server, group)
        .filter(state -> state.role() == MssqlReplicaRole.PRIMARY)
        .isPresent();
  }

  /** Whether a change of its role may still go on. */
  boolean isSettling() {
    return role == MssqlReplicaRole.RESOLVING || operational.equals("PENDING_FAILOVER");
  }

  /**
   * How one server stands in a group.
   *
   * @param configuration which configuration it knows, by its number; empty before 2017
   * @param inStep of how many databases it has all that is committed
   */
  record Standing(OptionalLong configuration, long inStep) {}

  static Standing standing(MssqlContext server, String group) {
    MssqlStatement statement =
        MssqlGroupSql.standing(group, MssqlHaSql.hasClusterTypes(server.product().version()));
    AtomicReference<OptionalLong> number = new AtomicReference<>(OptionalLong.empty());
    long inStep =
        server
            .sql()
            .query(
                statement.sql(),
                row -> {
                  number.set(row.optionalLong("sequence_number"));
                  return row.optionalText("synchronization_state_desc")
                          .filter("SYNCHRONIZED"::equals)
                          .isPresent()
                      && !row.optionalBool("is_suspended").orElse(false);
                },
                statement.values())
            .stream()
            .filter(Boolean::booleanValue)
            .count();
    return new Standing(Objects.requireNonNull(number.get()), inStep);
  }

  /** The end of the log of each database, by the group's number for it. */
  static Map<String, MssqlLsn> hardened(MssqlContext server, String group) {
    MssqlStatement statement = MssqlGroupSql.hardened(group);
    Map<String, MssqlLsn> hardened = new LinkedHashMap<>();
    server
        .sql()
        .query(
            statement.sql(),
            row -> {
              row.optionalDecimal("last_hardened_lsn")
                  .ifPresent(at -> hardened.put(row.text("group_database_id"), new MssqlLsn(at)));
              return row;
            },
            statement.values());
    return hardened;
  }

  /** The databases that are suspended there. */
  static List<String> suspended(MssqlContext server, String group) {
    MssqlStatement statement = MssqlGroupSql.suspended(group);
    return server
        .sql()
        .query(statement.sql(), row -> row.optionalText("database_name"), statement.values())
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /** Why each of the others does not follow the primary that is asked; empty for who does. */
  static Map<String, String> stragglers(MssqlContext primary, String group) {
    MssqlStatement statement = MssqlGroupSql.followers(group);
    Map<String, String> stragglers = new LinkedHashMap<>();
    primary
        .sql()
        .query(
            statement.sql(),
            row -> {
              String health = row.optionalText("synchronization_health_desc").orElse("not told");
              boolean connected =
                  row.optionalText("connected_state_desc").filter("CONNECTED"::equals).isPresent();
              long suspended = row.longValue("suspended");
              if (!connected || suspended > 0 || !health.equals("HEALTHY")) {
                stragglers.put(
                    row.text("replica_server_name"),
                    !connected
                        ? "it is not connected"
                        : suspended > 0
                            ? suspended + " of its databases are suspended"
                            : "its synchronization is " + health);
              }
              return row;
            },
            statement.values());
    return stragglers;
  }
}

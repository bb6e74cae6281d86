package io.gds.database.mssql;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one server says of all its groups, at one moment.
 *
 * @param server the server's name
 * @param enabled whether Always On is switched on
 * @param seesDefinitions whether this login would see groups if there were any
 * @param altersGroups whether this login may alter groups
 * @param altersDatabases whether this login may alter databases
 * @param quorum the state of the Windows cluster's quorum, in the server's word; empty without one
 * @param offset the offset of the server's own times
 * @param readAt when it was read, by the server's clock
 * @param groups the groups
 */
record MssqlHaSnapshot(
    String server,
    boolean enabled,
    boolean seesDefinitions,
    boolean altersGroups,
    boolean altersDatabases,
    Optional<String> quorum,
    ZoneOffset offset,
    Instant readAt,
    List<MssqlAvailabilityGroup> groups) {
  MssqlHaSnapshot {
    groups = List.copyOf(groups);
  }

  /**
   * Reads how all groups are doing: one statement.
   *
   * @throws io.gds.database.error.PermissionDeniedException if this login may not see it
   */
  static MssqlHaSnapshot read(MssqlContext context) {
    MssqlHaRows rows = new MssqlHaRows();
    AtomicReference<@Nullable MssqlHaSnapshot> first = new AtomicReference<>();
    context
        .sql()
        .query(
            MssqlHaSql.status(context.product().version()),
            row -> {
              if (first.get() == null) {
                first.set(of(row, row.optionalText("quorum_state")));
              }
              rows.add(row);
              return row;
            });
    return required(first).with(rows.groups()).visible(context);
  }

  /** Reads the names only: one statement. */
  static List<String> names(MssqlContext context) {
    AtomicReference<@Nullable MssqlHaSnapshot> first = new AtomicReference<>();
    List<Optional<String>> names =
        context
            .sql()
            .query(
                MssqlHaSql.NAMES,
                row -> {
                  if (first.get() == null) {
                    first.set(of(row, Optional.empty()));
                  }
                  return row.optionalText("group_name");
                });
    List<String> there = names.stream().flatMap(Optional::stream).toList();
    if (there.isEmpty()) {
      required(first).visible(context);
    }
    return there;
  }

  private static MssqlHaSnapshot required(AtomicReference<@Nullable MssqlHaSnapshot> first) {
    MssqlHaSnapshot read = first.get();
    if (read == null) {
      throw new IllegalStateException("the server answered without a row");
    }
    return read;
  }

  private static MssqlHaSnapshot of(Row row, Optional<String> quorum) {
    return new MssqlHaSnapshot(
        row.optionalText("server_name").orElse(""),
        row.optionalInt("is_hadr_enabled").orElse(0) == 1,
        row.optionalInt("sees_definitions").orElse(0) == 1,
        row.intValue("alters_groups") == 1,
        row.intValue("alters_databases") == 1,
        quorum,
        row.offsetTime("server_now").getOffset(),
        row.offsetTime("server_now").toInstant(),
        List.of());
  }

  private MssqlHaSnapshot with(List<MssqlAvailabilityGroup> all) {
    return new MssqlHaSnapshot(
        server,
        enabled,
        seesDefinitions,
        altersGroups,
        altersDatabases,
        quorum,
        offset,
        readAt,
        all);
  }

  /** To see none is not the same as that there are none. */
  private MssqlHaSnapshot visible(MssqlContext context) {
    if (groups.isEmpty() && enabled && !seesDefinitions) {
      throw ErrorDetails.of(
              ErrorCode.PERMISSION_DENIED,
              "this login sees no availability groups, and would not see any if there were some")
          .platform(DatabaseType.MSSQL.id())
          .engine(context.runner().engine())
          .remedy("GRANT VIEW ANY DEFINITION TO this login.")
          .toException();
    }
    return this;
  }

  /** The group of exactly this name. */
  Optional<MssqlAvailabilityGroup> group(String name) {
    return groups.stream().filter(group -> group.name().equals(name)).findFirst();
  }

  List<String> groupNames() {
    return groups.stream().map(MssqlAvailabilityGroup::name).toList();
  }

  /**
   * Whether the Windows cluster of a group has a quorum, as far as there is one to have it. A
   * server without it tells no state at all.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-cluster-transact-sql">sys.dm_hadr_cluster</a>
   */
  boolean hasQuorum(MssqlAvailabilityGroup group) {
    boolean needed = group.clusterType() == MssqlClusterType.WSFC && !group.distributed();
    return quorum.map(state -> !state.equals("UNKNOWN_QUORUM_STATE")).orElse(!needed);
  }
}

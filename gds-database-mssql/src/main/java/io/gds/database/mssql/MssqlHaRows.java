package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Puts groups together from the rows of {@link MssqlHaSql#status}. Not thread-safe. */
final class MssqlHaRows {
  private static final int KILO = 1024;

  /** A group with the parts that its rows have brought so far. */
  private static final class Building {
    private final MssqlAvailabilityGroup group;
    private final boolean noted;
    private final Map<UUID, MssqlReplica> replicas = new LinkedHashMap<>();
    private final Map<UUID, List<Copy>> copies = new LinkedHashMap<>();

    /**
     * A group.
     *
     * @param quorum the state of the quorum, in the server's word
     */
    Building(MssqlAvailabilityGroup group, Optional<String> quorum) {
      this.group = group;
      this.noted =
          MssqlSwitchoverChecks.isWatched(group)
              && quorum.filter("NORMAL_QUORUM"::equals).isPresent();
    }
  }

  /** A database on a replica, before what the primary has is known. */
  private record Copy(MssqlReplicaDatabase database, String key) {}

  private final Map<UUID, Building> groups = new LinkedHashMap<>();

  /** Takes a row. */
  void add(Row row) {
    Optional<String> group = row.optionalText("group_id");
    if (group.isEmpty()) {
      return;
    }
    UUID id = UUID.fromString(group.get());
    Building building = groups.get(id);
    if (building == null) {
      building = new Building(group(row, id), row.optionalText("quorum_state"));
      groups.put(id, building);
    }
    Optional<UUID> replica = row.optionalText("replica_id").map(UUID::fromString);
    if (replica.isEmpty()) {
      return;
    }
    if (!building.replicas.containsKey(replica.get())) {
      building.replicas.put(replica.get(), replica(row, replica.get()));
      building.copies.put(replica.get(), new ArrayList<>());
    }
    Optional<String> name = row.optionalText("database_name");
    List<Copy> copies = building.copies.get(replica.get());
    if (name.isPresent() && copies != null) {
      copies.add(new Copy(database(row, name.get()), row.text("group_database_id")));
    }
  }

  private static MssqlAvailabilityGroup group(Row row, UUID id) {
    return new MssqlAvailabilityGroup(
        row.text("group_name"),
        id,
        word(
            MssqlClusterType.class,
            row.optionalText("cluster_type_desc"),
            MssqlClusterType.UNKNOWN),
        row.optionalBool("is_distributed").orElse(false),
        row.optionalInt("is_contained").orElse(0) == 1,
        row.optionalBool("basic_features").orElse(false),
        row.optionalText("automated_backup_preference_desc").orElse(""),
        row.optionalInt("failure_condition_level"),
        row.optionalText("health_check_timeout").map(Long::valueOf).map(Duration::ofMillis),
        row.optionalBool("db_failover").orElse(false),
        row.optionalBool("dtc_support").orElse(false),
        row.optionalInt("required_synchronized_secondaries_to_commit").orElse(0),
        row.optionalLong("sequence_number"),
        row.optionalText("primary_replica").filter(name -> !name.isEmpty()),
        row.optionalText("group_health"),
        List.of(),
        List.of(),
        List.of());
  }

  private static MssqlReplica replica(Row row, UUID id) {
    ZoneOffset offset = row.offsetTime("server_now").getOffset();
    return new MssqlReplica(
        row.text("replica_server_name"),
        id,
        row.optionalText("endpoint_url"),
        word(
            MssqlAvailabilityMode.class,
            row.optionalText("availability_mode_desc"),
            MssqlAvailabilityMode.UNKNOWN),
        word(
            MssqlFailoverMode.class,
            row.optionalText("failover_mode_desc"),
            MssqlFailoverMode.UNKNOWN),
        row.optionalText("seeding_mode_desc").orElse(""),
        row.optionalText("session_timeout").map(Long::valueOf).map(Duration::ofSeconds),
        row.optionalInt("backup_priority").orElse(0),
        row.optionalText("primary_role_allow_connections_desc").orElse(""),
        row.optionalText("secondary_role_allow_connections_desc").orElse(""),
        row.optionalText("read_only_routing_url"),
        List.of(),
        row.optionalBool("is_local").orElse(false),
        word(MssqlReplicaRole.class, row.optionalText("role_desc"), MssqlReplicaRole.UNKNOWN),
        row.optionalText("operational_state_desc"),
        row.optionalText("connected_state_desc").map("CONNECTED"::equals),
        row.optionalText("replica_health"),
        row.optionalText("join_state_desc"),
        connectError(row, offset),
        List.of());
  }

  private static Optional<MssqlReplica.ConnectError> connectError(Row row, ZoneOffset offset) {
    int number = row.optionalInt("last_connect_error_number").orElse(0);
    return number == 0
        ? Optional.empty()
        : Optional.of(
            new MssqlReplica.ConnectError(
                number,
                row.optionalText("last_connect_error_description").orElse(""),
                instant(row, "last_connect_error_timestamp", offset)));
  }

  /** Times are the server's own, without an offset. */
  private static Optional<Instant> instant(Row row, String column, ZoneOffset offset) {
    return row.optionalLocalTime(column).map(local -> local.toInstant(offset));
  }

  private static OptionalLong bytes(Row row, String column) {
    OptionalLong kilos = row.optionalLong(column);
    return kilos.isPresent() ? OptionalLong.of(kilos.getAsLong() * KILO) : kilos;
  }

  private static MssqlReplicaDatabase database(Row row, String name) {
    ZoneOffset offset = row.offsetTime("server_now").getOffset();
    OptionalLong redo = bytes(row, "redo_queue_size");
    OptionalLong rate = bytes(row, "redo_rate");
    OptionalLong lag = row.optionalLong("secondary_lag_seconds");
    boolean suspended = row.optionalBool("is_suspended").orElse(false);
    return new MssqlReplicaDatabase(
        name,
        row.optionalBool("is_database_joined"),
        row.optionalBool("is_failover_ready").orElse(false),
        word(
            MssqlSynchronization.class,
            row.optionalText("synchronization_state_desc"),
            MssqlSynchronization.UNKNOWN),
        row.optionalText("database_state_desc"),
        row.optionalBool("is_commit_participant").orElse(false),
        suspended
            ? Optional.of(row.optionalText("suspend_reason_desc").orElse("no reason is told"))
            : Optional.empty(),
        lag.isPresent() ? Optional.of(Duration.ofSeconds(lag.getAsLong())) : Optional.empty(),
        bytes(row, "log_send_queue_size"),
        bytes(row, "log_send_rate"),
        redo,
        rate,
        instant(row, "last_commit_time", offset),
        instant(row, "last_received_time", offset),
        instant(row, "last_redone_time", offset),
        row.optionalDecimal("last_hardened_lsn").map(MssqlLsn::new),
        row.optionalDecimal("end_of_log_lsn").map(MssqlLsn::new),
        row.optionalDecimal("recovery_lsn").map(MssqlLsn::new),
        Optional.empty(),
        recovery(redo, rate));
  }

  /** Nothing waits: at once; else as long as the rate says, if there is one. */
  static Optional<Duration> recovery(OptionalLong queue, OptionalLong rate) {
    if (queue.isEmpty()) {
      return Optional.empty();
    }
    if (queue.getAsLong() == 0) {
      return Optional.of(Duration.ZERO);
    }
    return rate.orElse(0) <= 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(queue.getAsLong() * 1000 / rate.getAsLong()));
  }

  /** A word of the server as one of ours; the server writes some of them with blanks. */
  static <E extends Enum<E>> E word(Class<E> type, Optional<String> said, E unknown) {
    String word = said.orElse("").replace(' ', '_').toUpperCase(Locale.ROOT);
    for (E each : type.getEnumConstants()) {
      if (each.name().equals(word)) {
        return each;
      }
    }
    return unknown;
  }

  /** All groups, by name. */
  List<MssqlAvailabilityGroup> groups() {
    return groups.values().stream().map(MssqlHaRows::finished).toList();
  }

  private static MssqlAvailabilityGroup finished(Building building) {
    Map<String, Instant> committed = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>();
    building.copies.forEach(
        (id, copies) -> {
          MssqlReplica replica = building.replicas.get(id);
          for (Copy copy : copies) {
            names.add(copy.database().name());
            if (replica != null && replica.isPrimary()) {
              copy.database().lastCommit().ifPresent(at -> committed.put(copy.key(), at));
            }
          }
        });
    List<MssqlReplica> replicas = new ArrayList<>();
    building.replicas.forEach(
        (id, replica) ->
            replicas.add(
                replica.with(
                    building.copies.getOrDefault(id, List.of()).stream()
                        .map(copy -> estimated(replica, copy, committed, building.noted))
                        .toList())));
    return building.group.with(List.copyOf(names), replicas);
  }

  /**
   * What is noted as ready loses nothing while it is connected, or by a cluster that kept its
   * quorum; else it is the word of yesterday.
   */
  private static MssqlReplicaDatabase estimated(
      MssqlReplica replica, Copy copy, Map<String, Instant> committed, boolean noted) {
    MssqlReplicaDatabase database = copy.database();
    if (replica.isPrimary()) {
      return database;
    }
    Optional<Duration> loss =
        database.failoverReady()
                && database.joined().isPresent()
                && (noted || replica.connected().orElse(false))
            ? Optional.of(Duration.ZERO)
            : Optional.ofNullable(committed.get(copy.key()))
                .flatMap(last -> database.lastCommit().map(own -> Duration.between(own, last)))
                .map(between -> between.isNegative() ? Duration.ZERO : between);
    return database.withLoss(loss);
  }
}

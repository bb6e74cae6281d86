package io.gds.database.postgres;

import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How one node sees itself and those that follow it, read in one statement.
 *
 * @param recovering whether it is a standby, or recovers
 * @param systemIdentifier what it shares with its physical copies only
 * @param identity what no other running server has
 * @param address where this connection reached it
 * @param role who asked
 * @param clusterName its name, empty if it was given none
 * @param syncNames synchronous_standby_names
 * @param syncCommit synchronous_commit
 * @param mayTell whether this role may see the standbys' columns
 * @param timeline the timeline it writes or receives, where it can tell
 * @param position how far it has written, or replayed
 * @param received how far it has received, on a standby
 * @param toReplay how much it has received and not replayed, on a standby
 * @param replayedAt when the last transaction it replayed was committed
 * @param paused whether somebody paused its replay
 * @param applyDelay how long it holds changes back on purpose
 * @param receiver the state of what it receives by; empty if it receives nothing
 * @param sender the host and port it receives from, or would
 * @param followsAs what it calls itself when it follows
 * @param slot the slot it receives by
 * @param lastMessageAt when it last heard of its sender, if it had all of which it heard
 * @param now its clock
 * @param standbys those that follow it
 */
record NodeView(
    boolean recovering,
    String systemIdentifier,
    String identity,
    Optional<String> address,
    String role,
    String clusterName,
    String syncNames,
    String syncCommit,
    boolean mayTell,
    OptionalInt timeline,
    Optional<String> position,
    Optional<String> received,
    OptionalLong toReplay,
    Optional<Instant> replayedAt,
    boolean paused,
    Duration applyDelay,
    Optional<String> receiver,
    Optional<String> sender,
    Optional<String> followsAs,
    Optional<String> slot,
    Optional<Instant> lastMessageAt,
    Instant now,
    List<StandbyView> standbys) {
  static NodeView read(Sql sql) {
    List<StandbyView> standbys = new ArrayList<>();
    List<NodeView> rows =
        sql.query(
            PostgresSql.text("ha"),
            row -> {
              if (row.bool("is_standby")) {
                standbys.add(StandbyView.of(row));
              }
              return of(row);
            });
    return rows.get(0).with(distinct(standbys));
  }

  private static NodeView of(Row row) {
    boolean recovering = row.bool("recovering");
    return new NodeView(
        recovering,
        Long.toUnsignedString(row.longValue("system_identifier")),
        row.text("identity"),
        row.optionalText("own_address").map(host -> host + ":" + row.intValue("own_port")),
        row.text("asking_role"),
        row.text("cluster_name"),
        row.text("sync_names"),
        row.text("sync_commit"),
        row.bool("may_see"),
        row.optionalInt("timeline"),
        row.optionalText(recovering ? "replayed" : "written"),
        row.optionalText("received"),
        row.optionalLong("to_replay"),
        row.optionalInstant("replayed_at"),
        row.optionalBool("paused").orElse(false),
        Duration.ofMillis(row.optionalText("apply_delay").map(Long::parseLong).orElse(0L)),
        row.optionalText("receiver"),
        row.optionalText("sender_host")
            .map(
                host ->
                    host + ":" + row.optionalInt("sender_port").orElse(PostgresUrls.DEFAULT_PORT)),
        row.optionalText("follows_as"),
        row.optionalText("receiver_slot"),
        row.optionalInstant("last_message_at"),
        row.instant("now"),
        List.of());
  }

  /** The same with these standbys. */
  NodeView with(List<StandbyView> all) {
    return new NodeView(
        recovering,
        systemIdentifier,
        identity,
        address,
        role,
        clusterName,
        syncNames,
        syncCommit,
        mayTell,
        timeline,
        position,
        received,
        toReplay,
        replayedAt,
        paused,
        applyDelay,
        receiver,
        sender,
        followsAs,
        slot,
        lastMessageAt,
        now,
        all);
  }

  /** Several that share a name are told apart by slot, address, or number. */
  static List<StandbyView> distinct(List<StandbyView> all) {
    List<StandbyView> named = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (StandbyView standby : all) {
      String name = standby.name();
      if (taken.contains(name)) {
        name =
            standby.connected()
                ? standby.slot().or(standby::address).orElse(name)
                : "slot " + standby.slot().orElse(name);
      }
      String base = name;
      for (int i = 2; taken.contains(name); i++) {
        name = base + "-" + i;
      }
      taken.add(name);
      named.add(standby.named(name));
    }
    return named;
  }

  /** Whether it receives and is in step with doing so. */
  boolean isStreaming() {
    return receiver.filter("streaming"::equals).isPresent();
  }

  /** Whether it takes part in replication at all. */
  boolean isReplicated() {
    return recovering || !standbys.isEmpty() || !syncNames.isEmpty();
  }

  /**
   * How far a standby is behind by its own clock: nothing if it replayed all it received, else
   * since its last commit; not known if it has replayed none since it was started.
   */
  Optional<Duration> standbyLag() {
    if (isStreaming() && toReplay.orElse(1) == 0) {
      return Optional.of(Duration.ZERO);
    }
    return replayedAt
        .map(at -> Duration.between(at, now))
        .map(lag -> lag.isNegative() ? Duration.ZERO : lag);
  }
}

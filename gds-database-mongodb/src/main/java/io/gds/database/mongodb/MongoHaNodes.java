package io.gds.database.mongodb;

import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonTimestamp;

/** The members of a set as nodes. Pure. */
final class MongoHaNodes {
  private final MongoSetView view;
  private final Optional<String> primary;

  MongoHaNodes(MongoSetView view) {
    this.view = view;
    this.primary = view.primary();
  }

  /** All of them, the primary first. */
  List<HaNode> all() {
    List<HaNode> nodes = new ArrayList<>();
    for (MongoSetMember member : view.config().members()) {
      HaNode node = node(member);
      nodes.add(node.role() == HaRole.PRIMARY ? 0 : nodes.size(), node);
    }
    return nodes;
  }

  HaNode node(MongoSetMember member) {
    String host = member.host();
    MongoMemberState state = view.state(host);
    HaRole role = role(member, state);
    HaNode.Builder node =
        HaNode.builder(host, role, haState(member, role, state))
            .endpoint(host)
            .self(view.first().self().filter(self -> self.host().equals(host)).isPresent())
            .healthy(isHealthy(role, state))
            .notCandidateBecause(role == HaRole.PRIMARY ? List.of() : obstacles(member, state))
            .attributes(attributes(member, state));
    if (role != HaRole.PRIMARY) {
      view.lag(host).ifPresent(node::lag);
      view.lag(host).filter(lag -> role.mayTakeOver()).ifPresent(node::estimatedDataLoss);
    }
    view.position(host)
        .filter(position -> !member.arbiter())
        .ifPresent(
            position -> {
              node.position(text(position));
              node.lastSyncAt(Instant.ofEpochSecond(MongoSetView.seconds(position)));
            });
    return node.build();
  }

  static String text(BsonTimestamp position) {
    return "Timestamp(" + MongoSetView.seconds(position) + ", " + position.getInc() + ")";
  }

  /** As it is configured; of a member that has data only what no election changes. */
  static HaNode configured(MongoSetMember member) {
    HaRole role =
        member.arbiter() ? HaRole.ARBITER : member.isAside() ? HaRole.REPLICA : HaRole.UNKNOWN;
    return HaNode.builder(member.host(), role, HaState.UNKNOWN)
        .endpoint(member.host())
        .attributes(configuredAttributes(member))
        .build();
  }

  private HaRole role(MongoSetMember member, MongoMemberState state) {
    if (primary.equals(Optional.of(member.host()))) {
      return HaRole.PRIMARY;
    }
    if (state == MongoMemberState.PRIMARY) {
      // By an older election: it steps down once it hears of the newer one.
      return HaRole.UNKNOWN;
    }
    return member.arbiter() ? HaRole.ARBITER : member.isAside() ? HaRole.REPLICA : HaRole.SECONDARY;
  }

  private HaState haState(MongoSetMember member, HaRole role, MongoMemberState state) {
    String host = member.host();
    if (state == MongoMemberState.PRIMARY && role != HaRole.PRIMARY) {
      return HaState.RESOLVING;
    }
    if (state == MongoMemberState.SECONDARY && primary.isEmpty()) {
      return HaState.NOT_SYNCHRONIZED;
    }
    if (state == MongoMemberState.SECONDARY && member.delay().isZero() && view.isInStep(host)) {
      return HaState.SYNCED;
    }
    if (state == MongoMemberState.RECOVERING) {
      boolean maintained = view.row(host).filter(row -> row.maintenance() > 0).isPresent();
      return view.isStale(host)
          ? HaState.NOT_SYNCHRONIZED
          : maintained ? HaState.SUSPENDED : state.state();
    }
    return state.state();
  }

  private boolean isHealthy(HaRole role, MongoMemberState state) {
    return state.works() && (role == HaRole.PRIMARY || state != MongoMemberState.PRIMARY);
  }

  /** Why the set would not, or could not, make it primary. */
  List<String> obstacles(MongoSetMember member, MongoMemberState state) {
    List<String> why = new ArrayList<>();
    if (member.arbiter()) {
      why.add("it votes only, and has no data");
      return why;
    }
    if (state != MongoMemberState.SECONDARY) {
      why.add(told(member.host(), state));
    }
    if (!member.isVoter()) {
      why.add("it has no vote");
    }
    if (member.priority() <= 0) {
      why.add("its priority is 0");
    }
    if (member.hidden()) {
      why.add("it is hidden from clients");
    }
    if (!member.delay().isZero()) {
      why.add("it is behind on purpose, by " + member.delay());
    }
    if (!view.hasMajority()) {
      why.add("no majority of the voters is there to elect it");
    }
    return why;
  }

  /** How it is, as a sentence without an end. */
  String told(String host, MongoMemberState state) {
    return switch (state) {
      case STARTUP -> "it is starting, and has not loaded its configuration";
      case STARTUP2 -> "it copies all data from another member: an initial sync";
      case RECOVERING ->
          view.isStale(host)
              ? "it has fallen too far behind: no other member has the changes any more that it"
                  + " needs next"
              : view.row(host).filter(row -> row.maintenance() > 0).isPresent()
                  ? "it is under maintenance"
                  : "it is recovering, and does not serve yet";
      case ROLLBACK -> "it undoes changes that no majority had";
      case REMOVED -> "it was removed from the set, as it says";
      case DOWN -> "no member hears of it";
      case UNKNOWN -> "its state is not known";
      case PRIMARY -> "it holds itself for the primary by an older election";
      case SECONDARY, ARBITER -> "it works";
    };
  }

  private Map<String, String> attributes(MongoSetMember member, MongoMemberState state) {
    String host = member.host();
    Map<String, String> all = new LinkedHashMap<>();
    all.put("state", state.name());
    all.putAll(configuredAttributes(member));
    Optional<MongoMemberStatus> row = view.row(host);
    row.flatMap(MongoMemberStatus::syncsFrom).ifPresent(from -> all.put("syncsFrom", from));
    row.flatMap(MongoMemberStatus::info).ifPresent(info -> all.put("info", info));
    row.flatMap(MongoMemberStatus::heardAt).ifPresent(at -> all.put("heardAt", at.toString()));
    row.filter(it -> it.configVersion().isPresent())
        .ifPresent(it -> all.put("configVersion", "" + it.configVersion().getAsLong()));
    view.answer(host)
        .filter(status -> status.term().isPresent())
        .ifPresent(status -> all.put("term", "" + status.term().getAsLong()));
    view.window(host).ifPresent(window -> all.put("oplogWindow", window.toString()));
    view.oldest(host)
        .ifPresent(
            oldest ->
                all.put(
                    "oplogSince", Instant.ofEpochSecond(MongoSetView.seconds(oldest)).toString()));
    view.silence(host).ifPresent(why -> all.put("notAsked", why));
    return all;
  }

  private static Map<String, String> configuredAttributes(MongoSetMember member) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("votes", Long.toString(member.votes()));
    all.put("priority", number(member.priority()));
    if (member.hidden()) {
      all.put("hidden", "true");
    }
    if (!member.delay().equals(Duration.ZERO)) {
      all.put("delay", member.delay().toString());
    }
    if (!member.buildsIndexes()) {
      all.put("buildIndexes", "false");
    }
    member.tags().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(tag -> all.put("tag." + tag.getKey(), tag.getValue()));
    return all;
  }

  static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}

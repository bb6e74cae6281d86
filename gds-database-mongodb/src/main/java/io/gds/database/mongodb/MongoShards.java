package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;

/**
 * A sharded cluster by its routers: its shards are its nodes. How a shard does is told by one
 * member of its set, if this engine may log in there; a router does not tell it.
 *
 * @param shards what the router lists
 * @param balancer its mode, and whether it is at work; empty if this user may not know
 * @param answers what one member of each shard says
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/listShards/">listShards</a>
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/balancerStatus/">balancerStatus</a>
 */
record MongoShards(
    List<Shard> shards,
    Optional<BsonDocument> balancer,
    Map<String, MongoMembers.Asked<MongoSetStatus>> answers) {
  static final String KIND = "sharded-cluster";

  /**
   * A shard.
   *
   * @param name its name in the cluster
   * @param set the name of its replica set
   * @param hosts its members, as far as the cluster knows them
   * @param draining whether it is being emptied
   */
  record Shard(String name, String set, List<String> hosts, boolean draining) {
    static Shard of(BsonDocument shard) {
      String host = MongoValues.text(shard, "host").orElse("");
      int slash = host.indexOf('/');
      return new Shard(
          MongoValues.text(shard, "_id").orElse(host),
          slash < 0 ? "" : host.substring(0, slash),
          List.of(host.substring(slash + 1).split(",")),
          MongoValues.truth(shard, "draining").orElse(false));
    }
  }

  static MongoShards read(MongoContext context) {
    MongoCommands commands = context.commands().anywhere();
    List<Shard> shards = list(commands);
    MongoMembers members = new MongoMembers(context);
    Map<String, MongoMembers.Asked<MongoSetStatus>> answers = new LinkedHashMap<>();
    Map<String, String> asked = new LinkedHashMap<>();
    for (Shard shard : shards) {
      shard.hosts().stream()
          .filter(host -> members.brief(host).isPresent())
          .findFirst()
          .or(() -> shard.hosts().stream().findFirst())
          .ifPresent(host -> asked.put(shard.name(), host));
    }
    Map<String, MongoMembers.Asked<MongoSetStatus>> byHost =
        members.ask(List.copyOf(asked.values()), MongoSetStatus::read);
    asked.forEach(
        (shard, host) ->
            Optional.ofNullable(byHost.get(host)).ifPresent(said -> answers.put(shard, said)));
    return new MongoShards(shards, balancer(commands), answers);
  }

  /** The shards, by one command. */
  static List<Shard> list(MongoCommands commands) {
    return MongoValues.documents(commands.admin(MongoCommands.command("listShards")), "shards")
        .stream()
        .map(Shard::of)
        .toList();
  }

  private static Optional<BsonDocument> balancer(MongoCommands commands) {
    try {
      return Optional.of(commands.admin(MongoCommands.command("balancerStatus")));
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED || e.code() == ErrorCode.UNSUPPORTED_CAPABILITY) {
        return Optional.empty();
      }
      throw e;
    }
  }

  HaStatus status(String name, Instant now) {
    List<HaNode> nodes = shards.stream().map(this::node).toList();
    List<String> problems = new ArrayList<>();
    for (Shard shard : shards) {
      problem(shard).ifPresent(problem -> problems.add(shard.name() + ": " + problem));
    }
    boolean healthy = !nodes.isEmpty() && nodes.stream().allMatch(HaNode::healthy);
    if (nodes.isEmpty()) {
      problems.add("The cluster has no shards: add one before anything is written.");
    }
    HaState state =
        nodes.stream()
            .filter(node -> !node.healthy())
            .map(HaNode::state)
            .filter(each -> each != HaState.UNKNOWN)
            .findFirst()
            .orElse(healthy ? HaState.HEALTHY : HaState.UNKNOWN);
    return new HaStatus(name, KIND, state, nodes, healthy, problems, now);
  }

  private Optional<MongoSetStatus> answer(Shard shard) {
    return Optional.ofNullable(answers.get(shard.name())).flatMap(MongoMembers.Asked::answer);
  }

  private HaNode node(Shard shard) {
    Optional<MongoSetStatus> answer = answer(shard);
    HaState state =
        answer
            .map(
                status ->
                    status.primary().isEmpty()
                        ? HaState.RESOLVING
                        : silent(status).isEmpty() ? HaState.HEALTHY : HaState.DISCONNECTED)
            .orElse(HaState.UNKNOWN);
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("set", shard.set());
    attributes.put("hosts", String.join(",", shard.hosts()));
    attributes.put("draining", Boolean.toString(shard.draining()));
    answer
        .flatMap(MongoSetStatus::primary)
        .ifPresent(primary -> attributes.put("primary", primary.host()));
    return HaNode.builder(shard.name(), HaRole.UNKNOWN, state)
        .endpoint(shard.set() + "/" + String.join(",", shard.hosts()))
        .healthy(state == HaState.HEALTHY)
        .attributes(attributes)
        .build();
  }

  private static List<String> silent(MongoSetStatus status) {
    return status.members().stream()
        .filter(member -> !member.up() || !member.state().works())
        .map(MongoMemberStatus::host)
        .toList();
  }

  private Optional<String> problem(Shard shard) {
    Optional<MongoSetStatus> answer = answer(shard);
    if (answer.isEmpty()) {
      String why =
          Optional.ofNullable(answers.get(shard.name()))
              .map(MongoMembers.Asked::why)
              .orElse("the router names no member of it");
      return Optional.of(
          "how its set does is not known, since a router does not tell it: "
              + why
              + ". Open the set "
              + shard.set()
              + " by itself, or allow its hosts.");
    }
    if (answer.get().primary().isEmpty()) {
      return Optional.of(
          "its set "
              + shard.set()
              + " has no primary, as one member says. Open it by itself, and see haStatus().");
    }
    List<String> silent = silent(answer.get());
    return silent.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "in its set "
                + shard.set()
                + " these do not work, as one member says: "
                + String.join(", ", silent)
                + ". Open it by itself, and see haStatus().");
  }

  HaConfiguration configuration(String name, MongoDefaultConcern concern) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("writeConcern", concern.text());
    attributes.put(
        "balancer",
        balancer.flatMap(status -> MongoValues.text(status, "mode")).orElse("not told"));
    balancer
        .flatMap(status -> MongoValues.truth(status, "inBalancerRound"))
        .ifPresent(atWork -> attributes.put("balancing", Boolean.toString(atWork)));
    return new HaConfiguration(
        name,
        KIND,
        shards.stream().map(this::node).toList(),
        concern.mode(),
        true,
        Optional.empty(),
        attributes);
  }
}

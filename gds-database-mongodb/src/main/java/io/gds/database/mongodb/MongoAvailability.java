package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SyncMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Seeing a replica set, or a sharded cluster by its routers. A status costs two commands and two
 * more to each member with data; a configuration two.
 */
final class MongoAvailability implements SupportsHighAvailability {
  private final MongoContext context;

  MongoAvailability(MongoContext context) {
    this.context = context;
  }

  MongoContext context() {
    return context;
  }

  private String engine() {
    return context.runner().engine();
  }

  @Override
  public List<String> haGroups() {
    context.runner().requireOpen();
    if (context.product().isRouter()) {
      return List.of(engine());
    }
    return MongoSetView.config(context).map(MongoSetConfig::name).stream().toList();
  }

  /**
   * The set as it is now; empty if there is none and none is named.
   *
   * @throws io.gds.database.error.NotFoundException if it has another name
   */
  Optional<MongoSetView> view(Optional<String> group) {
    context.runner().requireOpen();
    return named(MongoSetView.read(context), group, view -> view.config().name());
  }

  /** The same, as only the one says it that is asked first. */
  Optional<MongoSetView> brief() {
    return MongoSetView.config(context)
        .map(
            config ->
                MongoSetView.brief(
                    config,
                    MongoMembers.patiently(
                        () -> MongoSetStatus.read(context.commands().anywhere()))));
  }

  private <T> Optional<T> named(
      Optional<T> found, Optional<String> group, Function<T, String> name) {
    if (group.isPresent() && !found.map(name).equals(group)) {
      throw unknown(group.get(), found.map(name));
    }
    return found;
  }

  private RuntimeException unknown(String group, Optional<String> there) {
    return ErrorDetails.of(
            ErrorCode.NOT_FOUND,
            "there is no group \""
                + group
                + "\" here"
                + there.map(name -> ", but \"" + name + "\"").orElse(""))
        .platform(DatabaseType.MONGODB.id())
        .engine(engine())
        .target(group)
        .remedy("See haGroups(), and write the name as it is there.")
        .toException();
  }

  private HaStatus status(Optional<String> group) {
    context.runner().requireOpen();
    if (context.product().isRouter()) {
      requireCluster(group);
      return MongoShards.read(context).status(engine(), context.clock().instant());
    }
    return view(group)
        .map(view -> new MongoHaStatus(view).status(context.clock().instant()))
        .orElseGet(() -> HaStatus.notConfigured(engine(), context.clock().instant()));
  }

  private void requireCluster(Optional<String> group) {
    if (group.isPresent() && !group.get().equals(engine())) {
      throw unknown(group.get(), Optional.of(engine()));
    }
  }

  @Override
  public HaStatus haStatus() {
    return status(Optional.empty());
  }

  @Override
  public HaStatus haStatus(String group) {
    return status(Optional.of(group));
  }

  Optional<HaConfiguration> configuration(Optional<String> group) {
    context.runner().requireOpen();
    if (context.product().isRouter()) {
      requireCluster(group);
      return Optional.of(
          MongoShards.read(context)
              .configuration(engine(), MongoDefaultConcern.read(context, Optional.empty())));
    }
    Optional<MongoSetConfig> config =
        named(MongoSetView.config(context), group, MongoSetConfig::name);
    return config.map(set -> configuration(set, MongoDefaultConcern.read(context, config)));
  }

  private static HaConfiguration configuration(MongoSetConfig config, MongoDefaultConcern concern) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("version", Long.toString(config.version()));
    OptionalLong term = config.term();
    if (term.isPresent()) {
      attributes.put("term", Long.toString(term.getAsLong()));
    }
    attributes.put("electionTimeout", config.electionTimeout().toString());
    attributes.put("writeConcern", concern.text());
    List<HaNode> nodes = config.members().stream().map(MongoHaNodes::configured).toList();
    return new HaConfiguration(
        config.name(),
        MongoHaStatus.REPLICA_SET,
        nodes,
        concern.mode(),
        true,
        config.createdAt(),
        attributes);
  }

  @Override
  public Optional<HaConfiguration> haConfiguration() {
    return configuration(Optional.empty());
  }

  @Override
  public Optional<HaConfiguration> haConfiguration(String group) {
    return configuration(Optional.of(group));
  }

  @Override
  public ReplicationStatus replicationStatus() {
    context.runner().requireOpen();
    if (context.product().isRouter()) {
      List<String> shards =
          MongoShards.list(context.commands().anywhere()).stream()
              .map(MongoShards.Shard::name)
              .toList();
      return new ReplicationStatus(
          true, mode(Optional.empty()), HaRole.UNKNOWN, Optional.empty(), HaState.UNKNOWN, shards);
    }
    return brief().map(this::brief).orElseGet(ReplicationStatus::disabled);
  }

  private Optional<SyncMode> mode(Optional<MongoSetConfig> config) {
    return Optional.of(MongoDefaultConcern.read(context, config))
        .filter(MongoDefaultConcern::known)
        .map(MongoDefaultConcern::mode);
  }

  private ReplicationStatus brief(MongoSetView view) {
    List<HaNode> nodes = new MongoHaNodes(view).all();
    Optional<HaNode> self = nodes.stream().filter(HaNode::self).findFirst();
    boolean leads = self.filter(node -> node.role() == HaRole.PRIMARY).isPresent();
    Optional<Duration> slowest =
        nodes.stream().flatMap(node -> node.lag().stream()).max(Comparator.naturalOrder());
    return new ReplicationStatus(
        true,
        mode(Optional.of(view.config())),
        self.map(HaNode::role).orElse(HaRole.UNKNOWN),
        leads ? slowest : self.flatMap(HaNode::lag),
        self.map(HaNode::state).orElse(HaState.UNKNOWN),
        nodes.stream().filter(node -> !node.self()).map(HaNode::name).toList());
  }
}

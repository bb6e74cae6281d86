package io.gds.database.mongodb;

import io.gds.database.core.Plan;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Options;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * Members are added, removed and changed by the whole configuration, one voter at a time, and never
 * by force.
 */
final class MongoTopologyChanges implements SupportsTopologyChange {
  private static final Duration USUAL = Duration.ofMinutes(2);

  private final MongoAvailability availability;
  private final MongoContext context;

  MongoTopologyChanges(MongoAvailability availability) {
    this.availability = availability;
    this.context = availability.context();
  }

  @Override
  public Set<OptionKey<?>> createHaKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> addNodeKeys() {
    return MongoMember.KEYS;
  }

  @Override
  public Set<OptionKey<?>> removeNodeKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> syncModeKeys() {
    return Set.of();
  }

  private Plan.Builder<HaConfiguration> plan(String name, String target, Options options) {
    return context.runner().<HaConfiguration>plan(name, target).options(options);
  }

  private HaConfiguration configuration() {
    return availability.configuration(Optional.empty()).orElseThrow();
  }

  private boolean isModern() {
    return context.product().isAtLeast(5, 0);
  }

  @Override
  public Operation<HaConfiguration> prepareCreateHa(CreateHaOptions options) {
    context.runner().requireOpen();
    List<OptionFault> faults = new ArrayList<>();
    if (!options.databases().isEmpty()) {
      faults.add(new OptionFault("database", "is nothing to choose: a set replicates all of them"));
    }
    if (!options.automaticFailover().orElse(true)) {
      faults.add(new OptionFault("automaticFailover", "is always so in a set"));
    }
    for (AddNodeOptions node : options.nodes()) {
      faults.addAll(MongoMemberDocument.faults(node, true));
      faults.addAll(node.platformOptions().faultsAgainst(MongoMember.KEYS));
    }
    options.requireKnown(Set.of(), faults);
    return new MongoSetCreation(availability, options).prepare();
  }

  /** Plans one change of the configuration. */
  private Operation<HaConfiguration> change(
      Plan.Builder<HaConfiguration> plan,
      Optional<String> group,
      Duration wait,
      Function<MongoSetConfig, MongoSetConfig> wanted,
      BiConsumer<MongoSetView, MongoCheckList> checks,
      BiConsumer<MongoReconfig, MongoSetView> then) {
    MongoSetLook look = new MongoSetLook(availability, group);
    plan.measure(() -> measured(look, wanted, checks));
    Optional<MongoSetView> seen = look.view().filter(view -> view.primary().isPresent());
    seen.ifPresent(
        view -> {
          MongoSetConfig next = wanted.apply(view.config());
          if (!next.says(view.config())) {
            MongoReconfig change =
                new MongoReconfig(context, view.primary().orElseThrow(), view.config(), next, wait);
            change.add(plan);
            then.accept(change, view);
          }
        });
    return plan.yields(
        () -> {
          if (seen.isEmpty()) {
            throw MongoSetLook.stale("the set could not be seen when it was planned");
          }
          return configuration();
        });
  }

  private List<Check> measured(
      MongoSetLook look,
      Function<MongoSetConfig, MongoSetConfig> wanted,
      BiConsumer<MongoSetView, MongoCheckList> more) {
    MongoCheckList checks = new MongoCheckList(context);
    look.view(checks)
        .ifPresent(
            view -> {
              more.accept(view, checks);
              new MongoTopologyChecks(context, checks).change(view, wanted.apply(view.config()));
            });
    return checks.all();
  }

  @Override
  public Operation<HaConfiguration> prepareAddNode(AddNodeOptions options) {
    context.runner().requireOpen();
    options.requireKnown(MongoMember.KEYS, MongoMemberDocument.faults(options, false));
    String host = MongoMemberDocument.host(options);
    Plan.Builder<HaConfiguration> plan = plan("addNode", host, options);
    return change(
        plan,
        options.group(),
        options.waitAtMost(),
        config -> config.member(host).isPresent() ? config : joining(config, options),
        (view, checks) -> {
          boolean free = view.config().member(host).isEmpty();
          checks.demand(
              free,
              "it is no member yet",
              host,
              free ? "it is none" : "it is one",
              "it is none",
              ErrorCode.ALREADY_EXISTS,
              "Change it by reconfigureMember().");
          if (free) {
            new MongoTopologyChecks(context, checks).free(host);
          }
        },
        (first, view) -> {
          MongoSetConfig joined = first.after();
          MongoSetMember member = joined.member(host).orElseThrow();
          if (!member.arbiter()) {
            follows(plan, view.primary().orElseThrow(), host, options.waitAtMost());
          }
          MongoSetConfig whole = joined.without(host).added(member(view.config(), options));
          if (!whole.says(joined)) {
            new MongoReconfig(
                    context, view.primary().orElseThrow(), joined, whole, options.waitAtMost())
                .add(plan);
          }
        });
  }

  private BsonDocument member(MongoSetConfig config, AddNodeOptions options) {
    return MongoMemberDocument.of(config.freeId(), options, isModern());
  }

  /**
   * With the new member. Before 5.0 it gets its vote only once it has its data: else it counts for
   * majorities that it cannot be part of yet. Later servers see to that themselves.
   */
  private MongoSetConfig joining(MongoSetConfig config, AddNodeOptions options) {
    BsonDocument member = member(config, options);
    if (!isModern() && !MongoSetMember.of(member).arbiter()) {
      member.put("votes", new BsonInt32(0));
      member.put("priority", new BsonDouble(0));
    }
    return config.added(member);
  }

  /** Adds the wait until a new member has its data. */
  private void follows(Plan.Builder<?> plan, String primary, String host, Duration wait) {
    plan.step(
        new Step(
            StepKind.COMMAND,
            MongoStep.of("admin", MongoCommands.command("replSetGetStatus")).text()
                + "\n// until "
                + host
                + " is SECONDARY",
            Effect.READ,
            primary),
        step -> {
          boolean follows =
              MongoWait.until(
                  wait,
                  step::throwIfCancelled,
                  () ->
                      MongoMembers.patiently(
                              () -> MongoSetStatus.read(context.commands().anywhere()))
                          .member(host)
                          .filter(row -> row.up() && row.state() == MongoMemberState.SECONDARY)
                          .isPresent());
          if (!follows) {
            throw ErrorDetails.of(
                    ErrorCode.TIMEOUT,
                    "it is a member now, and has not copied all data after " + wait)
                .target(host)
                .remedy(
                    "Wait: haStatus() tells when it is SECONDARY. Before 5.0, give it its vote and"
                        + " priority then: reconfigureMember().")
                .toException();
          }
        });
  }

  @Override
  public Operation<HaConfiguration> prepareRemoveNode(RemoveNodeOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    String host = options.node();
    return change(
        plan("removeNode", host, options),
        options.group(),
        USUAL,
        config -> config.without(host),
        (view, checks) -> {
          if (known(view, host, checks)) {
            boolean leads = view.primary().equals(Optional.of(host));
            checks.demand(
                !leads,
                "it is not the primary",
                host,
                leads ? "the primary" : "another is",
                "another is",
                ErrorCode.WRONG_STATE,
                "Switch over to another first.");
            long with = data(view.config());
            long left = data(view.config().without(host));
            checks.demand(
                left >= 2 || left == with || options.force(),
                "the data are on more than one member without it",
                view.config().name(),
                left + " left with data" + (options.force() ? ", and forced" : ""),
                "at least 2",
                ErrorCode.PRECONDITION_FAILED,
                "Add another member first, or remove it by force.");
            checks.advise(
                false,
                "nothing is left on its server",
                host,
                "its data stay there, and it goes on running",
                "removed too",
                "Stop it, and empty its data directory, when it is not needed any more.");
          }
        },
        (change, view) -> {});
  }

  private static long data(MongoSetConfig config) {
    return config.members().stream().filter(member -> !member.arbiter()).count();
  }

  private static boolean known(MongoSetView view, String host, MongoCheckList checks) {
    boolean known = view.config().member(host).isPresent();
    return checks.demand(
        known,
        "it is a member of the set",
        host,
        known ? "known" : "not known",
        "known",
        ErrorCode.NOT_FOUND,
        "See haStatus() for the members there are.");
  }

  /** Plans another priority, vote, visibility, delay or other tags of a member. */
  Operation<HaConfiguration> prepareReconfigureMember(MongoMemberOptions options) {
    context.runner().requireOpen();
    List<OptionFault> faults =
        new ArrayList<>(MongoMemberDocument.faults(options.platformOptions()));
    if (MongoMember.KEYS.stream().allMatch(key -> options.platformOptions().given(key).isEmpty())) {
      faults.add(new OptionFault("option", "is missing: give one of those of MongoMember"));
    }
    options.requireKnown(MongoMember.KEYS, faults);
    String host = options.node();
    return change(
        plan("reconfigureMember", host, options),
        Optional.empty(),
        options.waitAtMost(),
        config ->
            config.edited(
                host,
                member ->
                    MongoMemberDocument.edited(member, options.platformOptions(), isModern())),
        (view, checks) -> {
          if (known(view, host, checks)) {
            allowed(view, options, checks);
          }
        },
        (change, view) -> {});
  }

  private void allowed(MongoSetView view, MongoMemberOptions options, MongoCheckList checks) {
    String host = options.node();
    MongoSetMember then =
        view.config()
            .edited(
                host,
                member -> MongoMemberDocument.edited(member, options.platformOptions(), isModern()))
            .member(host)
            .orElseThrow();
    boolean leads = view.primary().equals(Optional.of(host));
    checks.demand(
        !leads || then.isElectable(),
        "the primary can be elected afterwards",
        host,
        leads ? "it is primary, with priority " + then.priority() : "another is primary",
        "a vote and a priority above 0",
        ErrorCode.WRONG_STATE,
        "Switch over to another first.");
    boolean aside = then.isAside() || !then.isVoter();
    checks.demand(
        then.arbiter() || !aside || then.priority() == 0,
        "who is hidden, delayed or has no vote has the priority 0",
        host,
        MongoHaNodes.number(then.priority()),
        "0",
        ErrorCode.PRECONDITION_FAILED,
        "Give the priority along with it: mongodb.priority.");
  }

  @Override
  public Operation<HaConfiguration> prepareSetSyncMode(SyncModeOptions options) {
    context.runner().requireOpen();
    List<OptionFault> faults = new ArrayList<>();
    if (options.node().isPresent()) {
      faults.add(new OptionFault("node", "is nothing to choose: it is said for the whole set"));
    }
    options.requireKnown(Set.of(), faults);
    BsonDocument concern = concern(options.syncMode());
    String engine = context.runner().engine();
    Plan.Builder<HaConfiguration> plan = plan("setSyncMode", engine, options);
    if (!context.product().isAtLeast(4, 4)) {
      return change(
          plan,
          options.group(),
          options.waitAtMost(),
          config ->
              config.setting("getLastErrorDefaults", concern.append("wtimeout", new BsonInt32(0))),
          (view, checks) -> {},
          (change, view) -> {});
    }
    MongoSetLook look = new MongoSetLook(availability, options.group());
    plan.measure(
        () -> {
          MongoCheckList checks = new MongoCheckList(context);
          look.view(checks)
              .ifPresent(
                  view -> {
                    new MongoTopologyChecks(context, checks).may(MongoAction.SET_DEFAULT_CONCERN);
                    checks.advise(
                        false,
                        "it can be unset again",
                        view.config().name(),
                        "the server never unsets it, and can only be told another",
                        "it can",
                        "See that this is meant for all clients that do not say otherwise.");
                  });
          return checks.all();
        });
    addConcern(context, plan, options.syncMode(), options.waitAtMost());
    return plan.yields(this::configuration);
  }

  /** Adds the default for all clients. */
  static void addConcern(MongoContext context, Plan.Builder<?> plan, SyncMode mode, Duration wait) {
    BsonDocument command =
        MongoCommands.command("setDefaultRWConcern")
            .append("defaultWriteConcern", concern(mode))
            .append(
                "writeConcern",
                new BsonDocument("w", new BsonString("majority"))
                    .append("wtimeout", new BsonInt64(wait.toMillis())));
    MongoStep.of("admin", command).idempotent(context, plan);
  }

  /** The write concern that a mode stands for. */
  private static BsonDocument concern(SyncMode mode) {
    return switch (mode) {
      case SYNCHRONOUS -> new BsonDocument("w", new BsonString("majority"));
      case ASYNCHRONOUS -> new BsonDocument("w", new BsonInt32(1));
      case SEMI_SYNCHRONOUS ->
          new BsonDocument("w", new BsonString("majority")).append("j", BsonBoolean.FALSE);
    };
  }
}

package io.gds.database.mongodb;

import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.OptionFault;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.jspecify.annotations.Nullable;

/**
 * Changing the primary to a named member. Where the configuration may be changed the target gets
 * the highest priority first, so that the primary that steps down hands over to it at once and the
 * set leaves it primary; else the others are kept from standing for election meanwhile.
 */
final class MongoSwitchovers implements SupportsSwitchover {
  /** The highest priority there is. */
  static final double MOST = 1000;

  private static final String NOT_SECONDARY = "95";

  private final MongoAvailability availability;
  private final MongoContext context;
  private final MongoMembers members;

  MongoSwitchovers(MongoAvailability availability) {
    this.availability = availability;
    this.context = availability.context();
    this.members = new MongoMembers(context);
  }

  @Override
  public Set<OptionKey<?>> switchoverKeys() {
    return MongoSwitchover.KEYS;
  }

  @Override
  public Set<OptionKey<?>> failoverKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> rejoinKeys() {
    return MongoSwitchover.REJOIN_KEYS;
  }

  @Override
  public Operation<SwitchoverInfo> prepareSwitchover(SwitchoverOptions options) {
    context.runner().requireOpen();
    OptionValues own = options.platformOptions();
    List<OptionFault> faults = new ArrayList<>();
    if (own.valueOf(MongoSwitchover.KEEP_PRIORITIES)
        && own.valueOf(MongoSwitchover.RESTORE_PRIORITIES)) {
      faults.add(
          new OptionFault(
              MongoSwitchover.RESTORE_PRIORITIES.id(), "has nothing to restore if they are kept"));
    }
    options.requireKnown(MongoSwitchover.KEYS, faults);
    Optional<MongoSetView> seen = new MongoSetLook(availability, options.group()).view();
    Optional<String> target = options.target().or(() -> seen.flatMap(this::best));
    boolean byPriority = !own.valueOf(MongoSwitchover.KEEP_PRIORITIES) && mayReconfigure();
    Plan.Builder<SwitchoverInfo> plan =
        context
            .runner()
            .<SwitchoverInfo>plan("switchover", context.runner().engine())
            .options(options)
            .measure(() -> new MongoSwitchoverChecks(availability).of(options, target, byPriority));
    AtomicReference<@Nullable MongoTakeover> takeover = new AtomicReference<>();
    seen.filter(view -> view.primary().equals(Optional.of(options.leader())))
        .filter(view -> target.flatMap(view.config()::member).isPresent())
        .ifPresent(
            view -> takeover.set(add(plan, view, options, target.orElseThrow(), byPriority)));
    return plan.yields(
        () -> {
          MongoTakeover done = planned(takeover.get());
          return new SwitchoverInfo(
              seen.orElseThrow().config().name(),
              Optional.of(options.leader()),
              target.orElseThrow(),
              false,
              Optional.of(Duration.ZERO),
              done.beganAt(),
              done.finishedAt(),
              done.toRejoin(),
              done.followUps());
        });
  }

  static MongoTakeover planned(@Nullable MongoTakeover takeover) {
    if (takeover == null) {
      throw MongoSetLook.stale("what is to be changed could not be seen when it was planned");
    }
    return takeover;
  }

  private boolean mayReconfigure() {
    try {
      return MongoRights.read(context).onCluster(MongoAction.SET_CONFIGURE);
    } catch (DatabaseException e) {
      MongoSetLook.throwUnlessSilent(e);
      return true;
    }
  }

  /** The candidate that the set itself would choose, of those that can be asked. */
  private Optional<String> best(MongoSetView view) {
    MongoHaNodes nodes = new MongoHaNodes(view);
    return view.config().members().stream()
        .filter(member -> !view.primary().equals(Optional.of(member.host())))
        .filter(member -> nodes.obstacles(member, view.state(member.host())).isEmpty())
        .filter(member -> view.answer(member.host()).isPresent())
        .min(
            Comparator.comparing((MongoSetMember member) -> !view.isInStep(member.host()))
                .thenComparing(member -> -member.priority())
                .thenComparing(MongoSetMember::id))
        .map(MongoSetMember::host);
  }

  /** The highest priority of the others that can be elected. */
  static double highest(MongoSetConfig config, String but) {
    return config.members().stream()
        .filter(member -> member.isElectable() && !member.host().equals(but))
        .mapToDouble(MongoSetMember::priority)
        .max()
        .orElse(0);
  }

  /** With a member's priority above all others. */
  static MongoSetConfig raised(MongoSetConfig config, String target) {
    double priority = Math.min(MOST, Math.floor(highest(config, target)) + 1);
    return config.edited(
        target,
        member -> {
          member.put("priority", new BsonDouble(priority));
          return member;
        });
  }

  private MongoTakeover add(
      Plan.Builder<SwitchoverInfo> plan,
      MongoSetView view,
      SwitchoverOptions options,
      String target,
      boolean byPriority) {
    OptionValues own = options.platformOptions();
    Duration catchUp = own.valueOf(MongoSwitchover.CATCH_UP);
    MongoSetConfig config = view.config();
    MongoSetMember member = config.member(target).orElseThrow();
    Duration election = config.electionTimeout();
    MongoTakeover takeover = new MongoTakeover(context, target, view.term(), options.waitAtMost());
    plan.noReturn(takeover::isSent);
    plan.leaves(takeover::stands);
    boolean raise = byPriority && member.priority() <= highest(config, target);
    MongoReconfig raised =
        new MongoReconfig(
            context, options.leader(), config, raised(config, target), options.waitAtMost());
    if (raise) {
      // As long as nobody was told to step down it can be taken back, else the target would take
      // over some time later.
      plan.onFailure(step -> undo(options, raised.after(), config, takeover));
      raised.add(plan);
    } else if (!byPriority) {
      freeze(plan, view, options, target, catchUp.plus(election).plus(options.waitAtMost()));
    }
    takeover.addStepDown(plan, options.leader(), catchUp, election);
    takeover.addStepUp(plan);
    takeover.addFollowers(plan, following(view, target));
    String was = MongoHaNodes.number(member.priority());
    if (raise && own.valueOf(MongoSwitchover.RESTORE_PRIORITIES)) {
      new MongoReconfig(context, target, raised.after(), config, options.waitAtMost()).add(plan);
    } else if (raise) {
      takeover
          .followUps()
          .add(
              target
                  + " keeps the priority that it was given, and had "
                  + was
                  + " before: with that, a member of a higher one takes over again.");
    }
    return takeover;
  }

  private static List<String> following(MongoSetView view, String target) {
    return view.config().members().stream()
        .filter(member -> !member.arbiter() && !member.host().equals(target))
        .map(MongoSetMember::host)
        .filter(host -> view.state(host).works())
        .toList();
  }

  private void undo(
      SwitchoverOptions options,
      MongoSetConfig raised,
      MongoSetConfig before,
      MongoTakeover takeover) {
    MongoCommands leader = members.commands(options.leader()).orElseGet(context::commands);
    if (!takeover.isSent() && MongoSetConfig.read(leader).says(raised)) {
      new MongoReconfig(context, options.leader(), raised, before, options.waitAtMost()).send();
    }
  }

  /** Keeps the others from standing for election; each is let go again, however it ends. */
  private void freeze(
      Plan.Builder<SwitchoverInfo> plan,
      MongoSetView view,
      SwitchoverOptions options,
      String target,
      Duration time) {
    for (MongoSetMember other : others(view, options.leader(), target)) {
      BsonDocument command =
          new BsonDocument("replSetFreeze", new BsonInt64(Math.max(1, time.toSeconds())));
      BsonDocument release = new BsonDocument("replSetFreeze", new BsonInt64(0));
      plan.always(
          step -> {
            Optional<MongoCommands> commands = members.brief(other.host());
            if (commands.isPresent()) {
              release(commands.get(), release);
            }
          });
      plan.step(
          new Step(
              StepKind.COMMAND,
              MongoStep.of("admin", command).text()
                  + "\n// and, however this ends, "
                  + MongoStep.of("admin", release).text(),
              Effect.IDEMPOTENT,
              other.host()),
          step ->
              members
                  .commands(other.host())
                  .orElseThrow(() -> MongoSetLook.stale("nothing allows a log-in there any more"))
                  .during(step)
                  .admin(command));
    }
  }

  private static void release(MongoCommands commands, BsonDocument release) {
    try {
      MongoMembers.patiently(() -> commands.admin(release));
    } catch (DatabaseException e) {
      // One that was elected all the same is not frozen any more.
      if (e.nativeCode().filter(NOT_SECONDARY::equals).isEmpty()) {
        throw e;
      }
    }
  }

  /** Who else could be elected now. */
  static List<MongoSetMember> others(MongoSetView view, String leader, String target) {
    return view.config().members().stream()
        .filter(MongoSetMember::isElectable)
        .filter(member -> !member.host().equals(leader) && !member.host().equals(target))
        .filter(member -> view.state(member.host()) == MongoMemberState.SECONDARY)
        .toList();
  }

  @Override
  public Operation<SwitchoverInfo> prepareFailover(FailoverOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    return new MongoFailovers(availability, options).prepare();
  }

  @Override
  public Operation<RejoinInfo> prepareRejoin(RejoinOptions options) {
    context.runner().requireOpen();
    options.requireKnown(MongoSwitchover.REJOIN_KEYS, List.of());
    return new MongoRejoins(availability, options).prepare();
  }
}

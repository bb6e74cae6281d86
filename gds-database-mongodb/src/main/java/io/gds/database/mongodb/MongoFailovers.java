package io.gds.database.mongodb;

import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Making a member primary although no primary answers. While a majority is there the target only
 * stands for election, which loses nothing that a majority has; without one the configuration is
 * forced to what is left, which may.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/tutorial/reconfigure-replica-set-with-unavailable-members/">reconfiguring
 *     a set with unavailable members</a>
 */
final class MongoFailovers {
  private static final Set<MongoMemberState> GONE =
      EnumSet.of(MongoMemberState.DOWN, MongoMemberState.UNKNOWN, MongoMemberState.REMOVED);

  private final MongoAvailability availability;
  private final MongoContext context;
  private final MongoMembers members;
  private final FailoverOptions options;

  MongoFailovers(MongoAvailability availability, FailoverOptions options) {
    this.availability = availability;
    this.context = availability.context();
    this.members = new MongoMembers(context);
    this.options = options;
  }

  Operation<SwitchoverInfo> prepare() {
    Optional<MongoSetView> seen = new MongoSetLook(availability, options.group()).view();
    Optional<String> target = options.target().or(() -> seen.flatMap(this::mostAdvanced));
    Plan.Builder<SwitchoverInfo> plan =
        context
            .runner()
            .<SwitchoverInfo>plan("failover", context.runner().engine())
            .options(options)
            .measure(() -> checks(target, seen.map(MongoSetView::hasMajority)));
    AtomicReference<@Nullable MongoTakeover> takeover = new AtomicReference<>();
    seen.filter(view -> target.flatMap(view.config()::member).isPresent())
        .ifPresent(view -> takeover.set(add(plan, view, target.orElseThrow())));
    return plan.yields(
        () -> {
          MongoTakeover done = MongoSwitchovers.planned(takeover.get());
          return new SwitchoverInfo(
              seen.orElseThrow().config().name(),
              seen.flatMap(MongoSetView::primary),
              target.orElseThrow(),
              true,
              Optional.empty(),
              done.beganAt(),
              done.finishedAt(),
              done.toRejoin(),
              done.followUps());
        });
  }

  /** The configuration without who is gone, and with the target above the rest. */
  private static MongoSetConfig left(MongoSetView view, String target) {
    MongoSetConfig left = view.config();
    for (String gone : gone(view)) {
      left = left.without(gone);
    }
    return MongoSwitchovers.highest(left, target) < MongoSwitchovers.MOST
        ? MongoSwitchovers.raised(left, target)
        : left;
  }

  private static List<String> gone(MongoSetView view) {
    return view.config().members().stream()
        .map(MongoSetMember::host)
        .filter(host -> GONE.contains(view.state(host)))
        .toList();
  }

  private MongoTakeover add(Plan.Builder<SwitchoverInfo> plan, MongoSetView view, String target) {
    MongoTakeover takeover = new MongoTakeover(context, target, view.term(), options.waitAtMost());
    plan.noReturn(takeover::isSent);
    plan.leaves(takeover::stands);
    if (!view.hasMajority()) {
      force(plan, view, target, takeover);
    }
    takeover.addStepUp(plan);
    List<String> following =
        view.config().members().stream()
            .filter(member -> !member.arbiter() && !member.host().equals(target))
            .map(MongoSetMember::host)
            .filter(host -> view.state(host) == MongoMemberState.SECONDARY)
            .toList();
    takeover.addFollowers(plan, following);
    return takeover;
  }

  private void force(
      Plan.Builder<SwitchoverInfo> plan, MongoSetView view, String target, MongoTakeover takeover) {
    MongoSetConfig left = left(view, target);
    BsonDocument command =
        MongoReconfig.command(left.after(view.config()), options.waitAtMost())
            .append("force", BsonBoolean.TRUE);
    plan.step(
        new Step(StepKind.COMMAND, MongoStep.of("admin", command).text(), Effect.ONCE, target),
        step -> {
          step.throwIfCancelled();
          takeover.begin();
          commands(target).during(step).admin(command);
        },
        Fate.settling(() -> MongoSetConfig.read(commands(target)).says(left)));
    for (String gone : gone(view)) {
      takeover
          .followUps()
          .add(
              gone
                  + " is no member any more. Keep clients away from it; once it is back, save what"
                  + " only it has, empty its data directory, and add it again.");
    }
  }

  private MongoCommands commands(String host) {
    return members
        .commands(host)
        .orElseThrow(() -> MongoSetLook.stale("nothing allows a log-in at " + host + " any more"));
  }

  /** The member that answers and lacks least. */
  private Optional<String> mostAdvanced(MongoSetView view) {
    return view.config().members().stream()
        .filter(member -> member.isElectable() && view.answer(member.host()).isPresent())
        .filter(member -> view.state(member.host()) == MongoMemberState.SECONDARY)
        .max(
            Comparator.comparing((MongoSetMember member) -> position(view, member.host()))
                .thenComparing(MongoSetMember::priority)
                .thenComparing(member -> -member.id()))
        .map(MongoSetMember::host);
  }

  private static BsonTimestamp position(MongoSetView view, String host) {
    return view.answer(host)
        .flatMap(MongoSetStatus::self)
        .flatMap(MongoMemberStatus::position)
        .orElse(new BsonTimestamp(0, 0));
  }

  private List<Check> checks(Optional<String> target, Optional<Boolean> plannedWithMajority) {
    MongoCheckList checks = new MongoCheckList(context);
    new MongoSetLook(availability, options.group())
        .view(checks)
        .ifPresent(view -> measure(view, target, plannedWithMajority, checks));
    return checks.all();
  }

  private void measure(
      MongoSetView view,
      Optional<String> target,
      Optional<Boolean> plannedWithMajority,
      MongoCheckList checks) {
    String set = view.config().name();
    Optional<String> primary = view.primary();
    checks.demand(
        primary.isEmpty(),
        "the primary is gone",
        set,
        primary.map(host -> host + " is primary").orElse("nobody is primary"),
        "gone",
        ErrorCode.WRONG_STATE,
        "Use switchover() while it works.");
    if (target.isEmpty()) {
      checks.demand(
          false,
          "a member that could lead answers",
          set,
          "none",
          "one",
          ErrorCode.INVALID_CONNECTION,
          "Open the engine on one that is up, or allow it to log in to them.");
      return;
    }
    Optional<MongoSetMember> member = view.config().member(target.get());
    if (!checks.demand(
        member.isPresent(),
        "the target is a member of the set",
        target.get(),
        member.isPresent() ? "known" : "not known",
        "known",
        ErrorCode.NOT_FOUND,
        "See haStatus() for the members there are.")) {
      return;
    }
    boolean same = plannedWithMajority.equals(Optional.of(view.hasMajority()));
    checks.demand(
        same,
        "the voters that are there are as many as when it was planned",
        set,
        view.alive().size() + " of " + view.config().voters().size(),
        "as it was planned",
        ErrorCode.PRECONDITION_FAILED,
        "Prepare it anew.");
    able(view, member.get(), checks);
    ahead(view, target.get(), checks);
    rights(view, checks);
    lost(view, checks);
  }

  private void able(MongoSetView view, MongoSetMember member, MongoCheckList checks) {
    List<String> why = new ArrayList<>();
    for (String each : new MongoHaNodes(view).obstacles(member, view.state(member.host()))) {
      if (!each.startsWith("no majority")) {
        why.add(each);
      }
    }
    if (view.answer(member.host()).isEmpty() || members.brief(member.host()).isEmpty()) {
      why.add("it does not answer here");
    }
    checks.demand(
        why.isEmpty(),
        "the target can lead",
        member.host(),
        why.isEmpty() ? "nothing speaks against it" : String.join(", ", why),
        "nothing speaks against it",
        ErrorCode.WRONG_STATE,
        "Choose another.");
  }

  /** Who has more does not vote for who has less. */
  private void ahead(MongoSetView view, String target, MongoCheckList checks) {
    BsonTimestamp own = position(view, target);
    List<String> ahead =
        view.config().members().stream()
            .map(MongoSetMember::host)
            .filter(host -> position(view, host).compareTo(own) > 0)
            .toList();
    checks.demand(
        ahead.isEmpty(),
        "no other that answers has more",
        target,
        ahead.isEmpty() ? "it has most" : "these have more: " + String.join(", ", ahead),
        "it has most",
        ErrorCode.PRECONDITION_FAILED,
        "Choose one of those, else what only they have is lost, and they do not vote for it; or"
            + " wait until it has caught up with them.");
  }

  private void rights(MongoSetView view, MongoCheckList checks) {
    try {
      MongoRights rights = MongoRights.read(context);
      checks.may(rights, MongoAction.SET_STATE_CHANGE);
      if (!view.hasMajority()) {
        checks.may(rights, MongoAction.SET_CONFIGURE);
      }
    } catch (DatabaseException e) {
      MongoSetLook.throwUnlessSilent(e);
      checks.refused("the user's rights can be read", context.runner().engine(), "readable", e);
    }
  }

  private void lost(MongoSetView view, MongoCheckList checks) {
    String set = view.config().name();
    List<String> gone = gone(view);
    boolean forced = !view.hasMajority();
    String told =
        forced
            ? "not known: what only these have is lost, be it what a majority had: "
                + String.join(", ", gone)
            : "what no majority had when the primary was lost";
    checks.advise(
        gone.isEmpty(),
        "every other member is known to be gone or asked",
        set,
        gone.isEmpty() ? "all are there" : "nobody hears of " + String.join(", ", gone),
        "all are there",
        "See that they are down, and stay so: if they only cannot be reached from here, and are"
            + " a majority, they have a primary of their own.");
    if (options.maxDataLoss().isPresent()) {
      checks.demand(
          false,
          "no more than accepted would be lost",
          set,
          told,
          "at most " + options.maxDataLoss().get(),
          ErrorCode.PRECONDITION_FAILED,
          "How much it is nobody can tell: leave the limit out, or bring members back.");
    } else {
      checks.advise(
          false,
          "nothing is lost",
          set,
          told,
          "nothing",
          forced
              ? "Bring back as many members as make a majority, and nothing of it is lost."
              : "It is rolled back where it still is, and kept there in files.");
    }
  }
}

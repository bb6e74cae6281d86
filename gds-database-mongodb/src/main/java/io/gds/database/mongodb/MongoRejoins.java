package io.gds.database.mongodb;

import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.core.tool.ToolRunner;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaState;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/**
 * Making a member follow: what it has alone the server undoes by itself; maintenance is ended; and
 * a member that has fallen too far behind, which never catches up, copies all data anew.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/tutorial/resync-replica-set-member/">resyncing
 *     a member</a>
 */
final class MongoRejoins {
  private static final Duration LONG = Duration.ofDays(365);

  private final MongoAvailability availability;
  private final MongoContext context;
  private final MongoMembers members;
  private final RejoinOptions options;
  private final String node;
  private final Optional<HostCommand> resync;

  MongoRejoins(MongoAvailability availability, RejoinOptions options) {
    this.availability = availability;
    this.context = availability.context();
    this.members = new MongoMembers(context);
    this.options = options;
    this.node = options.node();
    this.resync = options.platformOptions().given(MongoSwitchover.RESYNC_COMMAND);
  }

  Operation<RejoinInfo> prepare() {
    Optional<MongoSetView> seen = new MongoSetLook(availability, options.group()).view();
    RejoinMethod method = method(seen);
    Plan.Builder<RejoinInfo> plan =
        context
            .runner()
            .<RejoinInfo>plan("rejoin", node)
            .options(options)
            .measure(() -> checks(method));
    if (method == RejoinMethod.RECLONE) {
      resync.ifPresent(command -> resync(plan, command));
    } else {
      seen.flatMap(view -> view.answer(node))
          .flatMap(MongoSetStatus::self)
          .ifPresent(self -> endMaintenance(plan, self.maintenance()));
    }
    plan.step(
        new Step(
            StepKind.COMMAND,
            MongoStep.of("admin", MongoCommands.command("replSetGetStatus")).text()
                + "\n// until it is SECONDARY; a copy that goes on is waited for",
            Effect.READ,
            node),
        this::await);
    return plan.yields(
        () -> new RejoinInfo(node, method, followed(), context.clock().instant(), List.of()));
  }

  private RejoinMethod method(Optional<MongoSetView> seen) {
    return options
        .method()
        .orElse(
            seen.filter(view -> view.isStale(node)).isPresent()
                ? RejoinMethod.RECLONE
                : RejoinMethod.RESUME);
  }

  private void resync(Plan.Builder<RejoinInfo> plan, HostCommand command) {
    plan.step(
        new Step(StepKind.TOOL, command.toString(), Effect.ONCE, node),
        step ->
            new ToolRunner()
                .run(ToolRun.of(ToolCommand.builder(command).build()).cancellation(step)));
  }

  /** Each time that it was put into maintenance is ended by itself. */
  private void endMaintenance(Plan.Builder<RejoinInfo> plan, long times) {
    BsonDocument command = new BsonDocument("replSetMaintenance", BsonBoolean.FALSE);
    for (long left = times - 1; left >= 0; left--) {
      long rest = left;
      plan.step(
          new Step(StepKind.COMMAND, MongoStep.of("admin", command).text(), Effect.ONCE, node),
          step -> commands().during(step).admin(command),
          Fate.settling(
              () ->
                  MongoSetStatus.read(commands())
                      .self()
                      .filter(self -> self.maintenance() <= rest)
                      .isPresent()));
    }
  }

  private MongoCommands commands() {
    return members
        .commands(node)
        .orElseThrow(() -> MongoSetLook.stale("nothing allows a log-in at " + node + " any more"));
  }

  /** What it is now, by its own word, else by the primary's; empty if nobody answers. */
  private Optional<MongoMemberState> state() {
    try {
      Optional<MongoSetStatus> own =
          members.ask(List.of(node), MongoSetStatus::read).values().stream()
              .flatMap(asked -> asked.answer().stream())
              .findFirst();
      if (own.isPresent()) {
        return Optional.of(own.get().state());
      }
      return MongoSetStatus.read(context.commands().anywhere())
          .member(node)
          .map(row -> row.up() ? row.state() : MongoMemberState.DOWN);
    } catch (DatabaseException e) {
      MongoSetLook.throwUnlessSilent(e);
      return Optional.empty();
    }
  }

  private boolean is(MongoMemberState state) {
    return state().equals(Optional.of(state));
  }

  private void await(StepContext step) {
    Runnable onWait = step::throwIfCancelled;
    boolean moved = true;
    while (moved && !is(MongoMemberState.SECONDARY)) {
      moved =
          MongoWait.until(
              options.waitAtMost(),
              onWait,
              () -> is(MongoMemberState.SECONDARY) || is(MongoMemberState.STARTUP2));
      MongoWait.until(LONG, onWait, () -> !is(MongoMemberState.STARTUP2));
    }
    if (!moved) {
      throw ErrorDetails.of(
              ErrorCode.TIMEOUT,
              "it does not follow after "
                  + options.waitAtMost()
                  + ": it is "
                  + state().map(Enum::name).orElse("not known to anybody who answers"))
          .target(node)
          .remedy("See its log, and haStatus().")
          .toException();
    }
  }

  private HaState followed() {
    return availability
        .view(options.group())
        .flatMap(
            view -> view.config().member(node).map(member -> new MongoHaNodes(view).node(member)))
        .map(HaNode::state)
        .orElse(HaState.UNKNOWN);
  }

  private List<Check> checks(RejoinMethod method) {
    MongoCheckList checks = new MongoCheckList(context);
    new MongoSetLook(availability, options.group())
        .view(checks)
        .ifPresent(view -> measure(view, method, checks));
    return checks.all();
  }

  private void measure(MongoSetView view, RejoinMethod method, MongoCheckList checks) {
    Optional<MongoSetMember> member = view.config().member(node);
    if (!checks.demand(
        member.isPresent(),
        "it is a member of the set",
        node,
        member.isPresent() ? "known" : "not known",
        "known",
        ErrorCode.NOT_FOUND,
        "See haStatus() for the members there are; one that was removed is added again.")) {
      return;
    }
    MongoMemberState state = view.state(node);
    checks.demand(
        state != MongoMemberState.PRIMARY && state != MongoMemberState.ARBITER,
        "it has somebody to follow",
        node,
        state.name(),
        "neither primary nor arbiter",
        ErrorCode.WRONG_STATE,
        "The others follow a primary, and an arbiter follows nobody. A primary of an older election"
            + " steps down by itself once it hears of the newer one: see the network.");
    Optional<String> primary = view.primary();
    checks.demand(
        primary.isPresent(),
        "there is a primary to follow",
        view.config().name(),
        primary.orElse("none"),
        "one",
        ErrorCode.WRONG_STATE,
        "Wait for an election, or see why none comes.");
    switch (method) {
      case REWIND ->
          checks.demand(
              false,
              "the server puts its data right by itself",
              node,
              method.name(),
              RejoinMethod.RESUME.name(),
              ErrorCode.UNSUPPORTED_CAPABILITY,
              "What it has alone the server undoes when it starts, and keeps it in files of its"
                  + " directory rollback: choose RESUME.");
      case RESUME -> resumable(view, state, checks);
      case RECLONE -> reclonable(view, checks);
    }
  }

  private void resumable(MongoSetView view, MongoMemberState state, MongoCheckList checks) {
    boolean stale = view.isStale(node);
    checks.demand(
        !stale,
        "the others still have the changes that it needs next",
        node,
        stale ? "it has fallen too far behind" : "they have, as far as is known",
        "they have",
        ErrorCode.WRONG_STATE,
        "It has to copy all data anew: choose RECLONE.");
    boolean up = state != MongoMemberState.DOWN && state != MongoMemberState.REMOVED;
    checks.demand(
        up,
        "it is there",
        node,
        state.name(),
        "heard of",
        ErrorCode.WRONG_STATE,
        "Start it, or see the network: it follows by itself then.");
    boolean maintained = view.row(node).filter(row -> row.maintenance() > 0).isPresent();
    if (maintained) {
      rights(MongoAction.SET_STATE_CHANGE, checks);
    }
  }

  private void rights(MongoAction action, MongoCheckList checks) {
    try {
      checks.may(MongoRights.read(context), action);
    } catch (DatabaseException e) {
      MongoSetLook.throwUnlessSilent(e);
      checks.refused("the user's rights can be read", context.runner().engine(), "readable", e);
    }
  }

  private void reclonable(MongoSetView view, MongoCheckList checks) {
    checks.demand(
        resync.isPresent(),
        "it is known how its data are thrown away",
        node,
        resync.isPresent() ? "by a command" : "not known",
        "a command: " + MongoSwitchover.RESYNC_COMMAND.id(),
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "On its machine: stop the server, move what lies in its data directory (dbPath) away, and"
            + " start it with the same settings; it copies all data by itself then. Or give the"
            + " command that does so.");
    resync.ifPresent(command -> runnable(command, checks));
    checks.demand(
        options.discardChanges(),
        "nothing is thrown away that was not accepted",
        node,
        options.discardChanges() ? "accepted" : "all its data are thrown away",
        "accepted",
        ErrorCode.PRECONDITION_FAILED,
        "Save what only it may have, such as its directory rollback, then accept it:"
            + " discardChanges.");
    long others = view.alive().stream().filter(host -> !host.equals(node)).count();
    checks.demand(
        others >= view.config().majority(),
        "a majority of the voters is there without it",
        view.config().name(),
        others + " of " + view.config().voters().size(),
        "at least " + view.config().majority(),
        ErrorCode.WRONG_STATE,
        "Bring others back first: the primary steps down when it is stopped.");
  }

  private void runnable(HostCommand command, MongoCheckList checks) {
    try {
      ToolCommand.builder(command).build();
    } catch (DatabaseException e) {
      checks.refused("the command can be run", node, "a program of this machine", e);
    }
  }
}

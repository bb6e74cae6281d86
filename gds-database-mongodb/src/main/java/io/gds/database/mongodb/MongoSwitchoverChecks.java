package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a switchover needs, each measured by all members that answer. Not thread-safe. */
final class MongoSwitchoverChecks {
  private final MongoAvailability availability;
  private final MongoCheckList checks;

  MongoSwitchoverChecks(MongoAvailability availability) {
    this.availability = availability;
    this.checks = new MongoCheckList(availability.context());
  }

  List<Check> of(SwitchoverOptions options, Optional<String> target, boolean byPriority) {
    Optional<MongoSetView> view = new MongoSetLook(availability, options.group()).view(checks);
    if (view.isPresent()) {
      measure(view.get(), options, target, byPriority);
    }
    return checks.all();
  }

  private void measure(
      MongoSetView view, SwitchoverOptions options, Optional<String> target, boolean byPriority) {
    String leader = options.leader();
    Optional<String> primary = view.primary();
    boolean leads = primary.equals(Optional.of(leader));
    checks.demand(
        leads,
        "the primary is the one that was named",
        leader,
        primary.orElse("nobody is primary, as far as is known"),
        leader,
        ErrorCode.PRECONDITION_FAILED,
        "Look at haStatus() again before changing the primary; names are as they are there.");
    if (!leads) {
      return;
    }
    if (target.isEmpty()) {
      checks.demand(
          false,
          "a member could take over",
          view.config().name(),
          "none that answers here can be elected",
          "one against which nothing speaks",
          ErrorCode.PRECONDITION_FAILED,
          "See haStatus() for what speaks against each, and allow this engine to log in to them.");
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
    elect(view, member.get());
    near(view, target.get(), options.maxLag());
    List<String> asked = new ArrayList<>(List.of(leader, target.get()));
    if (!byPriority) {
      MongoSwitchovers.others(view, leader, target.get()).forEach(other -> asked.add(other.host()));
    }
    asked.forEach(host -> answers(view, host));
    rights(byPriority);
    whole(view);
    priorities(view, options, member.get(), byPriority);
  }

  private void elect(MongoSetView view, MongoSetMember member) {
    List<String> why = new MongoHaNodes(view).obstacles(member, view.state(member.host()));
    checks.demand(
        why.isEmpty(),
        "the target can be elected",
        member.host(),
        why.isEmpty() ? "nothing speaks against it" : String.join(", ", why),
        "nothing speaks against it",
        ErrorCode.WRONG_STATE,
        "Choose another, or change what speaks against it.");
  }

  private void near(MongoSetView view, String target, Duration most) {
    Optional<Duration> lag = view.lag(target);
    checks.demand(
        lag.filter(by -> by.compareTo(most) <= 0).isPresent(),
        "the target is not far behind",
        target,
        lag.map(Duration::toString).orElse("its lag is not known"),
        "at most " + most,
        ErrorCode.PRECONDITION_FAILED,
        "Wait until it has caught up, or allow more lag: the primary waits for it before it steps"
            + " down, for as long as mongodb.catch-up says.");
  }

  /** It is told, or asked who is primary, by itself: nobody else's word counts. */
  private void answers(MongoSetView view, String host) {
    boolean answers =
        view.answer(host).isPresent()
            && new MongoMembers(availability.context()).brief(host).isPresent();
    checks.demand(
        answers,
        "the member can be asked by itself",
        host,
        answers ? "answers" : view.silence(host).orElse("nothing allows a log-in there"),
        "answers",
        ErrorCode.INVALID_CONNECTION,
        "Name its host in the connection, give a connection to it as a peer of this name, or allow"
            + " the host.");
  }

  private void rights(boolean byPriority) {
    try {
      MongoRights rights = MongoRights.read(availability.context());
      checks.may(rights, MongoAction.SET_STATE_CHANGE);
      if (byPriority) {
        checks.may(rights, MongoAction.SET_CONFIGURE);
      }
    } catch (DatabaseException e) {
      MongoSetLook.throwUnlessSilent(e);
      checks.refused(
          "the user's rights can be read", availability.context().runner().engine(), "readable", e);
    }
  }

  private void whole(MongoSetView view) {
    int alive = view.alive().size();
    checks.demand(
        view.hasMajority(),
        "a majority of the voters is there",
        view.config().name(),
        alive + " of " + view.config().voters().size(),
        "at least " + view.config().majority(),
        ErrorCode.WRONG_STATE,
        "Bring members back first; without a majority only failover() goes on.");
    checks.demand(
        view.rivals().isEmpty(),
        "nobody else holds itself for the primary",
        view.config().name(),
        view.rivals().isEmpty() ? "nobody" : String.join(", ", view.rivals().keySet()),
        "nobody",
        ErrorCode.WRONG_STATE,
        "Wait until it has heard of the newer election, or see why it does not.");
    List<String> behind = view.behindInConfiguration();
    checks.demand(
        behind.isEmpty(),
        "all members that are there have the same configuration",
        view.config().name(),
        behind.isEmpty() ? "the same" : "another: " + String.join(", ", behind),
        "the same",
        ErrorCode.WRONG_STATE,
        "Wait until it has arrived; if it does not, see why.");
  }

  private void priorities(
      MongoSetView view, SwitchoverOptions options, MongoSetMember target, boolean byPriority) {
    double highest = MongoSwitchovers.highest(view.config(), target.host());
    List<String> above =
        view.config().members().stream()
            .filter(member -> member.isElectable() && member.priority() > target.priority())
            .map(member -> member.host() + " (" + MongoHaNodes.number(member.priority()) + ")")
            .toList();
    boolean stays =
        byPriority && !options.platformOptions().valueOf(MongoSwitchover.RESTORE_PRIORITIES);
    if (byPriority) {
      checks.demand(
          highest < MongoSwitchovers.MOST || target.priority() > highest,
          "there is a priority above all others",
          target.host(),
          "the highest of the others is " + MongoHaNodes.number(highest),
          "less than " + MongoHaNodes.number(MongoSwitchovers.MOST),
          ErrorCode.WRONG_STATE,
          "Lower the priorities of the others first, or keep them all: mongodb.keep-priorities.");
    } else {
      List<String> first =
          MongoSwitchovers.others(view, options.leader(), target.host()).stream()
              .filter(member -> member.priority() > target.priority())
              .map(MongoSetMember::host)
              .toList();
      checks.demand(
          first.isEmpty(),
          "no other than the primary has a higher priority",
          target.host(),
          first.isEmpty() ? "none" : String.join(", ", first),
          "none",
          ErrorCode.WRONG_STATE,
          "The primary would hand over to it, which must not stand, and all would wait for an"
              + " election. Allow the configuration to be changed: "
              + MongoAction.SET_CONFIGURE.remedy());
    }
    checks.advise(
        stays || above.isEmpty(),
        "the target stays primary",
        target.host(),
        stays || above.isEmpty()
            ? "no member has a higher priority then"
            : "these have a higher priority, and take over again: " + String.join(", ", above),
        "no member has a higher priority then",
        "Give the target the highest priority, and leave it that.");
  }
}

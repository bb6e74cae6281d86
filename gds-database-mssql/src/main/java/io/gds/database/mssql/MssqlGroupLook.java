package io.gds.database.mssql;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Optional;

/** Looks at a group before something is done to it; what keeps it from being seen is a check. */
final class MssqlGroupLook {
  private final MssqlAvailability availability;
  private final Optional<String> group;

  MssqlGroupLook(MssqlAvailability availability, Optional<String> group) {
    this.availability = availability;
    this.group = group;
  }

  /** The group as it is; empty if it cannot be seen. */
  Optional<MssqlHaView> view() {
    return view(new MssqlCheckList(availability.context()));
  }

  /** The group as it is, or a refused check that says why it cannot be seen. */
  Optional<MssqlHaView> view(MssqlCheckList checks) {
    String engine = availability.context().runner().engine();
    try {
      Optional<MssqlHaView> view = availability.view(group);
      checks.demand(
          view.isPresent(),
          "the server takes part in an availability group",
          engine,
          view.map(seen -> seen.told().name()).orElse("none"),
          "one",
          ErrorCode.PRECONDITION_FAILED,
          "Make a group first, or open the engine on one of its servers.");
      return view;
    } catch (DatabaseException e) {
      MssqlHaView.throwUnlessSilent(e);
      checks.refused("the availability group can be seen", group.orElse(engine), "seen", e);
      return Optional.empty();
    }
  }

  /**
   * What a plan yields that has no steps because the group could not be seen, or its primary did
   * not answer, while it was written: nothing was sent, though its checks hold by now.
   */
  static DatabaseException stale() {
    return ErrorDetails.of(
            ErrorCode.PLAN_STALE,
            "the group could not be seen when this was planned, and nothing was sent")
        .remedy("Plan it again.")
        .toException();
  }

  /** The primary told how all are, and is the only one; or a refused check says why not. */
  static boolean byPrimary(MssqlHaView view, MssqlCheckList checks) {
    return byPrimary(view, Optional.empty(), checks);
  }

  /** The same, whatever this one says of itself. */
  static boolean byPrimary(MssqlHaView view, Optional<String> but, MssqlCheckList checks) {
    return told(view, checks) && alone(view, but, checks);
  }

  /** Nobody else, of those that were asked, holds itself for the primary. */
  private static boolean alone(MssqlHaView view, Optional<String> but, MssqlCheckList checks) {
    return view.rivals().stream().allMatch(rival -> but.filter(rival::equals).isPresent())
        || checks.demand(
            false,
            "only one holds itself for the primary",
            view.told().name(),
            String.join(" and ", view.leaders()) + " do",
            "one",
            ErrorCode.WRONG_STATE,
            endSplit(view.told()));
  }

  /** How two primaries become one again: which of them is right, only a person can tell. */
  static String endSplit(MssqlAvailabilityGroup group) {
    String way = "keep clients away from the one that is not to lead, save what only it has, then ";
    return MssqlSwitchoverChecks.isWatched(group)
        ? way + "see that both are in one Windows cluster again, and rejoin it."
        : way + "send " + MssqlGroupSql.demote(group.name()) + " to it, and rejoin it.";
  }

  /** The primary told how all are, or a refused check says why not. */
  private static boolean told(MssqlHaView view, MssqlCheckList checks) {
    return checks.demand(
        view.byPrimary(),
        "the primary tells how the replicas are",
        view.told().name(),
        view.byPrimary()
            ? view.primaryName().orElse("")
            : view.silence().orElse("nobody that was asked is the primary"),
        "the primary",
        view.primaryName().isPresent()
            ? ErrorCode.INVALID_CONNECTION
            : ErrorCode.PRECONDITION_FAILED,
        view.primaryName().isPresent()
            ? "Open the engine on the primary, or see that the peer for it leads there."
            : "Wait until there is a primary, or fail over by force.");
  }
}

package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Optional;

/** Looks at the set that an operation is about; what stands in the way becomes a check. */
final class MongoSetLook {
  private final MongoAvailability availability;
  private final Optional<String> group;

  MongoSetLook(MongoAvailability availability, Optional<String> group) {
    this.availability = availability;
    this.group = group;
  }

  /** As far as it can be seen. */
  Optional<MongoSetView> view() {
    try {
      return availability.view(group);
    } catch (DatabaseException e) {
      throwUnlessSilent(e);
      return Optional.empty();
    }
  }

  /** The same, or checks that say why not. */
  Optional<MongoSetView> view(MongoCheckList checks) {
    String engine = availability.context().runner().engine();
    try {
      Optional<MongoSetView> view = availability.view(group);
      if (view.isEmpty()) {
        checks.demand(
            false,
            "the server is in a replica set",
            engine,
            "in none",
            "in one",
            ErrorCode.WRONG_STATE,
            "Create the set first: createHa(), on a server that was started for one.");
      }
      return view;
    } catch (DatabaseException e) {
      throwUnlessSilent(e);
      checks.refused("the set can be seen", group.orElse(engine), "seen", e);
      return Optional.empty();
    }
  }

  /** The end of the engine is nobody's silence. */
  static void throwUnlessSilent(DatabaseException e) {
    if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
      throw e;
    }
  }

  /** What was planned does not fit any more. */
  static DatabaseException stale(String why) {
    return ErrorDetails.of(ErrorCode.PLAN_STALE, why)
        .remedy("See haStatus(), and prepare the operation anew.")
        .toException();
  }
}

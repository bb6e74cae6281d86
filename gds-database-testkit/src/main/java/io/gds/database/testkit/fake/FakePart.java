package io.gds.database.testkit.fake;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Options;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the classes that each do one capability have in common. Thread-safe. */
abstract class FakePart {
  private final FakeWire wire;
  private final Class<? extends Capability> capability;

  FakePart(FakeWire wire, Class<? extends Capability> capability) {
    this.wire = wire;
    this.capability = capability;
  }

  final FakeWire wire() {
    return wire;
  }

  final FakeServer server() {
    return wire.server();
  }

  final FakeShape shape() {
    return wire.server().shape();
  }

  /** The options published for this capability, the same for each of its verbs. */
  final Set<OptionKey<?>> keys() {
    return shape().keysOf(capability);
  }

  /** Asks the server something. */
  final <T> T read(String call, String target, Supplier<T> body) {
    for (Check check : usable()) {
      if (check.refused()) {
        throw check.toErrorDetails().toException();
      }
    }
    return wire.read(call, target, body);
  }

  /** Begins an operation, its options proved. */
  final <T extends @Nullable Object> FakePlan<T> plan(
      String name, String target, Options options, OptionFault... faults) {
    wire.runner().requireOpen();
    options.requireKnown(keys(), List.of(faults));
    return new FakePlan<>(this, name, target, options);
  }

  /** What speaks against using the capability now although the platform has it. */
  final List<Check> usable() {
    CapabilityStatus status = shape().absent().get(capability);
    if (status == null) {
      return List.of();
    }
    ErrorCode code =
        switch (status.availability()) {
          case PERMISSION -> ErrorCode.PERMISSION_DENIED;
          case TOOL -> ErrorCode.TOOL_MISSING;
          case STATE -> ErrorCode.WRONG_STATE;
          default -> ErrorCode.PRECONDITION_FAILED;
        };
    return List.of(
        demand(
            false,
            capability.getSimpleName() + " can be used",
            server().name(),
            status.reason(),
            Availability.AVAILABLE.name(),
            code,
            status.remedy()));
  }

  /** Whether the server answers. */
  final Check answering() {
    return demand(
        server().isUp(),
        "the server answers",
        server().name(),
        server().isUp() ? "answering" : "down",
        "answering",
        ErrorCode.CONNECTION_FAILED,
        "Start the server.");
  }

  final Clock clock() {
    return wire.runner().environment().clock();
  }

  final Check demand(
      boolean holds,
      String rule,
      String subject,
      String measured,
      String limit,
      ErrorCode code,
      String remedy) {
    return Checks.demand(clock(), holds, rule, subject, measured, limit, code, remedy);
  }

  /** That a database is there. */
  final Check exists(String database) {
    boolean there = server().databases.containsKey(database);
    return demand(
        there,
        "the database exists",
        database,
        there ? "there" : "absent",
        "there",
        ErrorCode.NOT_FOUND,
        "Look for it by databases(); names are exact.");
  }

  /** That a name can be given to a database. */
  final Check free(String database) {
    boolean taken = server().databases.containsKey(database);
    return demand(
        !taken,
        "the name is free",
        database,
        taken ? "taken" : "free",
        "free",
        ErrorCode.ALREADY_EXISTS,
        "Choose another name, or drop the database first.");
  }

  /** The same at the last moment, when somebody else may have been quicker. */
  final void requireFree(String database) {
    Check free = free(database);
    if (free.refused()) {
      throw free.toErrorDetails().toException();
    }
  }

  /** That no session stands in the way, unless it may be ended; all databases if none is named. */
  final Check unused(Optional<String> database, boolean force) {
    long sessions = server().sessions(database);
    return demand(
        force || sessions == 0,
        "no sessions stand in the way",
        database.orElse(server().name()),
        "used by " + sessions + " sessions",
        "used by none",
        ErrorCode.DATABASE_IN_USE,
        "End them, or use force.");
  }

  /** The refusal of a part of a capability that the fake was built without. */
  final RuntimeException unsupported(
      Class<? extends Capability> owner, Enum<?> feature, String target) {
    return UnsupportedCapabilityException.of(
        shape().type().id(), target, FakeCapabilities.missing(shape(), owner, feature));
  }

  static RuntimeException notFound(String what, String name) {
    return ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no " + what + " " + name)
        .target(name)
        .remedy("Look for it in the list; names are exact.")
        .toException();
  }
}

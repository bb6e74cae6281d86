package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.StepKind;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cloning the whole server into a data directory of this machine, by a base backup. */
final class PostgresServerClones implements SupportsClone {
  private final PostgresContext context;

  PostgresServerClones(PostgresContext context) {
    this.context = context;
  }

  @Override
  public List<CloneKind> cloneKinds() {
    return List.of(CloneKind.COPY);
  }

  @Override
  public Set<OptionKey<?>> cloneKeys() {
    return PostgresServerClone.KEYS;
  }

  /** Whether this kind of clone is made of the whole server. */
  static CapabilityStatus kind(CloneKind kind) {
    return switch (kind) {
      case COPY -> CapabilityStatus.available(SupportsClone.class, kind);
      case ZERO_COPY ->
          absent(
              kind,
              "a server shares its files with no other",
              "Clone it by COPY; snapshots are the file system's to make.");
      case TEMPLATE ->
          absent(
              kind,
              "a server is not copied within itself",
              "Clone it by COPY, or single databases.");
      case STRUCTURE_ONLY ->
          absent(
              kind,
              "pages are copied, which hold definitions and rows alike",
              "Clone the databases by STRUCTURE_ONLY, one by one.");
    };
  }

  private static CapabilityStatus absent(CloneKind kind, String reason, String remedy) {
    return CapabilityStatus.absent(
        SupportsClone.class, kind, Availability.NOT_ON_PLATFORM, reason, remedy);
  }

  @Override
  public Operation<CloneInfo> prepareClone(CloneOptions options) {
    context.runner().requireOpen();
    requireOffered(options);
    PostgresToolLogin.requireAddress(context, context.runner().engine(), SupportsClone.class);
    options.requireKnown(PostgresServerClone.KEYS, faults(options));
    return isPlace(options.target())
        ? new PostgresServerCloneRun(context, options).plan()
        : nowhere(options);
  }

  private static boolean isPlace(String target) {
    try {
      return Path.of(target).isAbsolute();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** A plan that says why nothing can be done: a name of a database is easily given here. */
  private Operation<CloneInfo> nowhere(CloneOptions options) {
    String target = options.target().replaceAll("\\p{Cntrl}", "?");
    return context
        .runner()
        .<CloneInfo>plan("clone", context.runner().engine())
        .options(options)
        .check(
            () ->
                Checks.demand(
                    context.clock(),
                    false,
                    "the clone's data directory is named",
                    target,
                    "no absolute path",
                    "the absolute path of a directory that is not there yet, or empty",
                    ErrorCode.PRECONDITION_FAILED,
                    "Name a directory of this machine; single databases are cloned by themselves."))
        .step(
            StepKind.FILE,
            Effect.READ,
            "nothing: " + target + " is no place for a clone of the server",
            step -> {})
        .yields(
            () -> {
              throw new IllegalStateException("refused, and so not done");
            });
  }

  private void requireOffered(CloneOptions options) {
    CloneKind kind = options.kind().orElse(CloneKind.COPY);
    CapabilityStatus status = kind(kind);
    if (status.isAvailable() && options.pointInTime().isPresent()) {
      status =
          absent(
              kind,
              "a base backup is of the present",
              "Restore a backup of the server with its WAL to that instant.");
    } else if (status.isAvailable() && options.targetEngine().isPresent()) {
      status =
          absent(
              kind,
              "a clone of the server is a data directory of this machine, and no server is asked"
                  + " for it",
              "Run this where the clone shall lie, and leave the target's connection out.");
    }
    if (!status.isAvailable()) {
      throw PostgresCapabilities.refusal(context.runner().engine(), status);
    }
  }

  private static List<OptionFault> faults(CloneOptions options) {
    List<OptionFault> faults = new ArrayList<>();
    OptionValues values = options.platformOptions();
    if (values.valueOf(PostgresServerClone.START)
        && values.given(PostgresServerClone.PORT).isEmpty()) {
      faults.add(
          new OptionFault(
              PostgresServerClone.START.id(),
              "needs a port of the clone's own by " + PostgresServerClone.PORT.id()));
    }
    return faults;
  }
}

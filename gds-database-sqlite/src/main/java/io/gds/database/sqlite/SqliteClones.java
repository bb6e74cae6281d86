package io.gds.database.sqlite;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.StepKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Cloning one database: its pages, or only what its schema says. */
final class SqliteClones implements SupportsClone {
  static final List<CloneKind> KINDS = List.of(CloneKind.COPY, CloneKind.STRUCTURE_ONLY);

  private static final long LEAST_ROOM = 1L << 20;

  private final SqliteContext context;
  private final String name;

  SqliteClones(SqliteContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public List<CloneKind> cloneKinds() {
    return KINDS;
  }

  @Override
  public Set<OptionKey<?>> cloneKeys() {
    return SqliteClone.KEYS;
  }

  @Override
  public Operation<CloneInfo> prepareClone(CloneOptions options) {
    context.runner().requireOpen();
    CloneKind kind = options.kind().orElse(KINDS.get(0));
    CapabilityStatus status = SqliteCapabilities.cloneKind(kind);
    if (!status.isAvailable()) {
      throw UnsupportedCapabilityException.of(DatabaseType.SQLITE.id(), name, status);
    }
    requireOffered(options);
    options.requireKnown(SqliteClone.KEYS, List.of());
    String target = SqliteNames.check(options.target());
    SqliteFiles files = targetFiles(options.targetEngine());
    Path place = files.place(target);
    Path directory = files.directory();
    AtomicReference<CloneInfo> done = new AtomicReference<>();
    Plan.Builder<CloneInfo> plan =
        context
            .runner()
            .<CloneInfo>plan("clone", name)
            .options(options)
            .check(() -> context.checks().exists(name))
            .check(() -> context.checks().free(files, target))
            .check(() -> context.checks().takesFiles(directory))
            .check(() -> context.checks().room(directory, roomFor(kind)))
            .check(() -> context.checks().localFileSystem(directory));
    String text =
        kind == CloneKind.COPY
            ? "copy \"" + name + "\" by SQLite's backup API, as of one instant"
            : "create what sqlite_schema of \"" + name + "\" lists, without rows";
    return plan.step(
            StepKind.COMMAND,
            Effect.ONCE,
            text + ", into an unfinished file, then call it " + place,
            step -> done.set(clone(options, kind, place, step)))
        .yields(() -> Objects.requireNonNull(done.get()));
  }

  private void requireOffered(CloneOptions options) {
    if (options.pointInTime().isPresent()) {
      refuse("SQLite keeps no past: only the present can be cloned");
    }
    options
        .targetEngine()
        .filter(engine -> !engine.type().equals(DatabaseType.SQLITE) || engine.path().isEmpty())
        .ifPresent(engine -> refuse("a clone can only go to another directory of SQLite files"));
    options.targetEngine().ifPresent(SqliteUrls::check);
  }

  private void refuse(String reason) {
    throw UnsupportedCapabilityException.of(
        DatabaseType.SQLITE.id(),
        name,
        CapabilityStatus.absent(
            SupportsClone.class, Availability.NOT_ON_PLATFORM, reason, "Leave it out."));
  }

  private SqliteFiles targetFiles(Optional<ConnectionInfo> other) {
    return other.isEmpty()
        ? context.files()
        : SqliteProvider.files(other.get(), context.connections());
  }

  private long roomFor(CloneKind kind) {
    return kind == CloneKind.STRUCTURE_ONLY
        ? LEAST_ROOM
        : context
            .files()
            .find(name)
            .map(facts -> SideFiles.size(facts.file()) + SideFiles.bytes(facts.file()))
            .orElse(LEAST_ROOM);
  }

  private CloneInfo clone(CloneOptions options, CloneKind kind, Path place, StepContext step) {
    Instant startedAt = context.clock().instant();
    SqliteFileFacts facts = context.files().require(name);
    Optional<Instant> consistentAt = Optional.empty();
    OptionalLong bytes = OptionalLong.empty();
    List<String> notCarried = List.of();
    try (SqlitePartial partial = SqlitePartial.in(Listing.directoryOf(place))) {
      if (kind == CloneKind.COPY) {
        SqliteCopies.Copied copied =
            context.copies().copy(facts, partial.path(), options.platformOptions(), step);
        consistentAt = Optional.of(copied.consistentAt());
        bytes = OptionalLong.of(SideFiles.size(partial.path()));
        if (copied.journalMode() == SqliteJournalMode.WAL) {
          context.copies().setJournalMode(partial.path(), SqliteJournalMode.WAL);
        }
      } else {
        notCarried = new SqliteStructure(context.connections()).copy(facts, partial.path(), step);
      }
      partial.sync();
      step.throwIfCancelled();
      partial.publish(place);
    }
    return new CloneInfo(
        name,
        options.target(),
        kind,
        consistentAt,
        bytes,
        startedAt,
        context.clock().instant(),
        notCarried);
  }
}

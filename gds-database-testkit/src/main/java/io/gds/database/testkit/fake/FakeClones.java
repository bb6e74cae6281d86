package io.gds.database.testkit.fake;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Cloning a fake database. */
final class FakeClones extends FakePart implements SupportsClone {
  private final String source;

  FakeClones(FakeWire wire, String source) {
    super(wire, SupportsClone.class);
    this.source = source;
  }

  @Override
  public List<CloneKind> cloneKinds() {
    return shape().cloneKinds();
  }

  @Override
  public Set<OptionKey<?>> cloneKeys() {
    return keys();
  }

  @Override
  public Operation<CloneInfo> prepareClone(CloneOptions options) {
    CloneKind kind = options.kind().orElse(cloneKinds().get(0));
    FakePlan<CloneInfo> plan = plan("clone", source, options);
    if (!cloneKinds().contains(kind)) {
      throw unsupported(SupportsClone.class, kind, source);
    }
    if (options.targetEngine().isPresent()) {
      throw UnsupportedCapabilityException.of(
          shape().type().id(),
          source,
          CapabilityStatus.absent(
              SupportsClone.class,
              Availability.NOT_ON_PLATFORM,
              "a fake engine clones within its own server only",
              "Back up here and restore there."));
    }
    FakeNames.checked("clone", options.target(), shape().maxNameLength());
    String text =
        "clone database "
            + FakeNames.quoted(source)
            + " to "
            + FakeNames.quoted(options.target())
            + " kind "
            + kind
            + options.pointInTime().map(at -> " as of " + at).orElse("");
    Made<CloneInfo> made = new Made<>();
    return plan.measure(() -> checks(options))
        .step("copy", Effect.ONCE, text, () -> made.set(copy(options, kind)))
        .yields(made::get);
  }

  private List<Check> checks(CloneOptions options) {
    List<Check> checks = new ArrayList<>(List.of(exists(source)));
    checks.add(free(options.target()));
    options
        .pointInTime()
        .ifPresent(
            at -> {
              boolean reached = contentAt(at).isPresent();
              checks.add(
                  demand(
                      reached,
                      "the instant can be reached",
                      source,
                      reached ? "reachable" : "before the first content",
                      at.toString(),
                      ErrorCode.PRECONDITION_FAILED,
                      "Choose a later instant."));
            });
    return checks;
  }

  private Optional<FakeContent> contentAt(Instant at) {
    return Optional.ofNullable(server().databases.get(source))
        .map(stored -> stored.versions().floorEntry(at))
        .map(Map.Entry::getValue);
  }

  private CloneInfo copy(CloneOptions options, CloneKind kind) {
    Instant now = server().now();
    Instant at = options.pointInTime().orElse(now);
    StoredDatabase stored = server().existing(source);
    requireFree(options.target());
    FakeContent content = contentAt(at).orElseThrow(() -> notFound("content of", source));
    FakeContent copied = kind.hasData() ? content : content.structureOnly();
    server()
        .databases
        .put(
            options.target(),
            StoredDatabase.of(copied, now).owned(stored.owner(), stored.collation()));
    return new CloneInfo(
        source,
        options.target(),
        kind,
        Optional.of(at),
        OptionalLong.of(kind == CloneKind.COPY ? copied.sizeBytes() : 0),
        now,
        server().now(),
        kind.hasData() ? List.of() : List.of("The rows of its tables."));
  }
}

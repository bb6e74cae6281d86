package io.gds.database.mongodb;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cloning a database, collection by collection, on its own server or to another. */
final class MongoClones implements SupportsClone {
  /** What clones can be, the default first. */
  static final List<CloneKind> KINDS = List.of(CloneKind.COPY, CloneKind.STRUCTURE_ONLY);

  private final MongoContext context;
  private final String name;

  MongoClones(MongoContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public List<CloneKind> cloneKinds() {
    return KINDS;
  }

  @Override
  public Set<OptionKey<?>> cloneKeys() {
    return MongoClone.KEYS;
  }

  /** Whether this kind of clone is made, or why not. */
  static CapabilityStatus status(CloneKind kind) {
    return switch (kind) {
      case COPY, STRUCTURE_ONLY -> CapabilityStatus.available(SupportsClone.class, kind);
      case ZERO_COPY -> absent(kind, "two databases share no storage here", "Clone it by COPY.");
      case TEMPLATE ->
          absent(kind, "the server copies no database's files by itself", "Clone it by COPY.");
    };
  }

  private static CapabilityStatus absent(CloneKind kind, String reason, String remedy) {
    return CapabilityStatus.absent(
        SupportsClone.class, kind, Availability.NOT_ON_PLATFORM, reason, remedy);
  }

  @Override
  public Operation<CloneInfo> prepareClone(CloneOptions options) {
    context.runner().requireOpen();
    CloneKind kind = options.kind().orElse(CloneKind.COPY);
    requireOffered(options, kind);
    options.requireKnown(MongoClone.KEYS, faults(options, kind));
    MongoNames.database(options.target());
    if (options.targetEngine().isEmpty()) {
      return new MongoCloneRun(context, context, name, options, kind).prepare();
    }
    MongoContext to = context.other(options.targetEngine().get());
    try {
      return new MongoCloneRun(context, to, name, options, kind).prepare();
    } finally {
      // Whether it is ever run nobody knows.
      to.connections().release();
    }
  }

  private void requireOffered(CloneOptions options, CloneKind kind) {
    CapabilityStatus status = status(kind);
    if (!status.isAvailable()) {
      throw MongoCapabilities.refusal(name, status);
    }
    if (options.pointInTime().isPresent()) {
      throw refusal(
          kind,
          "only the present can be cloned",
          "Restore a backup of the server to that instant.");
    }
    options
        .targetEngine()
        .filter(engine -> !engine.type().equals(DatabaseType.MONGODB))
        .ifPresent(
            engine -> {
              throw refusal(
                  kind, "a clone can only go to another MongoDB server", "Name such a server.");
            });
  }

  private UnsupportedCapabilityException refusal(CloneKind kind, String reason, String remedy) {
    return MongoCapabilities.refusal(name, absent(kind, reason, remedy));
  }

  private static List<OptionFault> faults(CloneOptions options, CloneKind kind) {
    OptionValues values = options.platformOptions();
    List<OptionFault> faults = new ArrayList<>();
    for (OptionKey<?> key : List.of(MongoClone.METHOD, MongoClone.CONSISTENCY)) {
      if (!kind.hasData() && values.given(key).isPresent()) {
        faults.add(new OptionFault(key.id(), "does not belong to " + kind + " clones"));
      }
    }
    boolean server =
        values.given(MongoClone.METHOD).filter(MongoCloneMethod.SERVER::equals).isPresent();
    if (server && options.targetEngine().isPresent()) {
      faults.add(
          new OptionFault(MongoClone.METHOD.id(), "a server copies to no other server: CLIENT"));
    }
    if (server
        && values
            .given(MongoClone.CONSISTENCY)
            .filter(MongoConsistency.SNAPSHOT::equals)
            .isPresent()) {
      faults.add(
          new OptionFault(
              MongoClone.CONSISTENCY.id(),
              "the server's own copy reads no snapshot: method CLIENT"));
    }
    return faults;
  }
}

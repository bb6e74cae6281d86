package io.gds.database.postgres;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cloning one database: by the server's own copy, or by the tools, to another server too. */
final class PostgresClones implements SupportsClone {
  /** The server's copy is the cheapest; what goes through the tools leaves the source in use. */
  static final List<CloneKind> KINDS =
      List.of(CloneKind.TEMPLATE, CloneKind.COPY, CloneKind.STRUCTURE_ONLY);

  private final PostgresContext context;
  private final String name;

  PostgresClones(PostgresContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public List<CloneKind> cloneKinds() {
    return KINDS;
  }

  @Override
  public Set<OptionKey<?>> cloneKeys() {
    return PostgresClone.KEYS;
  }

  @Override
  public Operation<CloneInfo> prepareClone(CloneOptions options) {
    context.runner().requireOpen();
    boolean elsewhere = options.targetEngine().isPresent();
    CloneKind kind =
        options.kind().orElseGet(() -> elsewhere ? CloneKind.COPY : CloneKind.TEMPLATE);
    CapabilityStatus status = PostgresCapabilities.cloneKind(kind);
    if (!status.isAvailable()) {
      throw UnsupportedCapabilityException.of(DatabaseType.POSTGRESQL.id(), name, status);
    }
    requireOffered(options, kind);
    options.requireKnown(PostgresClone.KEYS, faults(options, kind));
    PostgresSql.NAMES.check(options.target());
    return kind == CloneKind.TEMPLATE
        ? new PostgresTemplateClone(context, name, options).prepare()
        : new PostgresToolClone(context, name, options, kind).prepare();
  }

  private void requireOffered(CloneOptions options, CloneKind kind) {
    if (options.pointInTime().isPresent()) {
      throw refusal(
          kind,
          "PostgreSQL keeps no past: only the present can be cloned",
          "Restore a physical backup with its write-ahead log to that instant.");
    }
    if (kind == CloneKind.TEMPLATE && options.targetEngine().isPresent()) {
      throw refusal(
          kind,
          "a server copies its files to no other server",
          "Clone it by COPY, or leave it out.");
    }
    options
        .targetEngine()
        .filter(engine -> !engine.type().equals(DatabaseType.POSTGRESQL))
        .ifPresent(
            engine -> {
              throw refusal(
                  kind, "a clone can only go to another PostgreSQL server", "Name such a server.");
            });
  }

  private UnsupportedCapabilityException refusal(CloneKind kind, String reason, String remedy) {
    return UnsupportedCapabilityException.of(
        DatabaseType.POSTGRESQL.id(),
        name,
        CapabilityStatus.absent(
            SupportsClone.class, kind, Availability.NOT_ON_PLATFORM, reason, remedy));
  }

  private List<OptionFault> faults(CloneOptions options, CloneKind kind) {
    List<OptionFault> faults = new ArrayList<>();
    if (options.platformOptions().given(PostgresClone.STRATEGY).isPresent()) {
      if (kind == CloneKind.TEMPLATE) {
        PostgresSupport.since(15, PostgresClone.STRATEGY.id(), context.version(), faults);
      } else {
        faults.add(new OptionFault(PostgresClone.STRATEGY.id(), "belongs to TEMPLATE clones"));
      }
    }
    if (kind == CloneKind.TEMPLATE) {
      for (OptionKey<?> key : PostgresClone.OF_TOOLS) {
        options
            .platformOptions()
            .given(key)
            .ifPresent(
                given ->
                    faults.add(
                        new OptionFault(key.id(), "belongs to COPY and STRUCTURE_ONLY clones")));
      }
    }
    return faults;
  }
}

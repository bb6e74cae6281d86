package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Checks;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.StepKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Restoring a backup of the whole server: a data directory is prepared with its recovery, and not
 * started. The server that the engine is connected to is not touched, and asked for no more than
 * which one it is, where a history is named by the engine.
 */
final class PostgresServerRestores implements SupportsRestore {
  private final PostgresContext context;
  private final PostgresServerShelf shelf;

  PostgresServerRestores(PostgresContext context, PostgresCatalog catalog) {
    this.context = context;
    this.shelf = new PostgresServerShelf(context, catalog);
  }

  @Override
  public Set<OptionKey<?>> restoreKeys() {
    return PostgresServerRestore.KEYS;
  }

  @Override
  public Operation<RestoreInfo> prepareRestore(RestoreOptions options) {
    context.runner().requireOpen();
    requireOffered(options);
    options.requireKnown(PostgresServerRestore.KEYS, faults(options));
    Optional<Path> directory =
        options.platformOptions().given(PostgresServerRestore.DATA_DIRECTORY);
    if (directory.isEmpty()) {
      return refused(options, unnamed());
    }
    PostgresServerSource.Chosen chosen;
    try {
      chosen = new PostgresServerSource(context, shelf).of(options);
    } catch (DatabaseException e) {
      if (options.source().kind() != RestoreSource.Kind.ARCHIVE
          || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return refused(options, unreadable(options, e));
    }
    return new PostgresServerRestorePlan(
            context,
            options,
            chosen,
            shelf.chain(chosen.backup()),
            directory.get().toAbsolutePath().normalize())
        .plan();
  }

  /** A plan that says what stands against it, and would no more than read. */
  private Operation<RestoreInfo> refused(RestoreOptions options, Check why) {
    Path source = options.source().location().orElseThrow().path();
    return context
        .runner()
        .<RestoreInfo>plan("restore", context.runner().engine())
        .options(options)
        .check(() -> why)
        .step(
            StepKind.FILE,
            Effect.READ,
            "prove " + source + " at level " + options.verify(),
            step ->
                ArchiveVerifier.verify(
                    source,
                    DatabaseType.POSTGRESQL,
                    options.verify(),
                    bytes -> {},
                    step::throwIfCancelled))
        .yields(() -> new RestoreInfo(source.toString(), Optional.empty(), List.of(), List.of()));
  }

  private Check unnamed() {
    return Checks.demand(
        context.clock(),
        false,
        "a data directory is named",
        PostgresServerRestore.DATA_DIRECTORY.id(),
        "missing",
        "a directory that is not there yet, or empty",
        ErrorCode.PRECONDITION_FAILED,
        "Name it by "
            + PostgresServerRestore.DATA_DIRECTORY.id()
            + ": a whole server is restored beside the running one, never over it.");
  }

  private Check unreadable(RestoreOptions options, DatabaseException e) {
    return Checks.demand(
        context.clock(),
        false,
        "the source is a backup of a whole server",
        options.source().toString(),
        String.valueOf(e.getMessage()),
        "a base backup with its manifest",
        e.code(),
        e.remedy().orElse("Check the path."));
  }

  private void requireOffered(RestoreOptions options) {
    if (options.source().kind() == RestoreSource.Kind.DROPPED) {
      refuse("PostgreSQL does not keep what was dropped", "Restore a backup.");
    }
    if (options.source().location().isEmpty()) {
      refuse(
          "PostgreSQL keeps no record of backups",
          "Name the directory in which they lie: history(server, directory).");
    }
    if (options.mappings().stream().anyMatch(m -> m.kind() != RestoreMapping.Kind.TABLESPACE)) {
      refuse(
          "of a whole server only tablespaces can go elsewhere",
          "Map tablespaces only; all else lies in the data directory.");
    }
    if (options.verify().compareTo(VerifyLevel.RESTORE) >= 0) {
      refuse(
          "a restore does not start the server on trial first",
          "Verify the backup at that level before, or restore at level ARCHIVE.");
    }
  }

  private void refuse(String reason, String remedy) {
    throw PostgresCapabilities.refusal(
        context.runner().engine(),
        CapabilityStatus.absent(
            SupportsRestore.class, Availability.NOT_ON_PLATFORM, reason, remedy));
  }

  private static List<OptionFault> faults(RestoreOptions options) {
    List<OptionFault> faults = new ArrayList<>(PostgresRecoveryTarget.faults(options));
    faults.addAll(ArchiveShelf.faults("from", options.source().location().orElseThrow()));
    for (RestoreMapping mapping : options.mappings()) {
      if (!Path.of(mapping.to()).isAbsolute()) {
        faults.add(new OptionFault("map", "takes an absolute path for " + mapping.from()));
      }
    }
    return faults;
  }
}

package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.StepKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

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
    BackupInfo backup;
    try {
      backup = source(options);
    } catch (DatabaseException e) {
      if (options.source().kind() != RestoreSource.Kind.ARCHIVE) {
        throw e;
      }
      return refused(options, unreadable(options, e));
    }
    return new Planned(options, backup, directory.get().toAbsolutePath().normalize()).plan();
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
    List<OptionFault> faults = new ArrayList<>(PostgresRecovery.faults(options));
    Location place = options.source().location().orElseThrow();
    if (place.kind() != Location.Kind.LOCAL || place.parts().size() != 1) {
      faults.add(new OptionFault("from", "takes one path of this machine, not " + place));
    }
    for (RestoreMapping mapping : options.mappings()) {
      if (!Path.of(mapping.to()).isAbsolute()) {
        faults.add(new OptionFault("map", "takes an absolute path for " + mapping.from()));
      }
    }
    return faults;
  }

  /** The archive itself, or the newest of a history that is whole and not behind the instant. */
  private BackupInfo source(RestoreOptions options) {
    RestoreSource source = options.source();
    Location place = source.location().orElseThrow();
    if (source.kind() == RestoreSource.Kind.ARCHIVE) {
      Manifest manifest = ManifestFile.read(place.path(), DatabaseType.POSTGRESQL);
      if (manifest.backupType() != BackupType.FULL
          && manifest.backupType() != BackupType.INCREMENTAL) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_UNRECOGNIZED,
            place.toString(),
            "is a backup of type "
                + manifest.backupType()
                + " of one database, which is restored by that database");
      }
      BackupInfo backup = manifest.toBackupInfo(place.path(), List.of());
      PostgresReach.Base.of(backup);
      return backup;
    }
    String server = source.database().orElseThrow();
    Optional<Instant> at = options.pointInTime();
    List<BackupInfo> all = shelf.all(place);
    return shelf.of(server, place).stream()
        .filter(backup -> PostgresBaseChain.of(backup, all).isWhole())
        .filter(
            backup ->
                at.isEmpty() || backup.consistentAt().filter(c -> !c.isAfter(at.get())).isPresent())
        .findFirst()
        .orElseThrow(
            () ->
                ErrorDetails.of(
                        ErrorCode.NOT_FOUND,
                        "there is no backup of the whole server "
                            + server
                            + at.map(instant -> " that ended before " + instant).orElse("")
                            + " in "
                            + place)
                    .target(server)
                    .remedy("Check name, instant and directory; backupHistory lists what is there.")
                    .toException());
  }

  /** One restore from its plan to its end. */
  private final class Planned {
    private final RestoreOptions options;
    private final OptionValues values;
    private final BackupInfo backup;
    private final PostgresBaseChain chain;
    private final Path archive;
    private final PostgresReach.Base base;
    private final PostgresRecovery recovery;
    private final Map<String, PostgresServerFacts.Tablespace> tablespaces;
    private final PostgresServerTarget target;
    private final AtomicReference<List<String>> checked = new AtomicReference<>(List.of());

    Planned(RestoreOptions options, BackupInfo backup, Path directory) {
      this.options = options;
      this.backup = backup;
      this.chain = shelf.chain(backup);
      values = options.platformOptions();
      archive = backup.location().path().toAbsolutePath().normalize();
      base = PostgresReach.Base.of(backup);
      Optional<Path> remembered =
          Optional.ofNullable(backup.attributes().get(PostgresServerBackups.WAL_ARCHIVE))
              .map(Path::of);
      recovery = new PostgresRecovery(context, options, base, remembered);
      tablespaces = PostgresServerFacts.tablespaces(backup.attributes());
      target =
          new PostgresServerTarget(
              directory, PostgresServerTarget.mapped(tablespaces, options.mappings()));
    }

    private PostgresCombination combination() {
      return new PostgresCombination(
          context, chain, values.given(PostgresServerRestore.TOOLS), target.directory(), true);
    }

    private long bytes() {
      return chain.isIncremental() ? combination().bytes() : backup.bytes().orElse(0);
    }

    Operation<RestoreInfo> plan() {
      PostgresCombination combination = combination();
      Plan.Builder<RestoreInfo> plan =
          context
              .runner()
              .<RestoreInfo>plan("restore", target.directory().toString())
              .options(options)
              .measure(() -> target.checks(context.clock(), bytes()))
              .check(this::placed)
              .check(recovery::check);
      if (chain.isIncremental()) {
        combination.demand(plan);
      }
      for (BackupInfo member : chain.members()) {
        plan.step(
            StepKind.FILE,
            Effect.READ,
            "prove " + path(member) + " at level " + options.verify(),
            step -> prove(member, step));
      }
      plan.onFailure(step -> target.remove())
          .step(
              chain.isIncremental() ? StepKind.TOOL : StepKind.FILE,
              Effect.ONCE,
              (chain.isIncremental()
                      ? combination.text() + "; append"
                      : "take "
                          + archive
                          + " out beside "
                          + target.directory()
                          + ", checking each file, and append")
                  + " to postgresql.auto.conf:\n"
                  + PostgresRecovery.lines(recovery.settings())
                  + "then write recovery.signal",
              step -> fill(combination, step))
          .step(
              StepKind.FILE,
              Effect.ONCE,
              "give it the name " + target.directory(),
              step -> target.publish());
      return plan.yields(this::done);
    }

    /** Each tablespace has a place of its own, and each place a tablespace. */
    private Check placed() {
      Set<String> left = new TreeSet<>();
      Set<String> mapped = new TreeSet<>();
      options.mappings().forEach(mapping -> mapped.add(mapping.from()));
      tablespaces.forEach(
          (oid, tablespace) -> {
            boolean byOid = mapped.remove(oid);
            boolean byName = mapped.remove(tablespace.name());
            if (!byOid && !byName) {
              left.add(tablespace.name() + " (was " + tablespace.location() + ")");
            }
          });
      Map<String, Path> places = PostgresServerTarget.mapped(tablespaces, options.mappings());
      boolean shared = Set.copyOf(places.values()).size() < places.size();
      return Checks.demand(
          context.clock(),
          left.isEmpty() && mapped.isEmpty() && !shared,
          "each tablespace has a place",
          archive.toString(),
          (left.isEmpty() ? "all have one" : "none for " + String.join(", ", left))
              + (mapped.isEmpty() ? "" : "; no tablespaces called " + String.join(", ", mapped))
              + (shared ? "; two have the same" : ""),
          "one mapping for each",
          ErrorCode.PRECONDITION_FAILED,
          "Map each tablespace of the backup, and no other, to a directory of this machine.");
    }

    private Path path(BackupInfo member) {
      return member.location().path().toAbsolutePath().normalize();
    }

    private void prove(BackupInfo member, StepContext step) {
      Manifest manifest =
          ArchiveVerifier.verify(
              path(member),
              DatabaseType.POSTGRESQL,
              options.verify(),
              bytes ->
                  step.progress(
                      "verifying the archive",
                      bytes,
                      OptionalLong.of(Math.max(bytes, member.bytes().orElse(0))),
                      ProgressUnit.BYTES),
              step::throwIfCancelled);
      if (!manifest.backupId().equals(member.id())) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_CORRUPT,
            path(member).toString(),
            "is another one by now than was planned with");
      }
    }

    private void fill(PostgresCombination combination, StepContext step) {
      checked.set(
          chain.isIncremental()
              ? target.fill(
                  (data, spaces) -> combination.into(data, spaces, step),
                  archive,
                  recovery.settings())
              : target.fill(
                  PostgresBaseArchive.at(archive), base.segmentBytes(), recovery.settings(), step));
    }

    private RestoreInfo done() {
      List<BackupInfo> used = new ArrayList<>(chain.members());
      used.set(used.size() - 1, backup.withChecked(Objects.requireNonNull(checked.get())));
      return new RestoreInfo(target.directory().toString(), recovery.reached(), used, next());
    }

    private List<String> next() {
      String directory = PostgresServerTrial.quoted(target.directory().toString());
      String readable = recovery.wal().map(PostgresServerRestores::readable).orElse("");
      List<String> next = new ArrayList<>();
      next.add(
          "It belongs to "
              + System.getProperty("user.name")
              + ", and the server must run as its owner, who is not root; else: chown -R postgres: "
              + directory
              + readable);
      if (!target.hasConfiguration()) {
        next.add(
            "postgresql.conf, pg_hba.conf and pg_ident.conf are not in it: the server kept them"
                + " elsewhere. Copy them, or name them by -o '-c config_file=… -c hba_file=… "
                + PostgresServerTrial.dataDirectory(target.directory())
                + "': without the last, one that names a data directory starts that one instead.");
      }
      next.add(
          "Start it: "
              + PostgresServerTrial.quoted(program())
              + " -D "
              + directory
              + " -l "
              + PostgresServerTrial.quoted(target.directory() + ".log")
              + " -o "
              + PostgresServerTrial.quoted(PostgresServerTrial.dataDirectory(target.directory()))
              + " -w start; it takes the port of its configuration unless -p PORT behind -o gives"
              + " another.");
      next.add(
          "It then recovers to "
              + recovery.target()
              + ". It is done when recovery.signal is gone and pg_is_in_recovery() is false, unless"
              + " the action is another than promote.");
      next.add(
          "It archives no WAL, waits for no standby, and applies no subscriptions: see the end of"
              + " postgresql.auto.conf, and set what it shall have of its own before it is relied"
              + " on.");
      return next;
    }

    private String program() {
      try {
        return context
            .toolbox()
            .require(
                "pg_ctl",
                new PostgresToolbox.Wanted(
                    base.major(), base.major(), "the backup is of PostgreSQL " + base.major()),
                values.given(PostgresServerRestore.TOOLS))
            .tool()
            .binary()
            .toString();
      } catch (DatabaseException e) {
        return "pg_ctl";
      }
    }
  }

  private static String readable(Path wal) {
    return ", and let that user read the log in " + wal;
  }
}

package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.Retention;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backups as they lie in a collection. CockroachDB keeps no record of them itself, so a collection
 * must be named; and it has no statement that deletes them.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-backup">SHOW BACKUP</a>
 * @see <a href="https://www.cockroachlabs.com/docs/stable/backup-validation">Backup Validation</a>
 */
final class CockroachCatalog implements SupportsBackupCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(CockroachCatalog.class);

  /** How far backups can be proved. */
  static final List<VerifyLevel> LEVELS =
      List.of(VerifyLevel.MANIFEST, VerifyLevel.ARCHIVE, VerifyLevel.RESTORE);

  private final CockroachContext context;

  /** Whether backups can be proved so far. */
  static CapabilityStatus level(VerifyLevel level) {
    return LEVELS.contains(level)
        ? CapabilityStatus.available(SupportsBackupCatalog.class, level)
        : CapabilityStatus.absent(
            SupportsBackupCatalog.class,
            level,
            Availability.NOT_ON_PLATFORM,
            "CockroachDB has no check of a whole database beyond reading all of it",
            "Use the level RESTORE, which reads every row and compares its checksum.");
  }

  CockroachCatalog(CockroachContext context) {
    this.context = context;
  }

  private CockroachShelf shelf(OptionValues values) {
    return new CockroachShelf(
        context, new CockroachEncryption(context.runner().environment(), values));
  }

  /** What cannot be read is logged and left out, unless there is no server to read it. */
  static void leaveOut(CockroachCollection place, DatabaseException e) {
    if (e.isTransient()
        || e.code() == ErrorCode.ENGINE_CLOSED
        || e.code() == ErrorCode.CANCELLED
        || e.code() == ErrorCode.TIMEOUT) {
      throw e;
    }
    LOG.warn("{} is left out of the history: {}", place, e.toString());
  }

  @Override
  public List<BackupInfo> backupHistory(BackupQuery query) {
    context.runner().requireOpen();
    return history(query, OptionValues.none());
  }

  private List<BackupInfo> history(BackupQuery query, OptionValues values) {
    CockroachCollection place = place(query.directory());
    CockroachShelf shelf = shelf(values);
    List<BackupInfo> found = new ArrayList<>();
    boolean inOrder = query.type().filter(type -> type == BackupType.FULL).isPresent();
    for (CockroachCollection one : context.read(() -> shelf.chains(shelf.now(), place))) {
      if (inOrder && found.size() >= query.limit()) {
        break;
      }
      try {
        CockroachChain chain = context.read(() -> shelf.chain(shelf.now(), one, false));
        shelf.infos(chain).stream().filter(query::matches).forEach(found::add);
      } catch (DatabaseException e) {
        leaveOut(one, e);
      }
    }
    // What was appended to an older full backup may be newer than the newest full one, and no list
    // of the server's tells when: full ones alone come in the order of their time.
    return found.stream()
        .sorted(Comparator.comparing(BackupInfo::finishedAt).reversed())
        .limit(query.limit())
        .toList();
  }

  private CockroachCollection place(Optional<Location> directory) {
    Location location =
        directory.orElseThrow(
            () ->
                CockroachPlanning.absent(
                    context.runner().engine(),
                    SupportsBackupCatalog.class,
                    "CockroachDB keeps no record of backups",
                    "Name the collection in which they lie."));
    CockroachCollection.fault("in", location)
        .ifPresent(
            fault -> {
              throw InvalidOptionsException.of("backup query", List.of(fault));
            });
    return CockroachCollection.of(location);
  }

  @Override
  public BackupInfo inspectBackup(Location location) {
    context.runner().requireOpen();
    CockroachCollection.fault("location", location)
        .ifPresent(
            fault -> {
              throw InvalidOptionsException.of("backup", List.of(fault));
            });
    CockroachShelf shelf = shelf(OptionValues.none());
    CockroachChain chain =
        context.read(() -> shelf.newest(shelf.now(), CockroachCollection.of(location)));
    return newest(shelf, chain, location);
  }

  /** The newest backup of a chain; of several made together, the first. */
  private static BackupInfo newest(CockroachShelf shelf, CockroachChain chain, Location place) {
    List<BackupInfo> all = shelf.infos(chain);
    return all.stream()
        .max(Comparator.comparing(BackupInfo::finishedAt))
        .orElseThrow(
            () ->
                ErrorDetails.of(
                        ErrorCode.ARCHIVE_UNRECOGNIZED,
                        "the backup holds neither a database nor the cluster")
                    .target(place.toString())
                    .remedy("Backups of single tables are restored by hand.")
                    .toException());
  }

  @Override
  public ReachableWindow reachableWindow(String database, BackupQuery query) {
    context.runner().requireOpen();
    CockroachCollection place = place(query.directory());
    CockroachShelf shelf = shelf(OptionValues.none());
    List<CockroachChain> chains = new ArrayList<>();
    for (CockroachCollection one : context.read(() -> shelf.chains(shelf.now(), place))) {
      try {
        chains.add(context.read(() -> shelf.chain(shelf.now(), one, false)));
      } catch (DatabaseException e) {
        leaveOut(one, e);
      }
    }
    return CockroachReach.window(database, chains, context.clock().instant());
  }

  @Override
  public List<VerifyLevel> verifyLevels() {
    return LEVELS;
  }

  @Override
  public Set<OptionKey<?>> verifyBackupKeys() {
    return CockroachRestore.VERIFY_KEYS;
  }

  @Override
  public Set<OptionKey<?>> deleteBackupsKeys() {
    return CockroachRestore.READ_KEYS;
  }

  @Override
  public Operation<BackupVerification> prepareVerifyBackup(VerifyOptions options) {
    context.runner().requireOpen();
    CockroachEncryption encryption =
        new CockroachEncryption(context.runner().environment(), options.platformOptions());
    List<OptionFault> faults = new ArrayList<>(encryption.faults());
    CockroachCollection.fault("backup", options.location()).ifPresent(faults::add);
    if (!LEVELS.contains(options.level())) {
      faults.add(
          new OptionFault(
              "level",
              "goes up to RESTORE: CockroachDB has no check of a whole database beyond it"));
    }
    options.requireKnown(CockroachRestore.VERIFY_KEYS, faults);
    return new Proof(options, encryption).plan();
  }

  /** One proof from its plan to its end. */
  private final class Proof {
    private final VerifyOptions options;
    private final CockroachEncryption encryption;
    private final CockroachShelf shelf;
    private final AtomicReference<BackupInfo> seen = new AtomicReference<>();
    private final List<String> checked = new ArrayList<>();

    Proof(VerifyOptions options, CockroachEncryption encryption) {
      this.options = options;
      this.encryption = encryption;
      this.shelf = new CockroachShelf(context, encryption);
    }

    Operation<BackupVerification> plan() {
      CockroachCollection place = CockroachCollection.of(options.location());
      Plan.Builder<BackupVerification> plan =
          context
              .runner()
              .<BackupVerification>plan("verifyBackup", place.toString())
              .options(options);
      try {
        CockroachCollection one = context.read(() -> shelf.newestPlace(shelf.now(), place));
        look(plan, one);
        if (options.level() == VerifyLevel.RESTORE) {
          CockroachChain chain = context.read(() -> shelf.chain(shelf.now(), one, false));
          Set<String> databases = new LinkedHashSet<>();
          chain.layers().forEach(layer -> databases.addAll(layer.databases()));
          databases.stream()
              .filter(database -> chain.layers().get(chain.layers().size() - 1).holds(database))
              .forEach(database -> tryRestore(plan, one, database));
        }
      } catch (DatabaseException e) {
        CockroachPlanning.refused(plan, context, place.toString(), e);
      }
      return plan.yields(
          () -> {
            BackupInfo backup = Objects.requireNonNull(seen.get()).withChecked(checked);
            return new BackupVerification(
                backup, options.level(), checked, context.clock().instant());
          });
    }

    private void look(Plan.Builder<BackupVerification> plan, CockroachCollection place) {
      boolean files = options.level() != VerifyLevel.MANIFEST;
      plan.step(
          StepKind.SQL,
          Effect.READ,
          shelf.text(place, String.valueOf(place.chain()), files),
          step -> see(place, files, step));
    }

    private void see(CockroachCollection place, boolean files, StepContext step) {
      CockroachChain chain = shelf.chain(context.sql().during(step), place, files);
      seen.set(newest(shelf, chain, place.location()));
      checked.add(
          "SHOW BACKUP lists "
              + chain.layers().size()
              + " backups of the chain, the newest as of "
              + chain.layers().get(chain.layers().size() - 1).end());
      if (files) {
        checked.add(
            "every file that belongs to them is where it should be (check_files); what is in them"
                + " was not read");
      }
    }

    /**
     * Definitions are restored under a name of its own, rows are read and checked, then dropped.
     */
    private void tryRestore(
        Plan.Builder<BackupVerification> plan, CockroachCollection place, String database) {
      String scratch = scratch();
      List<CockroachStatement> with = new ArrayList<>();
      with.add(CockroachStatement.of("schema_only"));
      with.add(CockroachStatement.of("verify_backup_table_data"));
      with.addAll(encryption.options());
      options
          .platformOptions()
          .given(CockroachRestore.EXECUTION_LOCALITY)
          .ifPresent(
              locality ->
                  with.add(
                      CockroachStatement.of(
                          "EXECUTION LOCALITY = " + CockroachBackupSql.literal(locality))));
      CockroachSubmission submission =
          new CockroachSubmission(
              context,
              CockroachBackupSql.restore(
                  database, place, String.valueOf(place.chain()), scratch, null, with),
              "checking " + database,
              words -> encryption.cleared(place.cleared(words)));
      String drop = CockroachBackupSql.dropDatabase(scratch);
      plan.check(() -> context.checks().free(scratch));
      plan.check(
          () ->
              context
                  .checks()
                  .allowed(
                      "the role may restore databases",
                      scratch,
                      rights -> rights.restore() || rights.createDatabases(),
                      role -> "GRANT SYSTEM RESTORE TO " + role + ";"));
      plan.always(step -> context.read(() -> context.sql().execute(drop)));
      submission.submitIn(plan);
      submission.awaitIn(
          plan,
          "",
          step ->
              checked.add(
                  "\""
                      + database
                      + "\" was restored without its rows as "
                      + scratch
                      + ", and every row was read from the files and its checksum compared"));
      plan.step(
          StepKind.SQL, Effect.IDEMPOTENT, drop, step -> context.sql().during(step).execute(drop));
    }

    private String scratch() {
      return String.format(Locale.ROOT, "gds_verify_%016x", ThreadLocalRandom.current().nextLong());
    }
  }

  @Override
  public RetentionPlan planRetention(DeleteBackupsOptions options) {
    context.runner().requireOpen();
    List<OptionFault> faults = new ArrayList<>();
    options
        .directory()
        .flatMap(place -> CockroachCollection.fault("in", place))
        .ifPresent(faults::add);
    options.requireKnown(CockroachRestore.READ_KEYS, faults);
    BackupQuery query = BackupQuery.all().limit(Integer.MAX_VALUE);
    if (options.directory().isPresent()) {
      query = query.in(options.directory().get());
    }
    if (options.database().isPresent()) {
      query = query.database(options.database().get());
    }
    return Retention.plan(
        history(query, options.platformOptions()), options.policy(), context.clock().instant());
  }

  @Override
  public Operation<RetentionPlan> prepareDeleteBackups(DeleteBackupsOptions options) {
    throw CockroachPlanning.absent(
        context.runner().engine(),
        SupportsBackupCatalog.class,
        "CockroachDB has no statement that deletes backups",
        "planRetention says which can go: delete them by the rules of the object store, a full"
            + " backup only together with what was appended to it.");
  }
}

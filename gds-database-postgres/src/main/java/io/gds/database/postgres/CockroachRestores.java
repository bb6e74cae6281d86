package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Restoring a database under a name that is free. The cluster hides it until it is whole, and takes
 * away what there is of it if that fails.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/restore">RESTORE</a>
 */
final class CockroachRestores implements SupportsRestore {
  private static final List<OptionKey<Boolean>> FLAGS =
      List.of(
          CockroachRestore.SCHEMA_ONLY,
          CockroachRestore.SKIP_MISSING_FOREIGN_KEYS,
          CockroachRestore.SKIP_MISSING_SEQUENCES,
          CockroachRestore.SKIP_MISSING_SEQUENCE_OWNERS,
          CockroachRestore.SKIP_MISSING_VIEWS,
          CockroachRestore.SKIP_MISSING_UDFS,
          CockroachRestore.SKIP_LOCALITIES_CHECK);

  private final CockroachContext context;
  private final String name;

  CockroachRestores(CockroachContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public Set<OptionKey<?>> restoreKeys() {
    return CockroachRestore.KEYS;
  }

  @Override
  public Operation<RestoreInfo> prepareRestore(RestoreOptions options) {
    context.runner().requireOpen();
    requireOffered(options);
    CockroachEncryption encryption =
        new CockroachEncryption(context.runner().environment(), options.platformOptions());
    options.requireKnown(CockroachRestore.KEYS, faults(options, encryption));
    return new Planned(options, encryption).plan();
  }

  private void requireOffered(RestoreOptions options) {
    RestoreSource source = options.source();
    if (options.overwrite()) {
      refuse(
          "RESTORE replaces nothing, and a swap by renaming loses what is granted on the database,"
              + " and is refused where a view refers to it",
          "Restore under a name that is free, compare, and then rename or drop the old one.");
    }
    if (!options.mappings().isEmpty()) {
      refuse("RESTORE puts nothing elsewhere", "Leave the mappings out.");
    }
    if (source.kind() == RestoreSource.Kind.DROPPED) {
      refuse(
          "CockroachDB keeps no database that was dropped",
          "Restore a backup; before gc.ttlseconds have passed, one of an instant before the drop"
              + " can still be made of the cluster by its point in time.");
    }
    if (source.location().isEmpty()) {
      refuse(
          "CockroachDB keeps no record of backups",
          "Name the collection in which they lie: history(database, collection).");
    }
  }

  private void refuse(String reason, String remedy) {
    throw CockroachPlanning.absent(name, SupportsRestore.class, reason, remedy);
  }

  private static List<OptionFault> faults(RestoreOptions options, CockroachEncryption encryption) {
    List<OptionFault> faults = new ArrayList<>(encryption.faults());
    CockroachCollection.fault("from", options.source().location().orElseThrow())
        .ifPresent(faults::add);
    if (options.verify().compareTo(VerifyLevel.ARCHIVE) > 0) {
      faults.add(
          new OptionFault(
              "verify",
              "goes up to ARCHIVE here: the restore itself reads and checks every row, and shows"
                  + " nothing until it is whole"));
    }
    if (options.source().kind() == RestoreSource.Kind.HISTORY
        && options.platformOptions().given(CockroachRestore.DATABASE).isPresent()) {
      faults.add(
          new OptionFault(
              CockroachRestore.DATABASE.id(), "is for archives: a history names its database"));
    }
    return faults;
  }

  /**
   * What is restored from.
   *
   * @param asOf the instant for the statement; null for the latest of the chain
   */
  private record Found(
      CockroachChain chain, CockroachLayer layer, String database, @Nullable String asOf) {}

  /** One restore from its plan to its end. */
  private final class Planned {
    private final RestoreOptions options;
    private final OptionValues values;
    private final CockroachEncryption encryption;
    private final CockroachShelf shelf;
    private final CockroachCollection from;

    Planned(RestoreOptions options, CockroachEncryption encryption) {
      this.options = options;
      this.values = options.platformOptions();
      this.encryption = encryption;
      this.shelf = new CockroachShelf(context, encryption);
      this.from = CockroachCollection.of(options.source().location().orElseThrow());
    }

    Operation<RestoreInfo> plan() {
      CockroachSql.NAMES.check(name);
      Plan.Builder<RestoreInfo> plan =
          context
              .runner()
              .<RestoreInfo>plan("restore", name)
              .options(options)
              .check(() -> context.checks().free(name))
              .check(
                  () ->
                      context
                          .checks()
                          .allowed(
                              "the role may restore databases",
                              name,
                              rights -> rights.restore() || rights.createDatabases(),
                              role -> "GRANT SYSTEM RESTORE TO " + role + ";"));
      Found found;
      try {
        found = context.read(this::find);
      } catch (DatabaseException e) {
        CockroachPlanning.refused(plan, context, from.toString(), e);
        return plan.yields(
            () -> {
              throw new IllegalStateException("a refused plan yields nothing");
            });
      }
      prove(plan, found);
      CockroachSubmission submission =
          new CockroachSubmission(
              context,
              CockroachBackupSql.restore(
                  found.database(),
                  found.chain().place(),
                  found.chain().subdirectory(),
                  found.database().equals(name) ? null : name,
                  found.asOf(),
                  statementOptions()),
              "restoring",
              words -> encryption.cleared(from.cleared(words)));
      submission.submitIn(plan);
      submission.awaitIn(plan, "", step -> {});
      return plan.yields(() -> done(found));
    }

    private Found find() {
      return options.source().kind() == RestoreSource.Kind.ARCHIVE ? ofArchive() : ofHistory();
    }

    private Found ofArchive() {
      CockroachChain chain = shelf.newest(shelf.now(), from);
      String database = database(chain);
      Optional<CockroachLayer> layer =
          options.pointInTime().isPresent()
              ? chain.covering(database, options.pointInTime().get())
              : chain.newest(database);
      return layer.map(it -> found(chain, it, database)).orElseThrow(() -> nothing(database));
    }

    private String database(CockroachChain chain) {
      Set<String> all = new TreeSet<>();
      chain.layers().forEach(layer -> all.addAll(layer.databases()));
      Optional<String> given = values.given(CockroachRestore.DATABASE);
      if (given.isPresent()) {
        return given.get();
      }
      if (all.size() == 1) {
        return all.iterator().next();
      }
      if (all.contains(name)) {
        return name;
      }
      throw ErrorDetails.of(
              ErrorCode.INVALID_OPTIONS,
              "the backup holds "
                  + (all.isEmpty()
                      ? "no database"
                      : "several databases: " + String.join(", ", all)))
          .target(CockroachRestore.DATABASE.id())
          .remedy("Say which by " + CockroachRestore.DATABASE.id() + ".")
          .toException();
    }

    /** The newest chain that has it; what cannot be read is logged and left out. */
    private Found ofHistory() {
      String database = options.source().database().orElseThrow();
      for (CockroachCollection place : shelf.chains(shelf.now(), from)) {
        try {
          CockroachChain chain = shelf.chain(shelf.now(), place, false);
          Optional<CockroachLayer> layer =
              options.pointInTime().isPresent()
                  ? chain.covering(database, options.pointInTime().get())
                  : chain.newest(database);
          if (layer.isPresent()) {
            return found(chain, layer.get(), database);
          }
        } catch (DatabaseException e) {
          CockroachCatalog.leaveOut(place, e);
        }
      }
      throw nothing(database);
    }

    private Found found(CockroachChain chain, CockroachLayer layer, String database) {
      String exact = layer.exactEnd();
      Optional<Instant> asked = options.pointInTime();
      String asOf =
          asked.isEmpty() || layer.endsAt(asked.get())
              ? exact == null ? asked.map(CockroachBackupSql::asOf).orElse(null) : exact
              : CockroachBackupSql.asOf(asked.get());
      return new Found(chain, layer, database, asOf);
    }

    private DatabaseException nothing(String database) {
      return ErrorDetails.of(
              ErrorCode.NOT_FOUND,
              "no backup of \""
                  + database
                  + "\""
                  + options.pointInTime().map(instant -> " reaches " + instant).orElse(" is")
                  + " in "
                  + from)
          .platform(DatabaseType.COCKROACHDB.id())
          .target(database)
          .remedy(
              "Check name, instant and place; reachableWindow says what is reached, and why not"
                  + " more.")
          .toException();
    }

    private void prove(Plan.Builder<RestoreInfo> plan, Found found) {
      boolean checkFiles = options.verify() != VerifyLevel.MANIFEST;
      plan.step(
          new Step(
              StepKind.SQL,
              shelf.text(found.chain().place(), found.chain().subdirectory(), checkFiles),
              Effect.READ,
              ""),
          step -> requireThere(found, checkFiles, step));
    }

    private void requireThere(Found found, boolean checkFiles, StepContext step) {
      CockroachChain now =
          shelf.chain(context.sql().during(step), found.chain().place(), checkFiles);
      boolean there =
          now.layers().stream()
              .anyMatch(
                  layer ->
                      layer.endsAt(found.layer().end())
                          && layer.incremental() == found.layer().incremental());
      if (!there) {
        throw ErrorDetails.of(
                ErrorCode.NOT_FOUND,
                "the backup that ends at " + found.layer().end() + " is not there any more")
            .platform(DatabaseType.COCKROACHDB.id())
            .target(found.chain().place().toString())
            .remedy("Prepare the restore again.")
            .toException();
      }
    }

    private List<CockroachStatement> statementOptions() {
      List<CockroachStatement> all = new ArrayList<>();
      for (OptionKey<Boolean> flag : FLAGS) {
        if (values.valueOf(flag)) {
          all.add(CockroachStatement.of(flag.shortName().replace('-', '_')));
        }
      }
      all.addAll(encryption.options());
      values
          .given(CockroachRestore.EXECUTION_LOCALITY)
          .ifPresent(
              locality ->
                  all.add(
                      CockroachStatement.of(
                          "EXECUTION LOCALITY = " + CockroachBackupSql.literal(locality))));
      return all;
    }

    private RestoreInfo done(Found found) {
      List<CockroachLayer> layers = found.chain().layers();
      List<BackupInfo> used = new ArrayList<>();
      for (BackupInfo backup :
          shelf.infos(
              new CockroachChain(
                  found.chain().place(), layers.subList(0, layers.indexOf(found.layer()) + 1)))) {
        if (backup.database().equals(found.database())
            || backup.database().equals(context.runner().engine())) {
          used.add(backup);
        }
      }
      List<String> next = new ArrayList<>();
      next.add(
          "Grant again what was granted: this role owns what was restored, and SHOW BACKUP … WITH"
              + " privileges tells how it was.");
      if (values.valueOf(CockroachRestore.SCHEMA_ONLY)) {
        next.add("There are no rows in it: only definitions were restored.");
      }
      return new RestoreInfo(
          name, Optional.of(options.pointInTime().orElse(found.layer().end())), used, next);
    }
  }
}

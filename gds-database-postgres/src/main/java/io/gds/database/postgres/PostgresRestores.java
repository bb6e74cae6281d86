package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Restoring into one database. The archive is proved, restored into a database of a temporary name,
 * which then gets what a restore loses, and only then the name, or another's place. Until then an
 * existing target is there as it was.
 */
final class PostgresRestores implements SupportsRestore {
  private final PostgresContext context;
  private final PostgresCatalog catalog;
  private final String name;

  PostgresRestores(PostgresContext context, PostgresCatalog catalog, String name) {
    this.context = context;
    this.catalog = catalog;
    this.name = name;
  }

  @Override
  public Set<OptionKey<?>> restoreKeys() {
    return PostgresRestore.KEYS;
  }

  @Override
  public Operation<RestoreInfo> prepareRestore(RestoreOptions options) {
    context.runner().requireOpen();
    requireOffered(options);
    PostgresToolLogin.requireAddress(context, name, SupportsRestore.class);
    options.requireKnown(
        PostgresRestore.KEYS,
        ArchiveShelf.faults("from", options.source().location().orElseThrow()));
    return new Planned(options).plan();
  }

  private void requireOffered(RestoreOptions options) {
    if (!options.mappings().isEmpty()) {
      refuse(
          "pg_restore puts nothing elsewhere",
          "Leave it out; postgresql.no-tablespaces=true puts all into the default tablespace.");
    }
    if (options.source().kind() == RestoreSource.Kind.DROPPED) {
      refuse("PostgreSQL does not keep what was dropped", "Restore a backup.");
    }
    if (options.source().kind() == RestoreSource.Kind.HISTORY
        && options.source().location().isEmpty()) {
      refuse(
          "PostgreSQL keeps no record of backups",
          "Name the directory in which they lie: history(database, directory).");
    }
    if (options.pointInTime().isPresent()
        && options.source().kind() == RestoreSource.Kind.ARCHIVE) {
      refuse(
          "a logical backup reaches its own instant only",
          "Leave the instant out, or name the history that it is to be found in.");
    }
  }

  private void refuse(String reason, String remedy) {
    throw UnsupportedCapabilityException.of(
        DatabaseType.POSTGRESQL.id(),
        name,
        CapabilityStatus.absent(
            SupportsRestore.class, Availability.NOT_ON_PLATFORM, reason, remedy));
  }

  /**
   * The archive itself; or of a history the newest one, or the one of an instant, that holds the
   * whole database: a part of it is not what somebody means who asks for the database.
   */
  private PostgresArchive archive(RestoreOptions options) {
    RestoreSource source = options.source();
    if (source.kind() == RestoreSource.Kind.ARCHIVE) {
      return PostgresArchive.at(source.location().orElseThrow());
    }
    String database = source.database().orElseThrow();
    Location directory = source.location().orElseThrow();
    List<BackupInfo> backups = catalog.whole(BackupQuery.all().in(directory).database(database));
    Optional<Instant> at = options.pointInTime();
    return backups.stream()
        .filter(backup -> at.isEmpty() || at.equals(backup.consistentAt()))
        .findFirst()
        .map(backup -> PostgresArchive.at(backup.location()))
        .orElseThrow(
            () ->
                ErrorDetails.of(
                        ErrorCode.NOT_FOUND,
                        "there is no backup of the whole of \""
                            + database
                            + "\""
                            + at.map(instant -> " of the instant " + instant).orElse("")
                            + " in "
                            + directory)
                    .target(database)
                    .remedy(
                        "Check name, instant and directory; backupHistory lists what lies there,"
                            + " and each reaches its own instant only. Backups of a part are"
                            + " restored by naming the archive.")
                    .toException());
  }

  /** One restore from its plan to its end. */
  private final class Planned {
    private final RestoreOptions options;
    private final OptionValues values;
    private final PostgresArchive archive;
    private final PostgresRestoreSource source;
    private final PostgresRestoreChecks checks;
    private final PostgresSwap swap = new PostgresSwap(context, name);
    private final String session = PostgresToolSessions.newName();
    private final AtomicReference<BackupInfo> proved = new AtomicReference<>();
    private final AtomicReference<Map<String, PostgresArchive.Stamp>> asProved =
        new AtomicReference<>();
    private final List<String> next = new ArrayList<>();
    private Optional<PostgresKept> kept = Optional.empty();

    Planned(RestoreOptions options) {
      this.options = options;
      values = options.platformOptions();
      archive = archive(options);
      source =
          PostgresRestoreSource.read(archive, values.valueOf(PostgresRestore.WITHOUT_MANIFEST));
      checks = new PostgresRestoreChecks(context, source, values);
    }

    Operation<RestoreInfo> plan() {
      Plan.Builder<RestoreInfo> plan =
          context
              .runner()
              .<RestoreInfo>plan("restore", name)
              .options(options)
              .check(() -> source.readable(context.clock()))
              .check(() -> context.checks().primary())
              .check(() -> context.checks().mayCreate())
              .measure(checks::all);
      boolean replaces = target(plan);
      plan.step(
          StepKind.FILE,
          Effect.READ,
          "prove " + archive.path() + " at level " + options.verify(),
          this::prove);
      create(plan);
      fill(plan);
      if (replaces) {
        swap.steps(plan);
      } else {
        swap.rename(plan);
      }
      return plan.yields(this::done);
    }

    /** Adds the checks of the target; says whether there is one to be replaced. */
    private boolean target(Plan.Builder<RestoreInfo> plan) {
      boolean exists = new PostgresReadings(context).find(name, Set.of()).isPresent();
      if (!exists || !options.overwrite()) {
        plan.check(() -> context.checks().free(name));
        return false;
      }
      plan.check(() -> context.checks().notSystem(name))
          .check(() -> context.checks().exists(name))
          .check(() -> context.checks().notOwn(name))
          .check(() -> context.checks().owned("the role may replace the database", name))
          .measure(() -> context.checks().droppable(name));
      kept = PostgresKept.of(context, name, source, values);
      kept.ifPresent(facts -> plan.check(facts::unchanged));
      if (!options.force()) {
        plan.check(() -> context.checks().unused(name));
      }
      return true;
    }

    private void prove(StepContext step) {
      asProved.set(archive.stamp());
      BackupInfo backup =
          archive.prove(options.verify(), values.valueOf(PostgresRestore.WITHOUT_MANIFEST), step);
      if (source.id().isPresent() && !source.id().get().equals(backup.id())) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_CORRUPT,
            archive.path().toString(),
            "is another one by now than was planned with");
      }
      List<String> checked = new ArrayList<>(backup.checked());
      if (options.verify() != VerifyLevel.MANIFEST || !archive.hasManifest()) {
        checked.addAll(
            new PostgresCheckup(context, values.given(PostgresRestore.TOOLS))
                .read(archive, ErrorCode.ARCHIVE_CORRUPT, step));
      }
      proved.set(backup.withChecked(checked));
    }

    private void create(Plan.Builder<RestoreInfo> plan) {
      String create =
          source.isReadable()
              ? PostgresTrial.creation(
                  archive,
                  source.facts().or(() -> kept.flatMap(facts -> facts.form(source.encoding()))),
                  swap.fresh(),
                  context.version(),
                  !values.valueOf(PostgresRestore.NO_TABLESPACES))
              : "CREATE DATABASE " + PostgresSql.name(swap.fresh()) + " TEMPLATE template0";
      PostgresLeftDatabases.sweep(plan, context, "");
      plan.onFailure(step -> swap.discardFresh())
          .step(
              new Step(StepKind.SQL, create, Effect.ONCE, ""),
              step -> context.sql().during(step).execute(create),
              PostgresDefinitions.fate(context, swap.fresh(), true, create));
    }

    private void fill(Plan.Builder<RestoreInfo> plan) {
      PostgresRestoreRun run = checks.run();
      plan.onFailure(step -> PostgresToolSessions.end(context, session))
          .step(
              new Step(
                  StepKind.TOOL,
                  run.text(archive, source.format(), source.needs(), swap.fresh(), session)
                      + (options.verify() == VerifyLevel.RESTORE_AND_CHECK
                          ? "; then count the rows and check the pages"
                          : ""),
                  Effect.ONCE,
                  ""),
              step -> restore(run, step),
              // What there is of it is dropped, so that it may as well never have begun.
              () -> Reconciler.Finding.NOT_DONE);
      source.facts().ifPresent(facts -> reapply(plan, facts));
      kept.ifPresent(facts -> facts.give(plan, swap.fresh(), next::addAll));
    }

    private void restore(PostgresRestoreRun run, StepContext step) {
      try (PostgresToolLogin login = PostgresToolLogin.open(context, session)) {
        run.run(archive, Objects.requireNonNull(asProved.get()), swap.fresh(), login, step);
        subscriptions(step);
        if (options.verify() == VerifyLevel.RESTORE_AND_CHECK) {
          BackupInfo backup = Objects.requireNonNull(proved.get());
          List<String> checked = new ArrayList<>(backup.checked());
          checked.addAll(
              new PostgresTrial(context, values).check(archive, swap.fresh(), login, step));
          proved.set(backup.withChecked(checked));
          context.connections().forget(swap.fresh());
        }
      }
    }

    /** They are made without asking the other end, and disabled. */
    private void subscriptions(StepContext step) {
      long made =
          context
              .sql()
              .during(step)
              .first(
                  PostgresSql.text("drop-hindrances"),
                  row -> row.longValue("subscriptions"),
                  swap.fresh())
              .orElse(0L);
      if (made > 0) {
        next.add(
            "Look at its "
                + made
                + " subscriptions, which are disabled: ALTER SUBSCRIPTION … ENABLE, unless another"
                + " database reads from their slots.");
      }
    }

    private void reapply(Plan.Builder<RestoreInfo> plan, PostgresFacts facts) {
      PostgresBelongings belongings =
          PostgresBelongings.ofRestore(
              facts,
              swap.fresh(),
              !values.valueOf(PostgresRestore.NO_OWNER),
              !values.valueOf(PostgresRestore.NO_ACL));
      if (!belongings.isEmpty()) {
        plan.step(
            new Step(StepKind.SQL, belongings.text(), Effect.ONCE, ""),
            step -> next.addAll(belongings.run(context, held(facts), step)),
            () -> Reconciler.Finding.NOT_DONE);
      }
    }

    /** Read from the archive that was proved, and only if something is to be read from it. */
    private PostgresHeldSettings held(PostgresFacts facts) {
      if (facts.hidden().isEmpty()) {
        return PostgresHeldSettings.NONE;
      }
      archive.requireUnchanged(Objects.requireNonNull(asProved.get()));
      return archive.heldSettings();
    }

    private RestoreInfo done() {
      context.connections().forget(swap.fresh());
      BackupInfo backup = Objects.requireNonNull(proved.get());
      List<String> left = new ArrayList<>(next);
      kept.ifPresent(facts -> left.addAll(facts.notes(source.encoding())));
      if (source.facts().isEmpty() && kept.isEmpty()) {
        left.add(
            "Set the database's owner, settings, rights and comment: without a manifest nothing"
                + " tells what they were.");
      }
      source.globals().map(PostgresRestores::globalsHint).ifPresent(left::add);
      left.add("Run ANALYZE: the planner's statistics are no part of the archive.");
      return new RestoreInfo(name, backup.consistentAt(), List.of(backup), left);
    }
  }

  private static String globalsHint(Path file) {
    return "The server's roles and tablespaces lie in " + file + "; they are not restored with it.";
  }
}

package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.core.archive.Manifest;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.StepKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/** One restore of a whole server, from its plan to its end. */
final class PostgresServerRestorePlan {
  private final PostgresContext context;
  private final RestoreOptions options;
  private final OptionValues values;
  private final PostgresServerSource.Chosen chosen;
  private final BackupInfo backup;
  private final PostgresBaseChain chain;
  private final Path archive;
  private final PostgresReach.Base base;
  private final PostgresRecovery recovery;
  private final Map<String, PostgresServerFacts.Tablespace> tablespaces;
  private final PostgresServerTarget target;
  private final AtomicReference<List<String>> checked = new AtomicReference<>(List.of());

  /**
   * Plans it.
   *
   * @param chosen what is restored
   * @param chain that with all that it builds on
   * @param directory the data directory to be made
   */
  PostgresServerRestorePlan(
      PostgresContext context,
      RestoreOptions options,
      PostgresServerSource.Chosen chosen,
      PostgresBaseChain chain,
      Path directory) {
    this.context = context;
    this.options = options;
    this.chosen = chosen;
    this.chain = chain;
    values = options.platformOptions();
    backup = chosen.backup();
    base = chosen.base();
    recovery = chosen.recovery();
    archive = path(backup);
    tablespaces = PostgresServerFacts.tablespaces(backup.attributes());
    target =
        new PostgresServerTarget(
            directory, PostgresServerTarget.mapped(tablespaces, options.mappings()));
  }

  private PostgresCombination combination() {
    return new PostgresCombination(
        context, chain, values.given(PostgresServerRestore.TOOLS), target.directory(), true);
  }

  private long takenOut() {
    return chain.isIncremental() ? combination().takenOut() : 0;
  }

  /** The operation. */
  Operation<RestoreInfo> plan() {
    PostgresCombination combination = combination();
    Plan.Builder<RestoreInfo> plan =
        context
            .runner()
            .<RestoreInfo>plan("restore", target.directory().toString())
            .options(options)
            .measure(() -> target.checks(context.clock(), chain.size(), takenOut()))
            .check(this::placed)
            .check(chosen::check);
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

  private static Path path(BackupInfo member) {
    return member.location().path().toAbsolutePath().normalize();
  }

  private void prove(BackupInfo member, StepContext step) {
    // What is measured again behind this ends with the operation.
    recovery.heed(step);
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
    return new RestoreInfo(
        target.directory().toString(),
        recovery.reached(),
        used,
        new PostgresServerNext(context, target, base, values.given(PostgresServerRestore.TOOLS))
            .lines(recovery));
  }
}

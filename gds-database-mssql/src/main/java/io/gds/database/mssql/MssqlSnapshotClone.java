package io.gds.database.mssql;

import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * A clone that shares its pages with its source: a database snapshot.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/databases/create-a-database-snapshot-transact-sql">
 *     Create a database snapshot</a>
 */
final class MssqlSnapshotClone {
  private static final List<String> NOT_CARRIED =
      List.of(
          "writing: a snapshot is read-only for good",
          "independence: it shares its source's pages, is lost with them, and keeps the source from"
              + " being dropped and restored; it cannot be backed up",
          "full-text catalogues, FILESTREAM data, and files that were not online");

  private final MssqlContext context;
  private final String name;
  private final String target;
  private final Optional<String> directory;
  private volatile Instant startedAt = Instant.EPOCH;

  MssqlSnapshotClone(MssqlContext context, String name, CloneOptions options) {
    this.context = context;
    this.name = name;
    this.target = options.target();
    this.directory = options.platformOptions().given(MssqlClone.DATA_DIRECTORY);
  }

  Operation<CloneInfo> prepare(Plan.Builder<CloneInfo> plan, MssqlCloneSource source) {
    String stamp = MssqlFreshRestore.stamp();
    AtomicBoolean made = new AtomicBoolean();
    String sql = sql(name, target, directory, source, stamp);
    Fate fate = MssqlAlone.fate(context, () -> isOurs(source, stamp), sql);
    return plan.onFailure(
            step -> {
              if (made.get() && isOurs(source, stamp)) {
                context.sql().execute("DROP DATABASE IF EXISTS " + MssqlSql.name(target));
              }
            })
        .step(
            new Step(StepKind.SQL, sql, Effect.ONCE, ""),
            step -> make(sql, source, stamp, made, step),
            () -> {
              Reconciler.Finding finding = fate.look();
              made.set(finding == Reconciler.Finding.DONE);
              return finding;
            })
        .yields(() -> info(source));
  }

  /** Each sparse file beside the file whose pages it keeps, unless told otherwise. */
  static String sql(
      String name,
      String target,
      Optional<String> directory,
      MssqlCloneSource source,
      String stamp) {
    int[] number = {0};
    String files =
        source.shown().stream()
            .map(
                file -> {
                  number[0]++;
                  String in = directory.orElseGet(() -> MssqlMoves.directory(file.path()));
                  String stem = MssqlMoves.into("", "", target, stamp).stem();
                  String path = MssqlMoves.within(in, stem + "_" + number[0] + ".ss");
                  return "(NAME = "
                      + MssqlSql.name(file.name())
                      + ", FILENAME = "
                      + MssqlSql.literal(MssqlSql.path(path))
                      + ")";
                })
            .collect(Collectors.joining(", "));
    return "CREATE DATABASE "
        + MssqlSql.name(target)
        + " ON "
        + files
        + " AS SNAPSHOT OF "
        + MssqlSql.name(name);
  }

  private void make(
      String sql, MssqlCloneSource source, String stamp, AtomicBoolean made, StepContext step) {
    startedAt = context.clock().instant();
    step.progress("snapshot", 0, OptionalLong.of(1), ProgressUnit.STEPS);
    step.throwIfCancelled();
    context.sql().during(step).execute(sql);
    made.set(true);
    if (!isOurs(source, stamp)) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE,
              "the server reported no error, but there is no snapshot \"" + target + '"')
          .target(target)
          .remedy("Look at the server's error log.")
          .toException();
    }
    step.progress("snapshot", 1, OptionalLong.of(1), ProgressUnit.STEPS);
  }

  /**
   * Whether the snapshot of this name is the one of this run: no other has files so stamped.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/relational-databases/databases/view-the-size-of-the-sparse-file-of-a-database-snapshot-transact-sql">
   *     where the names of sparse files are told</a>
   */
  private boolean isOurs(MssqlCloneSource source, String stamp) {
    return snapshot(source).isPresent()
        && MssqlCloneSource.find(context, target)
            .filter(
                found ->
                    found.files().stream()
                        .anyMatch(file -> file.path().contains("_" + stamp + "_")))
            .isPresent();
  }

  private Optional<MssqlDatabaseMetadata> snapshot(MssqlCloneSource source) {
    return context
        .readings()
        .find(target, Set.of())
        .filter(found -> found.sourceDatabaseId().orElse(0) == source.id());
  }

  private CloneInfo info(MssqlCloneSource source) {
    return new CloneInfo(
        name,
        target,
        CloneKind.ZERO_COPY,
        snapshot(source).flatMap(MssqlDatabaseMetadata::createdAt),
        OptionalLong.of(0),
        startedAt,
        context.clock().instant(),
        NOT_CARRIED);
  }
}

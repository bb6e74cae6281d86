package io.gds.database.snowflake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.Location;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A backup to a stage. All tables are read from one clone, so that they are of one instant; what
 * each wrote is counted against what the clone has; the manifest comes last, so that nothing
 * half-way is taken for a backup. The clone goes at the end, and after a failure all that was
 * written too.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/copy-into-location">COPY INTO a
 *     location</a>
 */
final class SnowflakeUnload {
  private final SnowflakeContext context;
  private final SnowflakeShelf shelf;
  private final SnowflakeUnloads unloads;
  private final String name;
  private final OptionValues values;
  private final SnowflakeStagePath place;
  private final Location location;
  private final Instant now;
  private final SnowflakeMark mark;
  private final Optional<SnowflakeShelf.Entry> source;
  private final SnowflakeUnloadScope scope;
  private final SnowflakeFileFormat format;
  private volatile List<SnowflakeUnloadTable> written = List.of();
  private final AtomicReference<@Nullable SnowflakeManifest> manifest = new AtomicReference<>();
  private volatile boolean begun;

  SnowflakeUnload(
      SnowflakeContext context, String name, BackupOptions options, SnowflakeStagePath at) {
    this.context = context;
    this.shelf = new SnowflakeShelf(context);
    this.unloads = new SnowflakeUnloads(context);
    this.name = name;
    this.values = options.platformOptions();
    this.now = shelf.now();
    SnowflakeStamp stamp = SnowflakeStamp.of(SnowflakeStamp.Kind.UNLOAD, name, now);
    this.place = options.directory().isPresent() ? at.below(directory(stamp)) : at;
    this.location =
        options.directory().isPresent()
            ? Location.stage(place.sql())
            : options.location().orElseThrow();
    this.source = shelf.find(name);
    this.format = values.valueOf(SnowflakeBackup.FORMAT);
    this.scope =
        source.isPresent()
            ? SnowflakeUnloadScope.read(context, name, format, values)
            : SnowflakeUnloadScope.NONE;
    this.mark =
        new SnowflakeMark(
            SnowflakeStamp.Kind.UNLOAD,
            UUID.randomUUID().toString(),
            stamp.name(),
            name,
            now,
            Optional.empty(),
            Optional.empty(),
            "");
  }

  /** A directory that no other unload has: the database's name as far as a path takes it. */
  private String directory(SnowflakeStamp stamp) {
    String safe = name.replaceAll("[^A-Za-z0-9_-]", "_");
    String brief = safe.length() > 60 ? safe.substring(0, 60) : safe;
    String[] parts = stamp.name().split("\\$");
    return "u-" + brief + "-" + parts[2] + "-" + parts[3];
  }

  Operation<BackupInfo> prepare(Plan.Builder<BackupInfo> plan) {
    SnowflakeBackupChecks checks = new SnowflakeBackupChecks(context);
    SnowflakeUnloadChecks own = new SnowflakeUnloadChecks(context);
    plan.measure(() -> checks.source(name))
        .measure(() -> own.place(place))
        .check(() -> own.warehouse(name))
        .measure(() -> source.isPresent() ? own.content(name, scope, values) : List.of());
    plan.leaves(this::left);
    SnowflakeMarkedClone clone =
        new SnowflakeMarkedClone(
            context,
            mark,
            SnowflakeCloneSql.of(
                    SnowflakeCloneSql.Kind.DATABASE,
                    SnowflakeSql.name(name),
                    SnowflakeSql.name(mark.name()))
                .asTransient(source.map(SnowflakeShelf.Entry::isTransient).orElse(false))
                .briefly(),
            name,
            scope.inventory(),
            source.map(found -> scope.inventory().reach(found, now)));
    clone.addTo(plan);
    plan.onFailure(this::remove)
        .step(StepKind.SQL, Effect.ONCE, copies(), this::unload)
        .step(StepKind.SQL, Effect.READ, "LIST " + place.sql(), step -> list())
        .step(StepKind.SQL, Effect.ONCE, manifestText(), this::writeManifest)
        .step(
            StepKind.SQL,
            Effect.READ,
            SnowflakeManifestFiles.read(place, SnowflakeManifestFiles.LAST),
            step -> readBack());
    String drop = "DROP DATABASE IF EXISTS " + SnowflakeSql.name(mark.name());
    plan.step(StepKind.SQL, Effect.IDEMPOTENT, drop, clone::drop);
    return plan.yields(() -> info(clone));
  }

  private long fileBytes() {
    return values.valueOf(SnowflakeBackup.FILE_SIZE);
  }

  private String copies() {
    String all =
        scope.tables().stream()
            .map(table -> table.unload(mark.name(), place, format, fileBytes()))
            .collect(Collectors.joining(";\n"));
    return all.isEmpty() ? "-- no table has rows to unload" : all;
  }

  private String manifestText() {
    return new SnowflakeManifestFiles.File(SnowflakeManifestFiles.part(1), "")
            .write(place, "'<the manifest, in as many files as it needs>'")
        + ";\n"
        + new SnowflakeManifestFiles.File(SnowflakeManifestFiles.LAST, "")
            .write(place, "'<their number and the SHA-256 of the manifest>'");
  }

  private void unload(StepContext step) {
    begun = true;
    scope.requireSame(context, mark.name());
    List<SnowflakeUnloadTable> done = new ArrayList<>();
    int number = 0;
    for (SnowflakeUnloadTable table : scope.tables()) {
      step.progress("tables", number, OptionalLong.of(scope.tables().size()), ProgressUnit.STEPS);
      step.throwIfCancelled();
      done.add(unload(step, table));
      number++;
    }
    step.progress("tables", number, OptionalLong.of(number), ProgressUnit.STEPS);
    written = done;
  }

  private SnowflakeUnloadTable unload(StepContext step, SnowflakeUnloadTable table) {
    record Written(long bytes, long rows) {}
    List<Written> files =
        context
            .gateway()
            .rows(
                step,
                table.unload(mark.name(), place, format, fileBytes()),
                row -> new Written(row.longValue("FILE_SIZE"), row.longValue("ROW_COUNT")));
    long rows = files.stream().mapToLong(Written::rows).sum();
    long bytes = files.stream().mapToLong(Written::bytes).sum();
    step.bytes(bytes);
    long expected = number(step, table.count(mark.name()), "N");
    if (rows != expected) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE,
              "of table " + table + ' ' + rows + " rows were written, and it has " + expected)
          .target(name)
          .remedy("Take it again; if it stays so, tell the vendor.")
          .toException();
    }
    OptionalLong hash =
        values.valueOf(SnowflakeBackup.HASHES) ? hash(step, table) : OptionalLong.empty();
    return table.counted(rows, bytes, files.size()).hashed(hash);
  }

  private OptionalLong hash(StepContext step, SnowflakeUnloadTable table) {
    Optional<String> sql = table.hashing(mark.name());
    return sql.isPresent() ? OptionalLong.of(number(step, sql.get(), "H")) : OptionalLong.empty();
  }

  private long number(StepContext step, String sql, String column) {
    return context.gateway().rows(step, sql, row -> row.longValue(column)).get(0);
  }

  private void list() {
    SnowflakeManifest planned = manifest(now, "");
    unloads.compare(place, planned);
  }

  private SnowflakeManifest manifest(Instant finishedAt, String definitions) {
    return new SnowflakeManifest(
        mark.id(),
        context.runner().engine(),
        name,
        source.map(SnowflakeShelf.Entry::isTransient).orElse(false),
        source.map(SnowflakeShelf.Entry::comment).orElse(""),
        source.map(SnowflakeShelf.Entry::days).orElse(1),
        now,
        finishedAt,
        Optional.empty(),
        values.given(SnowflakeBackup.KEEP_FOR).map(finishedAt::plus),
        mark.name(),
        format,
        definitions,
        written,
        scope.sequences(),
        scope.grants(),
        scope.skipped());
  }

  private void writeManifest(StepContext step) {
    String definitions =
        context
            .sql()
            .during(step)
            .first(SnowflakeUnloadScope.definitions(mark.name()), row -> row.text("DDL"))
            .orElseThrow();
    SnowflakeManifest complete = manifest(shelf.now(), definitions);
    for (SnowflakeManifestFiles.File file :
        SnowflakeManifestFiles.of(SnowflakeManifestJson.write(complete))) {
      step.throwIfCancelled();
      context.gateway().run(step, file.write(place));
    }
    manifest.set(complete);
  }

  /** A stage with a file format of its own may give back something else than was written. */
  private void readBack() {
    SnowflakeManifest complete = manifest.get();
    if (complete == null || !unloads.read(place).equals(complete)) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE, "the manifest read back from " + place + " is another one")
          .target(name)
          .remedy("Take a stage without a file format of its own.")
          .toException();
    }
  }

  /** What was written goes, and it is looked whether it has gone. */
  private void remove(StepContext step) {
    context.gateway().run(step, "REMOVE " + place.sql());
  }

  private Optional<String> left() {
    if (!begun) {
      return shelf.isOurs(mark)
          ? Optional.of("The clone " + mark.name() + " is still there: drop it.")
          : Optional.empty();
    }
    List<String> left = new ArrayList<>();
    try {
      if (!unloads.files(place).isEmpty()) {
        left.add("Files are still in the stage: REMOVE " + place.sql() + ".");
      }
    } catch (DatabaseException e) {
      left.add("Files may still be in the stage: LIST " + place.sql() + ".");
    }
    if (shelf.isOurs(mark)) {
      left.add("The clone " + mark.name() + " is still there: drop it.");
    }
    return left.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", left));
  }

  private BackupInfo info(SnowflakeMarkedClone clone) {
    SnowflakeManifest complete = manifest.get();
    if (complete == null) {
      throw new IllegalStateException("asked before it was written");
    }
    List<String> checked = new ArrayList<>(clone.checked());
    checked.add(
        "each table has written as many rows as the clone has, "
            + complete.rows()
            + " in all, and its files are in the stage");
    checked.add("the manifest was read back from the stage, and is the one that was written");
    checked.addAll(scope.notes());
    return complete.info(location, context.clock().instant(), checked);
  }
}

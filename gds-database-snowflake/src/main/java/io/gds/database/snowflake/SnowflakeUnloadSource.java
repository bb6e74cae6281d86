package io.gds.database.snowflake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.operation.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A restore from an unload: the definitions are carried out for a new database, then the rows are
 * read, counted and, where the unload has hashes, hashed. What rows do not need (views, functions)
 * and the server does not make again is told and does not stand in the way.
 */
final class SnowflakeUnloadSource implements SnowflakeRestoreSource {
  private final SnowflakeContext context;
  private final SnowflakeUnloads unloads;
  private final SnowflakeStagePath place;
  private final SnowflakeManifest manifest;
  private final BackupInfo backup;
  private final List<String> failed = new ArrayList<>();

  SnowflakeUnloadSource(
      SnowflakeContext context,
      SnowflakeStagePath place,
      SnowflakeManifest manifest,
      BackupInfo backup) {
    this.context = context;
    this.unloads = new SnowflakeUnloads(context);
    this.place = place;
    this.manifest = manifest;
    this.backup = backup;
  }

  @Override
  public String database() {
    return manifest.database();
  }

  @Override
  public List<Check> checks() {
    String rule = "all files of the unload are there";
    List<Check> all = new ArrayList<>();
    try {
      unloads.compare(place, manifest);
      all.add(
          Checks.demand(
              context.clock(),
              true,
              rule,
              place.toString(),
              manifest.files() + " files",
              manifest.files() + " files",
              ErrorCode.ARCHIVE_TRUNCATED,
              ""));
    } catch (DatabaseException e) {
      all.add(
          new Check(
              rule,
              place.toString(),
              String.valueOf(e.getMessage()),
              manifest.files() + " files",
              Verdict.REFUSED,
              e.code(),
              context.clock().instant(),
              e.remedy().orElse("")));
    }
    all.add(ofDefinitions());
    all.add(new SnowflakeUnloadChecks(context).warehouse(manifest.database()));
    return all;
  }

  private Check ofDefinitions() {
    List<String> others =
        foreign(SnowflakeDdl.statements(manifest.definitions()), manifest.origin());
    return Checks.demand(
        context.clock(),
        others.isEmpty(),
        "the definitions are of what lies in the database",
        place.toString(),
        others.isEmpty() ? "all" : "not: " + others.get(0),
        "all",
        ErrorCode.ARCHIVE_CORRUPT,
        "Look who may write to the stage, and restore another backup.");
  }

  private static List<String> foreign(List<String> statements, String database) {
    return statements.stream()
        .filter(
            statement ->
                !SnowflakeDdl.makesDatabase(statement)
                    && !SnowflakeDdl.isWithin(statement, database))
        .map(SnowflakeDdl::subject)
        .toList();
  }

  @Override
  public <T extends @Nullable Object> void addTo(Plan.Builder<T> plan, SnowflakeMark mark) {
    SnowflakeShelf shelf = new SnowflakeShelf(context);
    SnowflakeRun create =
        context
            .gateway()
            .prepare(
                "CREATE "
                    + (manifest.isTransient() ? "TRANSIENT " : "")
                    + "DATABASE "
                    + SnowflakeSql.name(mark.name())
                    + " DATA_RETENTION_TIME_IN_DAYS = "
                    + manifest.retention()
                    + " COMMENT = "
                    + SnowflakeSql.literal(mark.text()))
            .seen(() -> shelf.isOurs(mark));
    List<String> definitions = definitions(mark.name());
    plan.onFailure(
            step -> {
              if (shelf.isOurs(mark)) {
                context
                    .gateway()
                    .run(step, "DROP DATABASE IF EXISTS " + SnowflakeSql.name(mark.name()));
              }
            })
        .step(new Step(StepKind.SQL, create.text(), Effect.ONCE, ""), create, create)
        .step(
            StepKind.SQL,
            Effect.IDEMPOTENT,
            definitions.isEmpty() ? "-- nothing is defined" : String.join(";\n", definitions),
            step -> define(step, mark.name(), definitions))
        .step(StepKind.SQL, Effect.ONCE, loads(mark.name()), step -> load(step, mark.name()));
  }

  /** The statements for the new database, but for the one that makes it. */
  private List<String> definitions(String database) {
    return SnowflakeDdl.statements(
            SnowflakeDdl.rebased(manifest.definitions(), manifest.origin(), database))
        .stream()
        .filter(statement -> !SnowflakeDdl.makesDatabase(statement))
        .map(statement -> SnowflakeDdl.continued(statement, database, manifest.sequences()))
        .toList();
  }

  private String loads(String database) {
    String all =
        manifest.tables().stream()
            .filter(table -> table.rows() > 0)
            .map(table -> table.load(database, place, manifest.format()))
            .collect(Collectors.joining(";\n"));
    return all.isEmpty() ? "-- no table has rows to load" : all;
  }

  /** What refers to something that comes later is tried again, as long as that gets on. */
  private void define(StepContext step, String database, List<String> definitions) {
    failed.clear();
    for (String other : foreign(definitions, database)) {
      throw ErrorDetails.of(
              ErrorCode.ARCHIVE_CORRUPT,
              "the definitions hold a statement that is not of the database: " + other)
          .target(place.toString())
          .remedy("Look who may write to the stage, and restore another backup.")
          .toException();
    }
    List<String> open = definitions;
    while (!open.isEmpty()) {
      List<String> left = new ArrayList<>();
      List<String> reasons = new ArrayList<>();
      DatabaseException last = null;
      for (String statement : open) {
        step.throwIfCancelled();
        try {
          context.gateway().run(step, statement);
        } catch (DatabaseException e) {
          if (!mayComeRight(e)) {
            throw e;
          }
          last = e;
          left.add(statement);
          reasons.add(SnowflakeDdl.subject(statement) + ": " + e.getMessage());
        }
      }
      if (left.size() == open.size() && last != null) {
        if (left.stream().anyMatch(SnowflakeDdl::isNeeded)) {
          throw last;
        }
        failed.addAll(reasons);
        return;
      }
      open = left;
    }
  }

  /** Whether it is the statement that the server does not take, and not the way to the server. */
  private static boolean mayComeRight(DatabaseException e) {
    return switch (e.code()) {
      case CONNECTION_LOST,
          CONNECTION_FAILED,
          CANCELLED,
          TIMEOUT,
          ENGINE_CLOSED,
          OUTCOME_UNKNOWN,
          AUTHENTICATION_FAILED ->
          false;
      default -> true;
    };
  }

  private void load(StepContext step, String database) {
    int number = 0;
    for (SnowflakeUnloadTable table : manifest.tables()) {
      step.progress(
          "tables", number, OptionalLong.of(manifest.tables().size()), ProgressUnit.STEPS);
      step.throwIfCancelled();
      if (table.rows() > 0) {
        context.gateway().run(step, table.load(database, place, manifest.format()));
      }
      prove(step, database, table);
      step.bytes(table.bytes());
      number++;
    }
    step.progress("tables", number, OptionalLong.of(number), ProgressUnit.STEPS);
  }

  private void prove(StepContext step, String database, SnowflakeUnloadTable table) {
    long rows = number(step, table.count(database), "N");
    if (rows != table.rows()) {
      throw wrong(table, rows + " rows were read, and " + table.rows() + " were written");
    }
    Optional<String> hashing = table.hashing(database);
    if (table.hash().isPresent() && hashing.isPresent()) {
      long hash = number(step, hashing.get(), "H");
      if (hash != table.hash().getAsLong()) {
        throw wrong(table, "the rows read are not the ones that were written: their hash differs");
      }
    }
  }

  private long number(StepContext step, String sql, String column) {
    return context.gateway().rows(step, sql, row -> row.longValue(column)).get(0);
  }

  private DatabaseException wrong(SnowflakeUnloadTable table, String why) {
    return ErrorDetails.of(ErrorCode.ARCHIVE_CORRUPT, "of table " + table + ": " + why)
        .target(place.toString())
        .remedy("Restore another backup.")
        .toException();
  }

  @Override
  public String comment() {
    return manifest.comment();
  }

  @Override
  public SnowflakeGrants grants() {
    return manifest.grants();
  }

  @Override
  public Optional<Instant> reached() {
    return manifest.instant();
  }

  @Override
  public List<BackupInfo> used() {
    return List.of(backup);
  }

  @Override
  public List<String> next() {
    List<String> next = new ArrayList<>();
    failed.forEach(what -> next.add("Make again by hand: " + what));
    manifest.skipped().forEach(what -> next.add("It does not have: " + what));
    next.add("Grant the rights on schemas, tables and what else lies in it: an unload has none.");
    next.add(
        "See to what an unload does not hold: stages with their files, tasks that were running, and"
            + " columns that number rows by themselves, which begin again where they began.");
    return next;
  }
}

package io.gds.database.snowflake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A restore from a backup of a backup set. The statement takes no comment, so the database is
 * marked by the one after it.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-database">CREATE DATABASE …
 *     FROM BACKUP SET</a>
 */
final class SnowflakeSetSource implements SnowflakeRestoreSource {
  private final SnowflakeContext context;
  private final SnowflakePlace place;
  private final BackupInfo backup;

  SnowflakeSetSource(SnowflakeContext context, SnowflakePlace place, BackupInfo backup) {
    this.context = context;
    this.place = place;
    this.backup = backup;
  }

  @Override
  public String database() {
    return backup.database();
  }

  @Override
  public List<Check> checks() {
    boolean there = new SnowflakeBackupSets(context).find(place).isPresent();
    return List.of(
        Checks.demand(
            context.clock(),
            there,
            "the backup is in its set",
            backup.id(),
            there ? "yes" : "no",
            "yes",
            ErrorCode.NOT_FOUND,
            "Choose another of SHOW BACKUPS IN BACKUP SET " + place.name() + "."));
  }

  @Override
  public <T extends @Nullable Object> void addTo(Plan.Builder<T> plan, SnowflakeMark mark) {
    String fresh = SnowflakeSql.name(mark.name());
    SnowflakeShelf shelf = new SnowflakeShelf(context);
    // Until it is marked its name is what tells that it is ours: nobody else ever had that.
    SnowflakeRun run =
        context
            .gateway()
            .prepare(
                "CREATE DATABASE "
                    + fresh
                    + " FROM BACKUP SET "
                    + place.name()
                    + " IDENTIFIER "
                    + SnowflakeSql.literal(backup.id()))
            .seen(() -> shelf.find(mark.name()).isPresent());
    String comment =
        "ALTER DATABASE " + fresh + " SET COMMENT = " + SnowflakeSql.literal(mark.text());
    plan.onFailure(step -> drop(step, shelf, mark))
        .step(
            new Step(StepKind.SQL, run.text(), Effect.ONCE, ""),
            step -> {
              step.progress("restore", 0, OptionalLong.of(1), ProgressUnit.STEPS);
              run.execute(step);
              step.progress("restore", 1, OptionalLong.of(1), ProgressUnit.STEPS);
            },
            run)
        .step(
            StepKind.SQL, Effect.IDEMPOTENT, comment, step -> context.gateway().run(step, comment));
  }

  private void drop(StepContext step, SnowflakeShelf shelf, SnowflakeMark mark) {
    // After a swap what has this name is the old database, which has another comment.
    boolean ours =
        shelf
            .find(mark.name())
            .filter(
                found ->
                    found.mark().filter(own -> own.id().equals(mark.id())).isPresent()
                        || found.createdOn().isAfter(mark.at()))
            .isPresent();
    if (ours) {
      context.gateway().run(step, "DROP DATABASE IF EXISTS " + SnowflakeSql.name(mark.name()));
    }
  }

  @Override
  public String comment() {
    return "";
  }

  @Override
  public SnowflakeGrants grants() {
    return SnowflakeGrants.NONE;
  }

  @Override
  public Optional<Instant> reached() {
    return Optional.of(backup.finishedAt());
  }

  @Override
  public List<BackupInfo> used() {
    return List.of(backup);
  }

  @Override
  public List<String> next() {
    return List.of(
        "Make a backup set for it: those of the database before go on with that one.",
        "Its comment is not kept by a backup set: set it again if it had one.");
  }
}

package io.gds.database.snowflake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.core.Plan;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A restore from a clone: of a snapshot, or of a database's own past. */
final class SnowflakeCloneSource implements SnowflakeRestoreSource {
  private final SnowflakeContext context;
  private final SnowflakeShelf.Entry entry;
  private final Optional<SnowflakeTimeTravel> travel;
  private final Optional<BackupInfo> snapshot;
  private final SnowflakeInventory inventory;
  private final SnowflakeReach reach;
  private final boolean skip;
  private final boolean stages;

  /**
   * One.
   *
   * @param entry the database that is cloned
   * @param travel from when; the present if empty
   * @param snapshot the snapshot that it is, if it is one
   * @param now the server's time
   */
  SnowflakeCloneSource(
      SnowflakeContext context,
      SnowflakeShelf.Entry entry,
      Optional<SnowflakeTimeTravel> travel,
      Optional<BackupInfo> snapshot,
      OptionValues values,
      Instant now) {
    this.context = context;
    this.entry = entry;
    this.travel = travel;
    this.snapshot = snapshot;
    this.inventory = SnowflakeInventory.read(context.sql(), entry.name());
    this.reach = inventory.reach(entry, now);
    this.skip = values.valueOf(SnowflakeClone.SKIP_UNREACHABLE);
    this.stages = values.valueOf(SnowflakeClone.STAGES);
  }

  @Override
  public String database() {
    return snapshot.map(BackupInfo::database).orElse(entry.name());
  }

  @Override
  public List<Check> checks() {
    SnowflakeBackupChecks checks = new SnowflakeBackupChecks(context);
    List<Check> all = new ArrayList<>(checks.source(entry.name()));
    all.add(checks.carried(entry.name(), inventory, travel.isPresent()));
    travel.ifPresent(
        when -> {
          SnowflakeReach now = inventory.reach(entry, new SnowflakeShelf(context).now());
          all.add(checks.reaches(now, entry.name(), when, skip));
        });
    return all;
  }

  @Override
  public <T extends @Nullable Object> void addTo(Plan.Builder<T> plan, SnowflakeMark mark) {
    new SnowflakeMarkedClone(
            context,
            mark,
            SnowflakeCloneSql.of(
                    SnowflakeCloneSql.Kind.DATABASE,
                    SnowflakeSql.name(entry.name()),
                    SnowflakeSql.name(mark.name()))
                .asTransient(entry.isTransient())
                .from(travel.orElse(null))
                .skippingUnreachable(skip)
                .withStages(stages),
            entry.name(),
            inventory,
            Optional.of(reach))
        .addTo(plan);
  }

  @Override
  public String comment() {
    return entry.mark().map(SnowflakeMark::comment).orElse(entry.comment());
  }

  @Override
  public SnowflakeGrants grants() {
    return SnowflakeGrants.NONE;
  }

  @Override
  public Optional<Instant> reached() {
    return travel
        .flatMap(when -> when.instant(reach.now()))
        .or(() -> snapshot.flatMap(BackupInfo::consistentAt));
  }

  @Override
  public List<BackupInfo> used() {
    return snapshot.map(List::of).orElse(List.of());
  }

  @Override
  public List<String> next() {
    List<String> next = new ArrayList<>();
    travel
        .flatMap(when -> when.instant(reach.now()))
        .map(reach::lost)
        .filter(lost -> !lost.isEmpty())
        .ifPresent(
            lost -> next.add("It lacks what does not reach back so far: " + reach.named(lost)));
    for (String lacking : SnowflakeBackupChecks.notCarried(inventory, travel.isPresent(), stages)) {
      if (!lacking.startsWith("rights")) {
        next.add("It does not have: " + lacking);
      }
    }
    return next;
  }
}

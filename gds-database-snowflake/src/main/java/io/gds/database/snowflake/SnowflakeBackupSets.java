package io.gds.database.snowflake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's own backups: sets of them for a database, each backup made by the server under an id
 * of its own, and kept by the set's policy.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-backup-sets">SHOW BACKUP
 *     SETS</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-backups-in-backup-set">SHOW
 *     BACKUPS IN BACKUP SET</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-backup-set">ALTER BACKUP
 *     SET</a>
 */
final class SnowflakeBackupSets {
  private final SnowflakeContext context;

  SnowflakeBackupSets(SnowflakeContext context) {
    this.context = context;
  }

  /**
   * A set.
   *
   * @param name its name with what it lies in, quoted
   * @param kind what it backs up, such as DATABASE
   * @param object the name of that
   * @param policy the policy by which it does so, if it has one
   */
  record BackupSet(String name, String kind, String object, Optional<String> policy) {
    private static BackupSet of(Row row) {
      return new BackupSet(
          SnowflakeSql.name(row.text("database_name"), row.text("schema_name"), row.text("name")),
          row.text("object_kind"),
          SnowflakeRows.text(row, "object_name").orElse(""),
          SnowflakeRows.text(row, "backup_policy_name"));
    }

    boolean isOf(String database) {
      return kind.equals("DATABASE") && object.equals(database);
    }
  }

  /**
   * A backup in a set.
   *
   * @param id its id
   * @param createdOn when it was made
   * @param expiresOn when it goes by itself, if it does
   */
  record Entry(String id, Instant createdOn, Optional<Instant> expiresOn) {
    private static Entry of(Row row) {
      return new Entry(
          row.text("backup_id"),
          row.instant("created_on"),
          SnowflakeRows.instant(row, "expire_on"));
    }
  }

  /** The sets of databases that this role sees; none where the account has no such thing. */
  List<BackupSet> sets() {
    return context.sql().query("SHOW BACKUP SETS IN ACCOUNT", BackupSet::of).stream()
        .filter(set -> set.kind().equals("DATABASE"))
        .toList();
  }

  /** The same, and none where the account or the role has none of them. */
  List<BackupSet> setsIfAny() {
    try {
      return sets();
    } catch (DatabaseException e) {
      if (isConnection(e)) {
        throw e;
      }
      return List.of();
    }
  }

  private static boolean isConnection(DatabaseException e) {
    return switch (e.code()) {
      case CONNECTION_FAILED, CONNECTION_LOST, ENGINE_CLOSED, CANCELLED, TIMEOUT, POOL_EXHAUSTED ->
          true;
      default -> false;
    };
  }

  /** The backups of a set, the newest first. */
  List<Entry> entries(String set) {
    return context.sql().query("SHOW BACKUPS IN BACKUP SET " + set, Entry::of).stream()
        .sorted(Comparator.comparing(Entry::createdOn).reversed())
        .toList();
  }

  /** All backups of all sets of databases. */
  List<BackupInfo> backups() {
    List<BackupInfo> all = new ArrayList<>();
    for (BackupSet set : setsIfAny()) {
      entries(set.name()).forEach(entry -> all.add(info(set, entry, List.of())));
    }
    return all;
  }

  /** One backup, if it is there. */
  Optional<BackupInfo> find(SnowflakePlace place) {
    String id = place.id().orElse("");
    return setsIfAny().stream()
        .filter(set -> set.name().equals(place.name()))
        .flatMap(
            set ->
                entries(set.name()).stream()
                    .filter(entry -> entry.id().equals(id))
                    .map(entry -> info(set, entry, List.of())))
        .findFirst();
  }

  private static BackupInfo info(BackupSet set, Entry entry, List<String> checked) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("kind", "BACKUP_SET");
    attributes.put("backupSet", set.name());
    set.policy().ifPresent(policy -> attributes.put("policy", policy));
    entry.expiresOn().ifPresent(at -> attributes.put("expiresOn", at.toString()));
    return new BackupInfo(
        entry.id(),
        set.object(),
        DatabaseType.SNOWFLAKE,
        BackupType.SNAPSHOT,
        SnowflakePlace.inSet(set.name(), entry.id()),
        entry.createdOn(),
        entry.createdOn(),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        // What a policy keeps, the policy lets go.
        set.policy().isPresent(),
        Map.of(),
        checked,
        attributes);
  }

  /** Plans a backup into a set: the server makes it and gives it its id. */
  Operation<BackupInfo> prepareBackup(
      Plan.Builder<BackupInfo> plan, String database, SnowflakePlace place) {
    AtomicReference<Set<String>> before = new AtomicReference<>(Set.of());
    AtomicReference<@Nullable BackupInfo> made = new AtomicReference<>();
    SnowflakeRun run =
        context.gateway().prepare("ALTER BACKUP SET " + place.name() + " ADD BACKUP");
    SnowflakeBackupChecks checks = new SnowflakeBackupChecks(context);
    return plan.measure(() -> checks.source(database))
        .check(() -> isOf(database, place))
        .step(
            StepKind.SQL,
            Effect.READ,
            "SHOW BACKUPS IN BACKUP SET " + place.name(),
            step -> before.set(ids(place)))
        .step(
            new Step(StepKind.SQL, run.text(), Effect.ONCE, ""),
            step -> {
              step.progress("backup", 0, OptionalLong.of(1), ProgressUnit.STEPS);
              run.execute(step);
              step.progress("backup", 1, OptionalLong.of(1), ProgressUnit.STEPS);
            },
            run)
        .step(
            StepKind.SQL,
            Effect.READ,
            "SHOW BACKUPS IN BACKUP SET " + place.name(),
            step -> made.set(added(database, place, Objects.requireNonNull(before.get()), step)))
        .yields(
            () -> {
              BackupInfo info = made.get();
              if (info == null) {
                throw new IllegalStateException("asked before it was found");
              }
              return info;
            });
  }

  private Set<String> ids(SnowflakePlace place) {
    Set<String> ids = new HashSet<>();
    entries(place.name()).forEach(entry -> ids.add(entry.id()));
    return ids;
  }

  /**
   * The one that came meanwhile; a policy may have added others, and the oldest new one is ours.
   */
  private BackupInfo added(
      String database, SnowflakePlace place, Set<String> before, StepContext step) {
    step.throwIfCancelled();
    List<Entry> fresh =
        entries(place.name()).stream().filter(entry -> !before.contains(entry.id())).toList();
    if (fresh.isEmpty()) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE,
              "the server reported no error, and the backup set "
                  + place.name()
                  + " has no more"
                  + " backups than before")
          .target(database)
          .remedy("Look at SHOW BACKUPS IN BACKUP SET " + place.name() + ".")
          .toException();
    }
    BackupSet set =
        sets().stream()
            .filter(found -> found.name().equals(place.name()))
            .findFirst()
            .orElseThrow(() -> SnowflakeShelf.absent(place.name()));
    return info(
        set,
        fresh.get(fresh.size() - 1),
        List.of("the server ended the backup without an error, and lists it in its set"));
  }

  private Check isOf(String database, SnowflakePlace place) {
    Optional<BackupSet> found;
    try {
      found = sets().stream().filter(set -> set.name().equals(place.name())).findFirst();
    } catch (DatabaseException e) {
      return Checks.demand(
          context.clock(),
          false,
          "there is such a backup set",
          place.name(),
          String.valueOf(e.getMessage()),
          "a set of this database",
          e.code(),
          e.remedy().orElse("Take a snapshot by a clone instead."));
    }
    return Checks.demand(
        context.clock(),
        found.filter(set -> set.isOf(database)).isPresent(),
        "there is such a backup set",
        place.name(),
        found.map(set -> "a set of " + set.kind() + " " + set.object()).orElse("none"),
        "a set of DATABASE " + database,
        ErrorCode.NOT_FOUND,
        "CREATE BACKUP SET … FOR DATABASE, or name another set; a role sees those it owns.");
  }
}

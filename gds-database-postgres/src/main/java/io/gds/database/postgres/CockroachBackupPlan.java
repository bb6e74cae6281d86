package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Sql;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One backup from its plan to its end: measured, submitted, watched, and read back.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/backup">BACKUP</a>
 */
final class CockroachBackupPlan {
  /** How the server's description of a job names where it writes to. */
  private static final Pattern INTO =
      Pattern.compile("INTO '(" + CockroachCollection.CHAIN.pattern() + ")' IN ");

  /**
   * How long after the instant of a backup its job is made, at most; told by the server's clock.
   */
  private static final Duration SOON_AFTER = Duration.ofMinutes(2);

  private final CockroachContext context;
  private final @Nullable String database;
  private final String target;
  private final BackupOptions options;
  private final OptionValues values;
  private final CockroachEncryption encryption;
  private final CockroachShelf shelf;
  private final CockroachCollection into;
  private final boolean checkFiles;
  private final AtomicReference<BackupInfo> made = new AtomicReference<>();

  /**
   * A backup.
   *
   * @param database the database; null for the whole cluster
   * @param target what it is called
   */
  CockroachBackupPlan(
      CockroachContext context,
      @Nullable String database,
      String target,
      BackupOptions options,
      CockroachEncryption encryption) {
    this.context = context;
    this.database = database;
    this.target = target;
    this.options = options;
    this.values = options.platformOptions();
    this.encryption = encryption;
    this.shelf = new CockroachShelf(context, encryption);
    this.into = CockroachCollection.of(options.directory().orElseThrow());
    this.checkFiles = options.verify() != VerifyLevel.MANIFEST;
  }

  Operation<BackupInfo> plan() {
    Plan.Builder<BackupInfo> plan =
        context.runner().<BackupInfo>plan("backup", target).options(options);
    plan.measure(this::allowed);
    String base = null;
    if (options.type().orElse(BackupType.FULL) == BackupType.INCREMENTAL) {
      try {
        base = values.given(CockroachBackup.BASE).map(this::slashed).orElseGet(this::newest);
        String found = base;
        plan.check(() -> sameTarget(found));
      } catch (DatabaseException e) {
        CockroachPlanning.refused(plan, context, into.shown(), e);
        base = "LATEST";
      }
    } else {
      plan.check(this::readable);
    }
    CockroachStatement statement =
        CockroachBackupSql.backup(
            database,
            into,
            base,
            options.pointInTime().map(CockroachBackupSql::asOf).orElse(CockroachBackupSql.NOW),
            statementOptions());
    CockroachSubmission submission =
        new CockroachSubmission(
            context, statement, "backing up", words -> encryption.cleared(into.cleared(words)));
    submission.submitIn(plan);
    String appendedTo = base;
    submission.awaitIn(
        plan,
        shown(base),
        step -> made.set(look(submission.job(), appendedTo, context.sql().during(step))));
    return plan.yields(
        () -> {
          BackupInfo known = made.get();
          return known == null ? look(submission.job(), appendedTo, shelf.now()) : known;
        });
  }

  private String slashed(String chain) {
    return chain.startsWith("/") ? chain : "/" + chain;
  }

  private String newest() {
    return context.read(() -> shelf.newest(shelf.now(), into)).subdirectory();
  }

  private List<CockroachStatement> statementOptions() {
    List<CockroachStatement> all = new ArrayList<>();
    if (values.valueOf(CockroachBackup.REVISION_HISTORY)) {
      all.add(CockroachStatement.of("revision_history"));
    }
    all.addAll(encryption.options());
    values
        .given(CockroachBackup.EXECUTION_LOCALITY)
        .ifPresent(
            locality ->
                all.add(
                    CockroachStatement.of(
                        "EXECUTION LOCALITY = " + CockroachBackupSql.literal(locality))));
    return all;
  }

  private String shown(@Nullable String base) {
    return shelf.text(into, base == null ? "<its subdirectory>" : base, checkFiles);
  }

  private List<Check> allowed() {
    List<Check> checks = new ArrayList<>();
    if (database == null) {
      checks.add(
          context
              .checks()
              .allowed(
                  "the role may back up the cluster",
                  target,
                  CockroachRights::backup,
                  role -> "GRANT SYSTEM BACKUP TO " + role + ";"));
      return checks;
    }
    Check exists = context.checks().exists(database);
    checks.add(exists);
    if (!exists.refused()) {
      checks.add(mayBackUp(database));
    }
    return checks;
  }

  /** The rights of old still let some roles back up that have no BACKUP: so it only warns. */
  private Check mayBackUp(String name) {
    String rule = "the role may back up the database";
    return context
        .checks()
        .measured(
            rule,
            name,
            () -> {
              CockroachRights rights =
                  CockroachRights.read(context, name).withGrants(context, name);
              boolean granted = rights.admin() || rights.has("BACKUP");
              return Checks.advise(
                  context.clock(),
                  granted,
                  rule,
                  name,
                  granted ? "granted" : "not granted to " + rights.role(),
                  "granted",
                  "GRANT BACKUP ON DATABASE "
                      + CockroachSql.name(name)
                      + " TO "
                      + CockroachSql.name(rights.role())
                      + ";");
            });
  }

  private Check readable() {
    String rule = "the collection can be read";
    return context
        .checks()
        .measured(
            rule,
            into.shown(),
            () -> {
              int count = context.read(() -> shelf.chains(shelf.now(), into)).size();
              return Checks.demand(
                  context.clock(),
                  true,
                  rule,
                  into.shown(),
                  count + " full backups",
                  "readable",
                  ErrorCode.STORAGE_UNREADABLE,
                  "");
            });
  }

  /** An incremental backup of something else is refused by the server, after the job began. */
  private Check sameTarget(String base) {
    String rule = "the backup that is appended to is of the same";
    return context
        .checks()
        .measured(
            rule,
            base,
            () -> {
              CockroachChain chain =
                  context.read(() -> shelf.chain(shelf.now(), into.chain(base), false));
              boolean same =
                  chain.layers().stream().findFirst().filter(this::isOfTarget).isPresent();
              return Checks.demand(
                  context.clock(),
                  same,
                  rule,
                  base,
                  chain.layers().stream()
                      .map(
                          layer ->
                              layer.fullCluster()
                                  ? "the cluster"
                                  : String.join(", ", layer.databases()))
                      .distinct()
                      .reduce((one, other) -> one + "; " + other)
                      .orElse("nothing"),
                  database == null ? "the cluster" : database,
                  ErrorCode.WRONG_STATE,
                  "Make a FULL backup first, into a collection of its own; or name another base"
                      + " by "
                      + CockroachBackup.BASE.id()
                      + ".");
            });
  }

  private boolean isOfTarget(CockroachLayer layer) {
    return database == null
        ? layer.fullCluster()
        : !layer.fullCluster() && layer.databases().equals(List.of(database));
  }

  /** Reads the finished backup back, with the server's look at its files if that is wanted. */
  private BackupInfo look(CockroachJob job, @Nullable String base, Sql sql) {
    CockroachCollection place = base == null ? written(job, sql) : into.chain(base);
    CockroachChain chain = shelf.chain(sql, place, checkFiles);
    CockroachLayer layer = layer(chain, job, base != null);
    int index = chain.layers().indexOf(layer);
    Map<String, String> more = new LinkedHashMap<>();
    more.put("jobId", Long.toString(job.id()));
    List<String> checked = new ArrayList<>();
    checked.add("job " + job.id() + " succeeded");
    checked.add(
        "SHOW BACKUP lists it: "
            + layer.objects()
            + " objects with "
            + layer.rows()
            + " rows, as of "
            + layer.end());
    if (checkFiles) {
      checked.add(
          "every file of it"
              + (index > 0 ? ", and of what it is based on," : "")
              + " is where it should be (check_files); what is in them was not read");
    }
    return shelf
        .info(
            chain,
            layer,
            target,
            chain.base(layer).map(one -> CockroachShelf.id(chain, one, target)),
            job.startedAt().orElse(job.createdAt()),
            job.finishedAt().orElseGet(context.clock()::instant),
            more)
        .withChecked(checked);
  }

  /** The subdirectory the server made up, by its own description of the job. */
  private CockroachCollection written(CockroachJob job, Sql sql) {
    Matcher described = INTO.matcher(job.description());
    return described.find()
        ? into.chain(described.group(1))
        : shelf.chains(sql, into).stream().findFirst().orElseThrow(() -> lost(job));
  }

  private CockroachLayer layer(CockroachChain chain, CockroachJob job, boolean incremental) {
    CockroachLayer found = null;
    for (CockroachLayer layer : chain.layers()) {
      if (layer.incremental() == incremental && isOf(job, layer)) {
        found = layer;
      }
    }
    if (found == null) {
      throw lost(job);
    }
    return found;
  }

  private boolean isOf(CockroachJob job, CockroachLayer layer) {
    Optional<Instant> asked = options.pointInTime();
    return asked.isPresent()
        ? layer.endsAt(asked.get())
        : !layer.end().isAfter(job.createdAt())
            && layer.end().plus(SOON_AFTER).isAfter(job.createdAt());
  }

  private DatabaseException lost(CockroachJob job) {
    return ErrorDetails.of(
            ErrorCode.STATEMENT_FAILED,
            "job "
                + job.id()
                + " succeeded, but SHOW BACKUP does not list what it made in "
                + into.shown())
        .platform(DatabaseType.COCKROACHDB.id())
        .target(target)
        .remedy("See backupHistory of the collection; the backup may well be there.")
        .toException();
  }
}

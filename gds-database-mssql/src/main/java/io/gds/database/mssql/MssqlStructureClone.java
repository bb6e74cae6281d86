package io.gds.database.mssql;

import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A clone without rows. Statistics and the Query Store are left out: histograms hold values of the
 * data, and texts of queries may.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-clonedatabase-transact-sql">
 *     DBCC CLONEDATABASE</a>
 */
final class MssqlStructureClone {
  /** The server's times of this kind are told to the 300th part of a second. */
  private static final Duration ROUNDING = Duration.ofMillis(10);

  private final MssqlContext context;
  private final String name;
  private final String target;
  private final boolean writable;
  private final boolean verified;
  private volatile Instant startedAt = Instant.EPOCH;

  /** By the server's clock, just before the statement was sent. */
  private volatile Optional<LocalDateTime> begunAt = Optional.empty();

  MssqlStructureClone(MssqlContext context, String name, CloneOptions options) {
    this.context = context;
    this.name = name;
    this.target = options.target();
    this.writable = options.platformOptions().valueOf(MssqlClone.WRITABLE);
    this.verified = context.product().lack(MssqlFeature.CLONE_VERIFIED).isEmpty();
  }

  Operation<CloneInfo> prepare(Plan.Builder<CloneInfo> plan, MssqlCloneSource source) {
    String sql = sql(name, target, verified);
    // What is at work still is not judged: a clone that goes on is nobody's to drop.
    AtomicBoolean over = new AtomicBoolean();
    Fate fate =
        Fate.of(
            () -> isWhole() && isOurs(source) && !MssqlAlone.isAtWork(context, sql),
            () -> MssqlAlone.isAtWork(context, sql));
    plan.onFailure(
            step -> {
              if (over.get() && isOurs(source)) {
                context.sql().execute("DROP DATABASE IF EXISTS " + MssqlSql.name(target));
              }
            })
        .leaves(() -> left(source))
        .step(
            new Step(StepKind.SQL, sql, Effect.ONCE, ""),
            step -> make(sql, over, step),
            () -> {
              Reconciler.Finding finding = fate.look();
              over.set(finding != Reconciler.Finding.UNKNOWN);
              return finding;
            });
    if (writable) {
      String open = "ALTER DATABASE " + MssqlSql.name(target) + " SET READ_WRITE WITH NO_WAIT";
      plan.step(
          StepKind.SQL, Effect.IDEMPOTENT, open, step -> context.sql().during(step).execute(open));
    }
    return plan.yields(this::info);
  }

  static String sql(String source, String target, boolean verified) {
    return "DBCC CLONEDATABASE ("
        + MssqlSql.name(source)
        + ", "
        + MssqlSql.name(target)
        + ") WITH NO_STATISTICS, NO_QUERYSTORE"
        + (verified ? ", VERIFY_CLONEDB" : "");
  }

  private void make(String sql, AtomicBoolean over, StepContext step) {
    startedAt = context.clock().instant();
    step.progress("clone", 0, OptionalLong.of(1), ProgressUnit.STEPS);
    begunAt =
        context
            .sql()
            .during(step)
            .first("SELECT GETDATE() AS server_now", row -> row.localTime("server_now"));
    step.throwIfCancelled();
    over.set(true);
    context.sql().during(step).execute(sql);
    if (!isWhole()) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE,
              "the server reported no error, but \""
                  + target
                  + "\" is no clone that it calls whole")
          .target(target)
          .remedy("Look at the server's error log.")
          .toException();
    }
    step.progress("clone", 1, OptionalLong.of(1), ProgressUnit.STEPS);
  }

  /**
   * Whether what bears the name was made by this run. Somebody else may have taken it after the
   * checks, and must not lose a database by our failure: it has to be younger than our statement,
   * and its files have to be called as the server calls those of a clone of this source.
   */
  private boolean isOurs(MssqlCloneSource source) {
    Optional<LocalDateTime> begun = begunAt;
    return begun.isPresent()
        && MssqlCloneSource.find(context, target)
            .filter(
                found ->
                    !found.createdAt().isBefore(begun.get().minus(ROUNDING))
                        && found.isMadeOf(source))
            .isPresent();
  }

  /** Asked after what takes it away. */
  private Optional<String> left(MssqlCloneSource source) {
    String may =
        "The clone \"" + target + "\", perhaps made in part, may be there: look, and drop it.";
    try {
      if (isOurs(source)) {
        return Optional.of(may);
      }
      return begunAt
          .filter(begun -> context.readings().find(target, Set.of()).isPresent())
          .map(
              begun ->
                  "What bears the name \""
                      + target
                      + "\" now is not provably this clone: look, before it is dropped.");
    } catch (DatabaseException e) {
      return begunAt.map(begun -> may);
    }
  }

  /** It is a clone, verified if that was wanted, and set to be read only, which comes last. */
  private boolean isWhole() {
    String property =
        "CAST(DATABASEPROPERTYEX(d.name, '"
            + (verified ? "IsVerifiedClone" : "IsClone")
            + "') AS int)";
    return context
        .sql()
        .query(
            "SELECT d.name, d.is_read_only, "
                + property
                + " AS is_whole FROM sys.databases d WHERE d.name = ?",
            row ->
                row.text("name").equals(target)
                    && row.optionalInt("is_whole").orElse(0) == 1
                    && row.optionalBool("is_read_only").orElse(false),
            target)
        .contains(true);
  }

  private CloneInfo info() {
    List<String> lacking = new ArrayList<>();
    lacking.add("rows, statistics and what the Query Store holds");
    if (!writable) {
      lacking.add("writing: the server leaves it read-only; see " + MssqlClone.WRITABLE.id());
    }
    if (!verified) {
      lacking.add("a verification, which this version of the server does not make");
    }
    lacking.add("TRUSTWORTHY, DB_CHAINING, and the objects of the Service Broker");
    return new CloneInfo(
        name,
        target,
        CloneKind.STRUCTURE_ONLY,
        Optional.empty(),
        OptionalLong.empty(),
        startedAt,
        context.clock().instant(),
        lacking);
  }
}

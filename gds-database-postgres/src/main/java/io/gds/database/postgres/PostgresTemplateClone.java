package io.gds.database.postgres;

import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.operation.Operation;
import io.gds.database.operation.ProgressUnit;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A clone by the server's own copy of the files. It is made closed to everybody, given what belongs
 * to its source, and then opened and renamed in one transaction.
 *
 * <p>The server lets nobody into the source while it copies: who wants to connect waits. Sessions
 * that are there already have to go, by themselves or by force; by force they are ended until the
 * server has begun to copy, since many come back at once.
 */
final class PostgresTemplateClone {
  /** From here on two checkpoints cost less than writing everything to the log too. */
  static final long LARGE = 1L << 30;

  private final PostgresContext context;
  private final String name;
  private final CloneOptions options;
  private final PostgresFreshClone clone;
  private volatile @Nullable Instant startedAt;
  private volatile @Nullable Instant consistentAt;

  PostgresTemplateClone(PostgresContext context, String name, CloneOptions options) {
    this.context = context;
    this.name = name;
    this.options = options;
    clone = new PostgresFreshClone(context, "", options.target());
  }

  Operation<CloneInfo> prepare() {
    PostgresCloneChecks checks = new PostgresCloneChecks(context, name);
    Plan.Builder<CloneInfo> plan =
        context
            .runner()
            .<CloneInfo>plan("clone", name)
            .options(options)
            .check(() -> context.checks().primary())
            .measure(checks::ofTemplate)
            .check(() -> context.checks().free(options.target()))
            .check(() -> context.checks().mayCreate());
    if (options.force()) {
      plan.check(() -> context.checks().notOwn(name));
    } else {
      plan.check(() -> context.checks().unused(name));
    }
    Optional<PostgresCloneSource> found = PostgresCloneSource.find(context, name, true);
    if (found.isEmpty()) {
      return PostgresCloneChecks.nothing(plan, name);
    }
    PostgresCloneSource source = found.get();
    String owner = clone.owner(source);
    String create = create(source, owner);
    String text = options.force() ? PostgresSessions.aloneText(name, create) : create;
    clone.create(plan, text, create, step -> copy(create, source, step));
    clone.give(plan, source, owner, true);
    clone.open(plan);
    return plan.yields(() -> info(source.sizeBytes()));
  }

  private String create(PostgresCloneSource source, String owner) {
    StringBuilder sql =
        new StringBuilder("CREATE DATABASE ")
            .append(PostgresSql.name(clone.name()))
            .append(" OWNER ")
            .append(PostgresSql.name(owner))
            .append(" TEMPLATE ")
            .append(PostgresSql.name(name));
    options
        .platformOptions()
        .given(PostgresClone.TABLESPACE)
        .ifPresent(tablespace -> sql.append(" TABLESPACE ").append(PostgresSql.name(tablespace)));
    if (context.version().atLeast(15)) {
      sql.append(" STRATEGY ").append(strategy(source).sql());
    }
    return sql.append(" ALLOW_CONNECTIONS false").toString();
  }

  private PostgresCopyStrategy strategy(PostgresCloneSource source) {
    return options
        .platformOptions()
        .given(PostgresClone.STRATEGY)
        .orElse(
            source.filesAreCloned() || source.sizeBytes().orElse(0) >= LARGE
                ? PostgresCopyStrategy.FILE_COPY
                : PostgresCopyStrategy.WAL_LOG);
  }

  private void copy(String create, PostgresCloneSource source, StepContext step) {
    startedAt = context.clock().instant();
    step.progress("copy", 0, source.sizeBytes(), ProgressUnit.BYTES);
    step.throwIfCancelled();
    if (options.force()) {
      context.sessions().alone(name, create, step);
    } else {
      context.connections().release(name);
      context.sql().during(step).execute(create);
    }
    // Nobody wrote while it was copied, so it stands for every instant of that.
    consistentAt =
        context
            .sql()
            .during(step)
            .first("SELECT clock_timestamp() AS now", row -> row.instant("now"))
            .orElseThrow();
    source
        .sizeBytes()
        .ifPresent(
            size -> {
              step.bytes(size);
              step.progress("copy", size, source.sizeBytes(), ProgressUnit.BYTES);
            });
  }

  private CloneInfo info(OptionalLong bytes) {
    Instant now = context.clock().instant();
    Instant began = startedAt;
    return new CloneInfo(
        name,
        options.target(),
        CloneKind.TEMPLATE,
        Optional.ofNullable(consistentAt),
        bytes,
        began == null ? now : began,
        now,
        clone.notCarried());
  }
}

package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Vacuuming a database, and gathering its statistics. */
final class PostgresMaintenance {
  private final PostgresContext context;
  private final String name;

  PostgresMaintenance(PostgresContext context, String name) {
    this.context = context;
    this.name = name;
  }

  Operation<PostgresMaintenanceInfo> prepareVacuum(PostgresVacuumOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    List<String> words = new ArrayList<>();
    if (options.full()) {
      words.add("FULL");
    }
    if (options.freeze()) {
      words.add("FREEZE");
    }
    if (options.analyze()) {
      words.add("ANALYZE");
    }
    if (!options.truncate()) {
      words.add("TRUNCATE false");
    }
    options.parallel().ifPresent(workers -> words.add("PARALLEL " + workers));
    return prepare(
        context.runner().<PostgresMaintenanceInfo>plan("vacuum", name).options(options),
        "VACUUM",
        words,
        options.tables(),
        options.lockTimeout(),
        options.skipLocked());
  }

  Operation<PostgresMaintenanceInfo> prepareAnalyze(PostgresAnalyzeOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    return prepare(
        context.runner().<PostgresMaintenanceInfo>plan("analyze", name).options(options),
        "ANALYZE",
        List.of(),
        options.tables(),
        options.lockTimeout(),
        options.skipLocked());
  }

  /**
   * A statement for each table: asked to do all at once, the server stops at the first that stays
   * locked, or leaves it out without a word.
   */
  private List<String> statements(String verb, List<String> words, Optional<PostgresNames> tables) {
    List<String> all = new ArrayList<>();
    // The oldest transaction of the database is looked for once, not after each table.
    boolean once = verb.equals("VACUUM") && tables.isEmpty() && context.version().atLeast(16);
    List<String> with = new ArrayList<>(words);
    if (once) {
      with.add("SKIP_DATABASE_STATS");
    }
    String begin = verb + (with.isEmpty() ? " " : " (" + String.join(", ", with) + ") ");
    tables
        .map(PostgresNames::patterns)
        .orElseGet(this::everyTable)
        .forEach(table -> all.add(begin + table));
    if (once) {
      all.add("VACUUM (ONLY_DATABASE_STATS)");
    }
    return all;
  }

  /** Where all tables are meant, each that is gone or not this role's to keep is left out too. */
  private static Set<ErrorCode> bearable(boolean all, boolean skipLocked) {
    Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
    if (skipLocked) {
      codes.add(ErrorCode.LOCKED);
    }
    if (all) {
      codes.add(ErrorCode.NOT_FOUND);
      codes.add(ErrorCode.PERMISSION_DENIED);
    }
    return codes;
  }

  private List<String> everyTable() {
    return context
        .sql(name)
        .query(
            PostgresSql.text("maintained"),
            row -> PostgresSql.name(row.text("schema"), row.text("name")));
  }

  private Operation<PostgresMaintenanceInfo> prepare(
      Plan.Builder<PostgresMaintenanceInfo> plan,
      String verb,
      List<String> words,
      Optional<PostgresNames> tables,
      Duration lockTimeout,
      boolean skipping) {
    PostgresMaintenanceChecks checks = new PostgresMaintenanceChecks(context, name);
    List<String> relations = tables.map(PostgresNames::patterns).orElse(List.of());
    boolean reachable = checks.of(relations).stream().noneMatch(Check::refused);
    PostgresLockedWork work =
        new PostgresLockedWork(
            context,
            name,
            reachable ? statements(verb, words, tables) : List.of(verb),
            lockTimeout,
            bearable(tables.isEmpty(), skipping));
    Done done = new Done();
    return plan.check(() -> context.checks().primary())
        .measure(() -> checks.of(relations))
        .step(
            StepKind.SQL,
            Effect.IDEMPOTENT,
            work.text(),
            step -> done.run(context.clock().instant(), work, step))
        .yields(
            () ->
                new PostgresMaintenanceInfo(
                    name, done.startedAt, context.clock().instant(), done.messages));
  }

  /** What a run leaves behind for its result. */
  private static final class Done {
    private volatile Instant startedAt = Instant.EPOCH;
    private volatile List<String> messages = List.of();

    void run(Instant now, PostgresLockedWork work, StepContext step) {
      startedAt = now;
      messages = work.run(step);
    }
  }
}

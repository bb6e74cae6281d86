package io.gds.database.postgres;

import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Building indexes anew. What a concurrent run that failed leaves behind is an index that nobody
 * uses and every write keeps up; it is dropped. What was there before is left alone.
 */
final class PostgresReindexing {
  private final PostgresContext context;
  private final String name;
  private final PostgresReindexOptions options;
  private final Map<String, String> filesBefore = new HashMap<>();
  private final Set<String> leftBefore = new HashSet<>();
  private final List<String> messages = new ArrayList<>();
  private volatile Instant startedAt = Instant.EPOCH;

  /** Whether it is known what there was before; nothing is sent until then. */
  private volatile boolean known;

  private record Index(String name, String file, boolean valid, boolean leftOver, boolean inWork) {}

  PostgresReindexing(PostgresContext context, String name, PostgresReindexOptions options) {
    this.context = context;
    this.name = name;
    this.options = options;
  }

  Operation<PostgresMaintenanceInfo> prepare() {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    PostgresMaintenanceChecks checks = new PostgresMaintenanceChecks(context, name);
    Plan.Builder<PostgresMaintenanceInfo> plan =
        context
            .runner()
            .<PostgresMaintenanceInfo>plan("reindex", name)
            .options(options)
            .check(() -> context.checks().primary())
            .measure(() -> checks.of(relations()));
    if (options.concurrently()) {
      plan.onFailure(this::dropLeftOvers);
    }
    for (Part part : parts()) {
      PostgresLockedWork work =
          new PostgresLockedWork(
              context, name, List.of(part.sql()), options.lockTimeout(), Set.of());
      plan.step(
          new Step(StepKind.SQL, work.text(), Effect.ONCE, ""),
          step -> run(work, step),
          fate(part));
    }
    return plan.yields(
        () -> new PostgresMaintenanceInfo(name, startedAt, context.clock().instant(), messages));
  }

  private List<String> relations() {
    return options.tables().or(options::indexes).map(PostgresNames::patterns).orElse(List.of());
  }

  /** A statement, and the one table or index it is about; null where it is about all of them. */
  private record Part(String sql, @Nullable String relation) {}

  private List<Part> parts() {
    String how = options.concurrently() ? " CONCURRENTLY " : " ";
    if (options.schema().isPresent()) {
      return List.of(
          new Part("REINDEX SCHEMA" + how + PostgresSql.name(options.schema().get()), null));
    }
    if (options.tables().isPresent() || options.indexes().isPresent()) {
      String kind = options.tables().isPresent() ? "TABLE" : "INDEX";
      return relations().stream()
          .map(relation -> new Part("REINDEX " + kind + how + relation, relation))
          .toList();
    }
    return List.of(new Part("REINDEX DATABASE" + how + PostgresSql.name(name), null));
  }

  private void run(PostgresLockedWork work, StepContext step) {
    if (!known) {
      startedAt = context.clock().instant();
      for (Index index : scope()) {
        filesBefore.put(index.name(), index.file());
        if (index.leftOver() && !index.valid()) {
          leftBefore.add(index.name());
        }
      }
      known = true;
    }
    messages.addAll(work.run(step));
  }

  private List<Index> scope() {
    return scope(
        options.tables().map(PostgresNames::patterns).map(PostgresReindexing::array).orElse(null),
        options.indexes().map(PostgresNames::patterns).map(PostgresReindexing::array).orElse(null));
  }

  /** The indexes that one statement builds anew. */
  private List<Index> scope(Part part) {
    String relation = part.relation();
    if (relation == null) {
      return scope();
    }
    String one = array(List.of(relation));
    return options.tables().isPresent() ? scope(one, null) : scope(null, one);
  }

  private List<Index> scope(@Nullable String tables, @Nullable String indexes) {
    String schema = options.schema().orElse(null);
    return context
        .sql(name)
        .query(
            PostgresSql.text("reindex-scope"),
            row ->
                new Index(
                    row.text("name"),
                    row.text("file"),
                    row.bool("valid"),
                    row.bool("left_over"),
                    row.bool("in_work")),
            schema,
            schema,
            tables,
            tables,
            indexes,
            indexes);
  }

  /** An array as the server reads it. */
  private static String array(List<String> names) {
    return names.stream()
        .map(name -> "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** The answer was lost: an index that was built anew lies in another file. */
  private Reconciler fate(Part part) {
    Reconciler sent = Fate.of(() -> isAnew(part), () -> context.sessions().atWork(part.sql()));
    return () -> known ? sent.look() : Reconciler.Finding.NOT_DONE;
  }

  private boolean isAnew(Part part) {
    return scope(part).stream()
        .filter(index -> filesBefore.containsKey(index.name()))
        .noneMatch(index -> index.file().equals(filesBefore.get(index.name())));
  }

  /** Each by itself: one that somebody still uses keeps none of the others. */
  private void dropLeftOvers(StepContext step) {
    if (!known) {
      return;
    }
    List<String> left = new ArrayList<>();
    DatabaseException last = null;
    for (Index index : scope()) {
      if (index.leftOver()
          && !index.valid()
          && !index.inWork()
          && !leftBefore.contains(index.name())) {
        // The name is quoted by the server that told it.
        String sql = "DROP INDEX CONCURRENTLY IF EXISTS " + index.name();
        try {
          new PostgresLockedWork(context, name, List.of(sql), options.lockTimeout(), Set.of())
              .run(step);
        } catch (DatabaseException e) {
          left.add(index.name());
          last = e;
        }
      }
    }
    if (last != null) {
      throw ErrorDetails.of(
              last.code(), "unfinished indexes could not be dropped: " + String.join(", ", left))
          .target(name)
          .cause(last)
          .remedy("Drop them by DROP INDEX CONCURRENTLY once nobody stands in the way.")
          .toException();
    }
  }
}

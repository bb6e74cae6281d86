package io.gds.database.postgres;

import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A clone by pg_dump and pg_restore with a pipe between them, on the same server or another, with
 * the rows or without. The source stays in use; no file is written.
 */
final class PostgresToolClone {
  private final PostgresContext context;
  private final PostgresContext to;
  private final String name;
  private final CloneOptions options;
  private final CloneKind kind;
  private final boolean elsewhere;
  private final String node;
  private final PostgresFreshClone clone;
  private final PostgresCloneTools tools;
  private volatile @Nullable Instant startedAt;

  PostgresToolClone(PostgresContext context, String name, CloneOptions options, CloneKind kind) {
    this.context = context;
    this.name = name;
    this.options = options;
    this.kind = kind;
    PostgresToolLogin.requireAddress(context, name, SupportsClone.class);
    elsewhere = options.targetEngine().isPresent();
    to = options.targetEngine().map(context::other).orElse(context);
    PostgresToolLogin.requireAddress(to, name, SupportsClone.class);
    node = elsewhere ? to.info().redactedUrl() : "";
    clone = new PostgresFreshClone(to, node, options.target());
    tools = new PostgresCloneTools(context, to, options, kind);
  }

  Operation<CloneInfo> prepare() {
    OptionValues values = options.platformOptions();
    boolean rights = !values.valueOf(PostgresClone.NO_ACL);
    PostgresCloneChecks checks = new PostgresCloneChecks(context, name);
    Plan.Builder<CloneInfo> plan =
        context
            .runner()
            .<CloneInfo>plan("clone", name)
            .options(options)
            .measure(() -> checks.ofTools(kind == CloneKind.COPY))
            .check(() -> to.checks().primary())
            .check(() -> to.checks().free(options.target()))
            .check(() -> to.checks().mayCreate())
            .check(tools::check);
    if (elsewhere) {
      boolean owners = !values.valueOf(PostgresClone.NO_OWNER);
      plan.measure(
          () -> checks.ofOther(to, rights || owners, owners && tools.tellsOwnerOfPublic()));
    }
    Optional<PostgresCloneSource> found = PostgresCloneSource.find(context, name, false);
    if (found.isEmpty() || tools.check().refused() || to.checks().primary().refused()) {
      return PostgresCloneChecks.nothing(plan, name);
    }
    PostgresCloneSource source = found.get();
    String owner =
        values.valueOf(PostgresClone.NO_OWNER) ? clone.currentRole() : clone.owner(source);
    String create = create(source, owner);
    clone.create(
        plan,
        create,
        create,
        step -> {
          startedAt = context.clock().instant();
          to.sql().during(step).execute(create);
        });
    plan.onFailure(step -> tools.endSessions());
    plan.step(
        new Step(StepKind.TOOL, tools.text(name, clone.name()), Effect.ONCE, node),
        step -> tools.run(name, clone.name(), step),
        // Whatever it has done is dropped with the unfinished clone.
        () -> Reconciler.Finding.NOT_DONE);
    clone.give(plan, source, owner, rights);
    if (elsewhere) {
      clone.notCarried().add("tablespaces: everything lies in the default one");
    }
    if (kind == CloneKind.STRUCTURE_ONLY) {
      clone.notCarried().add("its rows");
    }
    clone.close(plan);
    clone.open(plan);
    return plan.yields(this::info);
  }

  private String create(PostgresCloneSource source, String owner) {
    return "CREATE DATABASE "
        + PostgresSql.name(clone.name())
        + " OWNER "
        + PostgresSql.name(owner)
        + " TEMPLATE template0"
        + source.facts().locales(to.version())
        + options
            .platformOptions()
            .given(PostgresClone.TABLESPACE)
            .map(tablespace -> " TABLESPACE " + PostgresSql.name(tablespace))
            .orElse("");
  }

  private CloneInfo info() {
    Instant now = context.clock().instant();
    Instant began = startedAt;
    return new CloneInfo(
        name,
        options.target(),
        kind,
        Optional.empty(),
        OptionalLong.of(tools.bytes()),
        began == null ? now : began,
        now,
        clone.notCarried());
  }
}

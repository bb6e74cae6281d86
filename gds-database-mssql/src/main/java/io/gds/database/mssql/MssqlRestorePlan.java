package io.gds.database.mssql;

import io.gds.database.backup.RestoreInfo;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.mssql.MssqlRestoreFinder.Found;
import io.gds.database.mssql.MssqlRestoreSpec.Move;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import java.util.List;
import java.util.Set;

/** Decides how a restore goes: reads what stands there and what there is to restore from. */
final class MssqlRestorePlan {
  private final MssqlContext context;
  private final String name;
  private final MssqlRestoreWishes wishes;
  private final MssqlRestoreFinder finder;
  private final MssqlRestoreChecks checks;
  private final MssqlSourceChecks sources;
  private final Plan.Builder<RestoreInfo> plan;

  MssqlRestorePlan(MssqlContext context, String name, MssqlRestoreWishes wishes) {
    this.context = context;
    this.name = name;
    this.wishes = wishes;
    this.finder = new MssqlRestoreFinder(context, wishes, name);
    this.checks = new MssqlRestoreChecks(context, name, wishes);
    this.sources = new MssqlSourceChecks(context, name, wishes);
    this.plan = context.runner().<RestoreInfo>plan("restore", name).options(wishes.options());
  }

  Operation<RestoreInfo> plan() {
    MssqlStanding standing;
    try {
      standing = MssqlStanding.read(context, name);
    } catch (DatabaseException e) {
      return refused(checks.hidden(e));
    }
    MssqlRestoreWay way = MssqlRestoreWay.of(wishes, standing);
    Found found;
    try {
      found = finder.find(standing);
    } catch (DatabaseException e) {
      plan.measure(() -> checks.target(way, standing));
      return refused(sources.unreadable(e));
    }
    MssqlPassedOver passedOver = new MssqlPassedOver(context.clock(), wishes.ofArchive(), found);
    if (!(found.planning() instanceof MssqlPlanning.Chain chain)) {
      MssqlChainProblem why = ((MssqlPlanning.Refusal) found.planning()).problem();
      plan.measure(() -> checks.target(way, standing)).measure(passedOver::checks);
      return refused(sources.unreachable(found, why));
    }
    MssqlRestoreCase it =
        new MssqlRestoreCase(
            context, name, wishes, MssqlFreshRestore.stamp(), way, standing, found);
    MssqlPlacement placement = new MssqlPlacement(it, new MssqlRestoreFiles(context, name));
    List<List<Move>> moves;
    Set<String> missing;
    try {
      moves = placement.of(chain.steps());
      missing = placement.missingKeys();
    } catch (InvalidOptionsException e) {
      throw e;
    } catch (DatabaseException e) {
      plan.measure(() -> checks.target(way, standing));
      return refused(sources.unreadable(e));
    }
    List<Move> all = moves.stream().flatMap(List::stream).toList();
    plan.measure(() -> checks.place(it, all, it.replaces(chain)))
        .measure(() -> sources.source(found, chain))
        .measure(() -> passedOver.checks(chain));
    List<MssqlVolumes.Need> needs = placement.needs(all);
    if (!needs.isEmpty()) {
      plan.check(() -> new MssqlVolumes(context).room(name, needs));
    }
    if (!missing.isEmpty()) {
      plan.check(() -> sources.keys(missing));
    }
    return new MssqlRestoreSteps(plan, it, chain, moves).plan();
  }

  /** A plan that says why it cannot be run. */
  private Operation<RestoreInfo> refused(Check why) {
    return plan.check(() -> why)
        .yields(
            () -> {
              throw new IllegalStateException("a refused plan yields nothing");
            });
  }
}

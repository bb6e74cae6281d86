package io.gds.database.mssql;

import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.mssql.MssqlRestoreFinder.Found;
import io.gds.database.operation.Effect;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Proves the backups of a restore before its target is touched: that what lies there still is what
 * the plan took it for, since a file may have been overwritten and the history not know it, and
 * that it can be read to its end.
 */
final class MssqlRestoreProof {
  private final MssqlContext context;
  private final List<MssqlPlanning.Step> steps;
  private final MssqlRestoreWishes wishes;

  MssqlRestoreProof(
      MssqlContext context, Found found, MssqlPlanning.Chain chain, MssqlRestoreWishes wishes) {
    this.context = context;
    this.steps =
        chain.steps().stream()
            .filter(step -> found.tail().filter(step.set().id()::equals).isEmpty())
            .toList();
    this.wishes = wishes;
  }

  <T extends @Nullable Object> void addTo(Plan.Builder<T> plan) {
    Map<MssqlDestination, List<MssqlPlanning.Step>> media = new LinkedHashMap<>();
    for (MssqlPlanning.Step step : steps) {
      media.computeIfAbsent(wishes.reading(step), key -> new ArrayList<>()).add(step);
    }
    media.forEach(
        (source, sets) -> {
          MssqlStatement headers = MssqlMediaSql.headers(source.first());
          plan.step(
              StepKind.SQL,
              Effect.READ,
              headers.shown(),
              step -> requireThere(source, sets, headers, step));
        });
    if (wishes.options().verify() == VerifyLevel.MANIFEST) {
      return;
    }
    for (MssqlPlanning.Step set : steps) {
      MssqlStatement verify =
          MssqlMediaSql.verify(
              wishes.reading(set),
              set.reading().position(),
              set.set().is(MssqlBackupFlag.CHECKSUMS));
      plan.step(
          StepKind.SQL,
          Effect.READ,
          verify.shown(),
          step -> context.sql().during(step).execute(verify.sql(), verify.values()));
    }
  }

  private void requireThere(
      MssqlDestination source,
      List<MssqlPlanning.Step> sets,
      MssqlStatement headers,
      StepContext step) {
    Map<Integer, UUID> there = new HashMap<>();
    context
        .sql()
        .during(step)
        .query(
            headers.sql(),
            row -> {
              MssqlRow columns = new MssqlRow(row);
              return columns
                  .guid("BackupSetGUID")
                  .map(id -> there.put(columns.intValue("Position", 1), id) == null)
                  .orElse(false);
            },
            headers.values());
    for (MssqlPlanning.Step each : sets) {
      Optional<UUID> found = Optional.ofNullable(there.get(each.reading().position()));
      if (found.filter(each.set().id()::equals).isEmpty()) {
        throw ErrorDetails.of(
                ErrorCode.NOT_FOUND,
                "the "
                    + each.set().described()
                    + " does not lie there any more: "
                    + (found.isPresent() ? "another backup does" : "nothing does"))
            .platform(DatabaseType.MSSQL.id())
            .target(source.names().get(0))
            .remedy("Bring it back, or restore from what there is: prepare it again.")
            .toException();
      }
    }
  }
}

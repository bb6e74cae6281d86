package io.gds.database.mssql;

import io.gds.database.mssql.MssqlChainProblem.Kind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Whether it is known which local time the target was, where the server names no zone. */
final class MssqlClockDoubt {
  private MssqlClockDoubt() {}

  /**
   * Where only the distance from UTC is told, and it differs between the log with the target and
   * what comes after, nobody knows whether the clock was changed before the target or after.
   */
  static Optional<MssqlChainProblem> of(
      MssqlPlanning planned,
      MssqlServerZone zone,
      MssqlRestoreTarget target,
      MssqlBackupHistory all) {
    if (zone.known()
        || !(target instanceof MssqlRestoreTarget.At at)
        || !(planned instanceof MssqlPlanning.Chain chain)) {
      return Optional.empty();
    }
    MssqlServerTime time = new MssqlServerTime(zone.zone());
    for (MssqlPlanning.Step step : chain.steps()) {
      MssqlBackupSet.Times times = step.set().times();
      boolean decides = step.stop().isPresent() && !time.finish(times).isBefore(at.instant());
      if (decides && differs(times, all, zone)) {
        return Optional.of(
            MssqlChainProblem.of(
                Kind.TIME_AMBIGUOUS,
                List.of(step.set()),
                "the clock of the server was changed around "
                    + at.instant()
                    + ", and its zone is not told: which local time that was is not known",
                "Name the zone by " + MssqlRestore.TIME_ZONE.id() + "."));
      }
    }
    return Optional.empty();
  }

  /** A log is written before its backup begins: the clock may have been changed within it. */
  private static boolean differs(
      MssqlBackupSet.Times times, MssqlBackupHistory all, MssqlServerZone zone) {
    Optional<MssqlBackupSet.Times> before =
        all.sets().stream()
            .map(MssqlBackupSet::times)
            .filter(other -> other.start().isBefore(times.start()))
            .max(Comparator.comparing(MssqlBackupSet.Times::start));
    OptionalInt now =
        OptionalInt.of(zone.zone().getRules().getOffset(Instant.EPOCH).getTotalSeconds() / 900);
    OptionalInt own = times.quarterHours().isPresent() ? times.quarterHours() : now;
    return before
        .filter(other -> other.quarterHours().isPresent() && !other.quarterHours().equals(own))
        .isPresent();
  }
}

package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.mssql.MssqlRestoreFinder.Found;
import io.gds.database.operation.Check;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What lies among the backups that were looked at, and is none to anybody: the remains of one that
 * did not come to its end, one that a password protects, a place without a header. Of whom it is,
 * of when and what it holds, is not told. So whoever asks for the newest state is not given that of
 * the backup before it: that has to be asked for by name. An instant or a place in the log is
 * either reached by whole backups or refused; whatever lies beside them cannot change it.
 */
final class MssqlPassedOver {
  private static final String RULE = "what lies in the files are backups that can be read";

  private static final int NAMED = 5;

  private final Clock clock;
  private final boolean archive;
  private final Found found;
  private final List<MssqlListedSet> all;

  /**
   * Among what was found.
   *
   * @param archive whether it is of an archive, whose sets are named by their positions
   */
  MssqlPassedOver(Clock clock, boolean archive, Found found) {
    this.clock = clock;
    this.archive = archive;
    this.found = found;
    this.all = found.listed().stream().filter(set -> set.whole().isEmpty()).toList();
  }

  /** By what was planned: what may be newer than its end stands in the way of the newest state. */
  List<Check> checks(MssqlPlanning.Chain chain) {
    Optional<MssqlBackupSet> end = end(chain);
    boolean exact = !(found.target() instanceof MssqlRestoreTarget.Latest) || endsWithTail(chain);
    List<MssqlListedSet> newer = new ArrayList<>();
    List<MssqlListedSet> others = new ArrayList<>();
    for (MssqlListedSet set : all) {
      boolean harmless =
          exact || set.isForeign() || end.filter(it -> isBefore(set, it)).isPresent();
      (harmless ? others : newer).add(set);
    }
    List<Check> checks = new ArrayList<>();
    if (!newer.isEmpty()) {
      checks.add(
          Checks.demand(
              clock,
              false,
              "no backup that may be newer was passed over",
              files(newer),
              described(newer),
              "nothing behind the newest backup",
              ErrorCode.ARCHIVE_TRUNCATED,
              remedy(end)));
    }
    if (!others.isEmpty()) {
      checks.add(warning(others, "What is restored does not need it."));
    }
    return checks;
  }

  /** Where nothing could be planned: it may be what is missing. */
  List<Check> checks() {
    return all.isEmpty()
        ? List.of()
        : List.of(warning(all, "It may be what is missing: look for that backup elsewhere."));
  }

  private Check warning(List<MssqlListedSet> sets, String remedy) {
    return Checks.advise(clock, false, RULE, files(sets), described(sets), "backups only", remedy);
  }

  private boolean endsWithTail(MssqlPlanning.Chain chain) {
    return found.tail().isPresent() && end(chain).map(MssqlBackupSet::id).equals(found.tail());
  }

  /** What is restored last; if all of it is restored already, the newest on its branch. */
  private Optional<MssqlBackupSet> end(MssqlPlanning.Chain chain) {
    int steps = chain.steps().size();
    return steps > 0
        ? Optional.of(chain.steps().get(steps - 1).set())
        : found.read().entries().stream()
            .map(MssqlBackupEntry::set)
            .filter(set -> set.forks().last().filter(chain.fork()::equals).isPresent())
            .max(Comparator.comparing(MssqlBackupSet::lastLsn));
  }

  /**
   * Whether it came to its place before the end of the plan was begun: sets are written one behind
   * the other, so that it is older than whatever lies behind it on the same media.
   */
  private boolean isBefore(MssqlListedSet set, MssqlBackupSet end) {
    MssqlServerTime time = found.zone().time();
    return found.listed().stream()
        .filter(other -> other.media().equals(set.media()) && other.position() > set.position())
        .flatMap(other -> other.whole().stream())
        .map(MssqlBackupEntry::set)
        .anyMatch(
            behind ->
                behind.id().equals(end.id())
                    || !time.finish(behind.times()).isAfter(time.start(end.times())));
  }

  private static String described(List<MssqlListedSet> sets) {
    String named =
        sets.stream().limit(NAMED).map(MssqlListedSet::placed).collect(Collectors.joining("; "));
    return sets.size() > NAMED ? named + "; and " + (sets.size() - NAMED) + " more" : named;
  }

  private static String files(List<MssqlListedSet> sets) {
    return sets.stream()
        .flatMap(set -> set.files().stream())
        .distinct()
        .limit(NAMED)
        .collect(Collectors.joining(", "));
  }

  private String remedy(Optional<MssqlBackupSet> end) {
    String elsewhere = "Look for the backup that this was to be.";
    return end.map(
            set ->
                elsewhere
                    + " What there is without it has to be asked for: by "
                    + position(set).map(at -> at + " or by ").orElse("")
                    + "the point in time "
                    + new MssqlLink(set, found.zone().time(), null, null).sure()
                    + ", for the "
                    + set.described()
                    + ".")
        .orElse(elsewhere);
  }

  /** One of the same archive; a history has no positions to name. */
  private Optional<String> position(MssqlBackupSet end) {
    List<UUID> media = found.listed().stream().map(MssqlListedSet::media).distinct().toList();
    return media.size() > 1 || !archive
        ? Optional.empty()
        : found.listed().stream()
            .filter(set -> set.whole().filter(it -> it.set().id().equals(end.id())).isPresent())
            .findFirst()
            .map(set -> MssqlRestore.POSITION.id() + "=" + set.position());
  }
}

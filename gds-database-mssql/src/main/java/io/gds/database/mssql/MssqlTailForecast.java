package io.gds.database.mssql;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * The tail of a log as it will be once it is backed up: all that the log holds since the last
 * backup of it. Of a database that does not start the server tells nothing: its tail is taken to
 * follow on the newest backup, and that is looked at before anything is replaced.
 */
final class MssqlTailForecast {
  /** The end of a log that was not backed up yet: behind every other. */
  private static final MssqlLsn BEHIND_ALL = MssqlLsn.parse("9".repeat(25));

  private final MssqlContext context;
  private final MssqlStanding.Existing existing;
  private final MssqlServerZone zone;

  MssqlTailForecast(MssqlContext context, MssqlStanding.Existing existing, MssqlServerZone zone) {
    this.context = context;
    this.existing = existing;
    this.zone = zone;
  }

  /**
   * The tail; empty if there is none that goes on from these backups.
   *
   * @param database its name in them
   * @param to where it will be
   */
  Optional<MssqlBackupSet> of(
      String database, List<MssqlBackupEntry> entries, MssqlDestination to) {
    boolean taken =
        entries.stream().anyMatch(entry -> entry.location().parts().containsAll(to.names()));
    if (taken || existing.simple()) {
      // What stands in the way is said by a check.
      return Optional.empty();
    }
    List<MssqlBackupSet> sets = entries.stream().map(MssqlBackupEntry::set).toList();
    if (existing.log().isEmpty()) {
      return existing.online() ? Optional.empty() : assumed(database, sets, to);
    }
    MssqlStanding.Log log = existing.log().get();
    Optional<UUID> family = Optional.of(log.family());
    boolean own = sets.stream().anyMatch(set -> family.equals(set.origin().family()));
    return own
        ? log.end()
            .map(
                end ->
                    set(
                        new MssqlBackupSet.Origin(
                            existing.machine(), database, family, Optional.of(log.database())),
                        end,
                        new MssqlBackupSet.Forks(
                            Optional.of(log.firstFork()), Optional.of(log.fork()), log.forkPoint()),
                        to))
        : Optional.empty();
  }

  /** By the newest backup that was made of the database here. */
  private Optional<MssqlBackupSet> assumed(
      String database, List<MssqlBackupSet> sets, MssqlDestination to) {
    List<MssqlBackupSet> own =
        sets.stream()
            .filter(set -> set.origin().database().equals(database))
            .filter(set -> set.origin().server().equalsIgnoreCase(existing.machine()))
            .filter(set -> set.isLog() || set.kind() == MssqlBackupKind.FULL)
            .sorted(
                Comparator.comparing((MssqlBackupSet set) -> set.times().finish())
                    .thenComparing(MssqlBackupSet::lastLsn)
                    .reversed())
            .toList();
    if (own.isEmpty()) {
      return Optional.empty();
    }
    MssqlBackupSet newest = own.get(0);
    MssqlLsn from =
        own.stream()
            .filter(set -> set.origin().family().equals(newest.origin().family()))
            .filter(set -> set.isLog() && !set.is(MssqlBackupFlag.COPY_ONLY))
            .findFirst()
            .map(MssqlBackupSet::lastLsn)
            .orElse(newest.firstLsn());
    Optional<UUID> fork = newest.forks().last();
    return Optional.of(
        set(newest.origin(), from, new MssqlBackupSet.Forks(fork, fork, Optional.empty()), to));
  }

  private MssqlBackupSet set(
      MssqlBackupSet.Origin origin,
      MssqlLsn from,
      MssqlBackupSet.Forks forks,
      MssqlDestination to) {
    LocalDateTime at = LocalDateTime.ofInstant(now(), zone.zone());
    return MssqlBackupSet.builder(UUID.randomUUID(), MssqlBackupKind.LOG)
        .flag(MssqlBackupFlag.CHECKSUMS, true)
        .flag(MssqlBackupFlag.TAIL, true)
        .origin(origin)
        .lsns(from, BEHIND_ALL)
        .forks(forks)
        .times(new MssqlBackupSet.Times(at, at, quarters(), Optional.empty()))
        .recoveryModel("FULL")
        .media(
            List.of(
                new MssqlMedia(
                    UUID.randomUUID(),
                    1,
                    1,
                    List.of(new MssqlMedia.Device(1, 0, to.type(), to.names().get(0), true)))))
        .build();
  }

  private Instant now() {
    return context.readings().serverTime().truncatedTo(ChronoUnit.MILLIS);
  }

  private OptionalInt quarters() {
    ZoneOffset offset = zone.zone().getRules().getOffset(context.clock().instant());
    return OptionalInt.of(offset.getTotalSeconds() / 900);
  }
}

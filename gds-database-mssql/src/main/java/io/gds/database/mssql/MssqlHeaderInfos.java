package io.gds.database.mssql;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.Location;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What headers say, with what only the history knows: what a log follows, and how far the server's
 * clock was from UTC. The history is read once for all sets of a database and its copies. For one
 * thread.
 */
final class MssqlHeaderInfos {
  private final MssqlContext context;
  private final Location location;
  private final MssqlHistory history;
  private final List<MssqlBackupSet> sets;
  private final Map<Optional<UUID>, Recorded> recorded = new HashMap<>();
  private @Nullable ZoneId zone;

  /**
   * Of headers that were read at a place.
   *
   * @param headers all that will be asked for
   */
  MssqlHeaderInfos(MssqlContext context, Location location, List<MssqlBackupEntry> headers) {
    this.context = context;
    this.location = location;
    this.history = new MssqlHistory(context);
    this.sets = headers.stream().map(MssqlBackupEntry::set).toList();
  }

  private record Recorded(
      Map<UUID, MssqlBackupEntry> entries, MssqlBasis basis, MssqlServerTime time) {}

  BackupInfo of(MssqlBackupEntry header) {
    MssqlBackupSet set = header.set();
    Recorded known = recorded.computeIfAbsent(set.origin().family(), this::read);
    MssqlBackupEntry entry = known.entries().get(set.id());
    MssqlBackupEntry timed = entry == null ? header : header.of(set.at(entry.set().times()));
    return MssqlBackupEntry.at(
        timed.info(known.time(), known.basis().of(set), context.clock().instant()), location);
  }

  private Recorded read(Optional<UUID> family) {
    MssqlHistory.Read around =
        history.around(sets.stream().filter(set -> set.origin().family().equals(family)).toList());
    Map<UUID, MssqlBackupEntry> entries = new HashMap<>();
    around.entries().forEach(entry -> entries.put(entry.set().id(), entry));
    ZoneId told = zone;
    if (told == null) {
      told = around.entries().isEmpty() ? history.zone() : around.zone();
      zone = told;
    }
    return new Recorded(entries, new MssqlBasis(around.sets()), new MssqlServerTime(told));
  }
}

package io.gds.database.mssql;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Backup sets from any number of histories and headers, each once. A set that was read in two
 * places keeps both its media; a device that later held something else is taken to be gone, since
 * the history of a server keeps the rows of what has been overwritten. Immutable.
 *
 * @param sets each set once, in the order of their first mention
 */
record MssqlBackupHistory(List<MssqlBackupSet> sets) {
  MssqlBackupHistory {
    sets = List.copyOf(sets);
  }

  static MssqlBackupHistory of(List<MssqlBackupSet> rows) {
    Map<UUID, MssqlBackupSet> once = new LinkedHashMap<>();
    for (MssqlBackupSet row : rows) {
      once.merge(row.id(), row, MssqlBackupHistory::joined);
    }
    return new MssqlBackupHistory(withoutOverwritten(once));
  }

  private static MssqlBackupSet joined(MssqlBackupSet known, MssqlBackupSet again) {
    List<MssqlMedia> media = new ArrayList<>(known.media());
    for (MssqlMedia medium : again.media()) {
      int same = -1;
      for (int i = 0; i < media.size(); i++) {
        MssqlMedia other = media.get(i);
        if (other.id().equals(medium.id()) && other.position() == medium.position()) {
          same = i;
        }
      }
      if (same < 0) {
        media.add(medium);
      } else {
        media.set(same, joined(media.get(same), medium));
      }
    }
    return known.on(media);
  }

  private static MssqlMedia joined(MssqlMedia known, MssqlMedia again) {
    List<MssqlMedia.Device> devices = new ArrayList<>(known.devices());
    again.devices().stream().filter(device -> !devices.contains(device)).forEach(devices::add);
    // Gone in one list and there in the other: the same device was looked at, and is not there.
    devices.removeIf(device -> device.present() && devices.contains(device.absent()));
    return new MssqlMedia(known.id(), known.families(), known.position(), devices);
  }

  /** One copy of a set on one media set, and when it was written. */
  private record Copy(MssqlBackupSet set, MssqlMedia media, LocalDateTime finish) {}

  /** A file, which is another one on another server. */
  private record Place(String server, String name) {}

  private static List<MssqlBackupSet> withoutOverwritten(Map<UUID, MssqlBackupSet> once) {
    List<Copy> copies = new ArrayList<>();
    for (MssqlBackupSet set : once.values()) {
      set.media().forEach(medium -> copies.add(new Copy(set, medium, set.times().finish())));
    }
    copies.sort(Comparator.comparing(Copy::finish).reversed());
    Map<Place, UUID> owners = new HashMap<>();
    Map<UUID, Integer> lowest = new HashMap<>();
    Map<UUID, List<MssqlMedia>> kept = new HashMap<>();
    for (Copy copy : copies) {
      MssqlMedia media = copy.media();
      String server = copy.set().origin().server();
      // Sets on one media are numbered upwards: a later one of the same or a lower number began it
      // anew, by INIT.
      int later = lowest.getOrDefault(media.id(), Integer.MAX_VALUE);
      boolean begunAnew = media.position() >= later;
      lowest.put(media.id(), Math.min(later, media.position()));
      MssqlMedia left =
          media.without(
              device -> {
                UUID owner =
                    owners.computeIfAbsent(new Place(server, device.name()), key -> media.id());
                return begunAnew || !owner.equals(media.id());
              });
      kept.computeIfAbsent(copy.set().id(), key -> new ArrayList<>()).add(left);
    }
    List<MssqlBackupSet> sets = new ArrayList<>();
    for (MssqlBackupSet set : once.values()) {
      sets.add(set.on(kept.getOrDefault(set.id(), List.of())));
    }
    return sets;
  }
}

package io.gds.database.testkit.sqlserver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The backup files that the server can read: media sets, each striped over one or more families.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/backup-restore/media-sets-media-families-and-backup-sets-sql-server">
 *     media sets, media families, and backup sets</a>
 */
final class ModelMedia {
  /** A media set; its sets lie on all of its families. */
  record MediaSet(UUID guid, String name, List<String> paths, List<ModelBackupSet> sets) {}

  /** What the server shows of a set that is none to be restored. */
  enum Remains {
    /** It did not come to its end. */
    INCOMPLETE,
    /** A password protects it, as servers before 2012 could. */
    PROTECTED,
    /** Its header is not shown at all. */
    HIDDEN
  }

  private final Map<String, MediaSet> media = new HashMap<>();
  private final Set<String> damaged = new HashSet<>();
  private final Map<String, String> keys = new HashMap<>();

  private final Map<UUID, Remains> remains = new HashMap<>();

  /** The media set that a file belongs to; the server's error if there is no such file. */
  MediaSet demand(String path) {
    MediaSet found = media.get(path);
    if (found == null) {
      throw new ModelError(
          3201,
          16,
          "Cannot open backup device '"
              + path
              + "'. Operating system error 2(The system cannot find the file specified.).");
    }
    return found;
  }

  Optional<MediaSet> find(String path) {
    return Optional.ofNullable(media.get(path));
  }

  /** The media set that these files are, all of them and no others. */
  MediaSet demandAll(List<String> paths) {
    MediaSet first = demand(paths.get(0));
    for (String path : paths) {
      if (!demand(path).guid().equals(first.guid())) {
        throw new ModelError(
            3231, 16, "The media loaded on \"" + path + "\" is of another media set.");
      }
    }
    if (Set.copyOf(paths).size() < first.paths().size()) {
      throw new ModelError(
          3132,
          16,
          "The media set has "
              + first.paths().size()
              + " media families but only "
              + paths.size()
              + " are provided. All members must be provided.");
    }
    return first;
  }

  /** New media at these files; what they held is gone. */
  MediaSet format(List<String> paths, String name) {
    paths.forEach(this::forget);
    MediaSet made = new MediaSet(UUID.randomUUID(), name, List.copyOf(paths), new ArrayList<>());
    paths.forEach(path -> media.put(path, made));
    return made;
  }

  private void forget(String path) {
    MediaSet old = media.remove(path);
    if (old != null) {
      old.sets().clear();
    }
    damaged.remove(path);
  }

  /** Takes a file away, as somebody does behind the server's back. */
  void delete(String path) {
    media.remove(path);
  }

  /** Flips a bit in a file: it is found when pages are read with checksums. */
  void damage(String path) {
    damaged.add(path);
  }

  /** What was written by a storage account's key is read by it only. */
  void lock(List<String> paths, String credential) {
    paths.forEach(path -> keys.put(path, credential));
  }

  /** The server's error, if a file was written by another credential, or by none. */
  void demandKey(List<String> paths, String credential) {
    for (String path : paths) {
      if (media.containsKey(path) && !keys.getOrDefault(path, "").equals(credential)) {
        throw new ModelError(
            3201,
            16,
            "Cannot open backup device '"
                + path
                + "'. Operating system error 86(The specified network password is not correct.).");
      }
    }
  }

  /** Takes the end away from the last set of a file, as a server that stops meanwhile does. */
  ModelBackupSet cutShort(String path) {
    List<ModelBackupSet> sets = demand(path).sets();
    leave(path, sets.size(), Remains.INCOMPLETE);
    return sets.get(sets.size() - 1);
  }

  /** Leaves this of a set of a file. */
  void leave(String path, int position, Remains as) {
    remains.put(demand(path).sets().get(position - 1).guid(), as);
  }

  /** What is left of a set; empty if it is whole. */
  Optional<Remains> remains(ModelBackupSet set) {
    return Optional.ofNullable(remains.get(set.guid()));
  }

  boolean isDamaged(List<String> paths) {
    return paths.stream().anyMatch(damaged::contains);
  }

  /** All files, in no order. */
  Set<String> paths() {
    return Set.copyOf(media.keySet());
  }
}

package io.gds.database.mssql;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The backups of one database, by its family: one that was dropped and created again under the same
 * name is another one, with which it shares nothing.
 *
 * @param key what tells it from others
 * @param named those that were taken of the database asked for, also under a former name
 * @param all with those of its copies and originals
 */
record MssqlFamily(Object key, List<MssqlBackupSet> named, List<MssqlBackupSet> all) {
  /** The databases that a query may mean, the one with the newest backup first. */
  static List<MssqlFamily> of(MssqlBackupHistory history, MssqlChainQuery query) {
    Map<Object, List<MssqlBackupSet>> byKey = new LinkedHashMap<>();
    for (MssqlBackupSet set : history.sets()) {
      if (query.family().isEmpty() || query.family().equals(set.origin().family())) {
        byKey.computeIfAbsent(key(set), key -> new ArrayList<>()).add(set);
      }
    }
    List<MssqlFamily> families = new ArrayList<>();
    byKey.forEach(
        (key, all) -> {
          List<MssqlBackupSet> named = named(all, query);
          if (!named.isEmpty()) {
            families.add(new MssqlFamily(key, named, all));
          }
        });
    if (families.size() > 1) {
      families.sort(Comparator.comparing(MssqlFamily::newest).reversed());
    }
    return families;
  }

  /** What tells the database of a set from others. */
  static Object key(MssqlBackupSet set) {
    MssqlBackupSet.Origin origin = set.origin();
    Optional<UUID> guid = origin.family().isPresent() ? origin.family() : origin.binding();
    return guid.isPresent() ? guid.get() : "the name " + origin.database();
  }

  private static List<MssqlBackupSet> named(List<MssqlBackupSet> all, MssqlChainQuery query) {
    Set<UUID> bindings = new HashSet<>();
    for (MssqlBackupSet set : all) {
      if (isNamed(set, query)) {
        set.origin().binding().ifPresent(bindings::add);
      }
    }
    List<MssqlBackupSet> named = new ArrayList<>();
    for (MssqlBackupSet set : all) {
      Optional<UUID> binding = set.origin().binding();
      if (isNamed(set, query) || (binding.isPresent() && bindings.contains(binding.get()))) {
        named.add(set);
      }
    }
    return named;
  }

  private static boolean isNamed(MssqlBackupSet set, MssqlChainQuery query) {
    return set.origin().database().equals(query.database())
        && (query.server().isEmpty() || query.server().get().equals(set.origin().server()));
  }

  private LocalDateTime newest() {
    return named.stream()
        .map(set -> set.times().finish())
        .max(Comparator.naturalOrder())
        .orElse(LocalDateTime.MIN);
  }

  LocalDateTime oldest() {
    return named.stream()
        .map(set -> set.times().finish())
        .min(Comparator.naturalOrder())
        .orElse(LocalDateTime.MAX);
  }

  /** As it is told from its namesakes. */
  String described() {
    return key + " (backed up from " + oldest() + " to " + newest() + ")";
  }
}

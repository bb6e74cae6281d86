package io.gds.database.mssql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The backups that chains of one database can be made of, ready to be searched. Thread-safe. */
final class MssqlChainSpace {
  private final MssqlChainQuery query;
  private final MssqlServerTime time;
  private final List<MssqlLink> links = new ArrayList<>();
  private final Set<UUID> named = new HashSet<>();
  private final List<MssqlChainEvent> events;
  private volatile @Nullable MssqlNextLogs next;

  MssqlChainSpace(MssqlFamily family, MssqlChainQuery query) {
    this.query = query;
    this.time = new MssqlServerTime(query.zone());
    Set<UUID> own = new HashSet<>();
    for (MssqlBackupSet set : family.named()) {
      named.add(set.id());
      set.forks().last().ifPresent(own::add);
    }
    query
        .fork()
        .ifPresent(
            fork -> {
              own.clear();
              own.add(fork);
            });
    MssqlLineage lineage = MssqlLineage.of(own, family.all());
    Map<UUID, MssqlLink> fulls = new HashMap<>();
    for (MssqlBackupSet set : family.all()) {
      if (set.kind() == MssqlBackupKind.FULL) {
        fulls.put(set.id(), link(set, null));
      }
    }
    for (MssqlBackupSet set : family.all()) {
      boolean untold = set.forks().last().isEmpty() && named.contains(set.id());
      if (untold || lineage.has(set)) {
        MssqlLink full = fulls.get(set.id());
        links.add(full != null ? full : link(set, set.base().map(fulls::get).orElse(null)));
      }
    }
    events = MssqlChainEvent.of(links);
  }

  private MssqlLink link(MssqlBackupSet set, @Nullable MssqlLink base) {
    Optional<String> refusal = query.limits().refusal(set);
    if (refusal.isEmpty() && set.kind() == MssqlBackupKind.DIFFERENTIAL) {
      refusal = base(set, base);
    }
    return new MssqlLink(set, time, base, refusal.orElse(null));
  }

  private static Optional<String> base(MssqlBackupSet set, @Nullable MssqlLink base) {
    if (set.base().isEmpty()) {
      return Optional.of("its files have different bases, or none that is told");
    }
    if (base == null) {
      return Optional.of("the full backup it builds on is not known (" + set.base().get() + ")");
    }
    return base.problem()
        .map(
            why ->
                "the full backup it builds on cannot be used: "
                    + base.set().described()
                    + ": "
                    + why);
  }

  MssqlChainQuery query() {
    return query;
  }

  MssqlServerTime time() {
    return time;
  }

  /** All that are of this history, usable or not. */
  List<MssqlLink> links() {
    return links;
  }

  /** Whether a backup was taken of the database itself, not of an original or a copy. */
  boolean isOwn(MssqlLink link) {
    return named.contains(link.set().id());
  }

  List<MssqlChainEvent> events() {
    return events;
  }

  /** Only what cannot be reached asks for it. */
  MssqlNextLogs next() {
    MssqlNextLogs made = next;
    if (made == null) {
      made = new MssqlNextLogs(links);
      next = made;
    }
    return made;
  }

  /** The end of the oldest full backup, by which the database is told from its successors. */
  Optional<Instant> firstFull() {
    return links.stream()
        .filter(link -> link.set().kind() == MssqlBackupKind.FULL)
        .map(MssqlLink::late)
        .min(Instant::compareTo);
  }
}

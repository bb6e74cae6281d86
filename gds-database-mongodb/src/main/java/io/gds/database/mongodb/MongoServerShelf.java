package io.gds.database.mongodb;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.core.archive.ArchiveShelf;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bson.BsonTimestamp;

/** The backups of a whole server that lie in a directory, and what of its log follows on each. */
final class MongoServerShelf {
  private final List<BackupInfo> all;

  private MongoServerShelf(List<BackupInfo> all) {
    this.all = all;
  }

  /**
   * Looks into a directory.
   *
   * @param server whose backups, by the engine's name or that of its replica set; all if empty
   */
  static MongoServerShelf of(Location directory, Optional<String> server) {
    Path place = directory.path().toAbsolutePath().normalize();
    return new MongoServerShelf(
        ArchiveShelf.list(place, path -> MongoStored.at(path).inspect()).stream()
            .filter(MongoStored::isOfServer)
            .filter(backup -> server.isEmpty() || isOf(backup, server.get()))
            .toList());
  }

  private static boolean isOf(BackupInfo backup, String server) {
    return server.equals(backup.database()) || server.equals(origin(backup));
  }

  /** What a backup is of: the replica set, which may be reached by other addresses as well. */
  static String origin(BackupInfo backup) {
    return backup.attributes().getOrDefault(MongoStored.REPLICA_SET, backup.database());
  }

  /** Those that everything is in, the newest first. */
  List<BackupInfo> dumps() {
    return all.stream().filter(backup -> backup.backupType() == BackupType.LOGICAL).toList();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  private List<BackupInfo> logs() {
    return all.stream().filter(backup -> backup.backupType() == BackupType.LOG).toList();
  }

  /**
   * A dump and the logs that follow on it without a gap.
   *
   * @param dump of which instant it is
   * @param logs in their order
   */
  record Chain(BackupInfo dump, List<BackupInfo> logs) {
    /** The last entry of it; empty if the dump is of no instant. */
    Optional<BsonTimestamp> end() {
      return MongoPositions.of(
          (logs.isEmpty() ? dump : logs.get(logs.size() - 1)).positions(), MongoPositions.TO);
    }

    Optional<BsonTimestamp> begin() {
      return MongoPositions.of(dump.positions(), MongoPositions.TO);
    }

    /** Whether it holds all that stands before a limit, which is behind its dump. */
    boolean leadsTo(BsonTimestamp limit) {
      return begin().filter(from -> from.compareTo(limit) < 0).isPresent()
          && end().filter(to -> limit.compareTo(MongoPositions.behind(to)) <= 0).isPresent();
    }

    /** Whether it leads to an instant, of which the earliest is the end of the dump. */
    boolean reaches(Instant instant) {
      return begin().filter(from -> !instant.isBefore(MongoSnapshot.second(from))).isPresent()
          && end().filter(to -> !instant.isAfter(MongoSnapshot.second(to))).isPresent();
    }

    /** The logs that are needed for what stands before a limit; all if there is none. */
    Chain until(Optional<BsonTimestamp> limit) {
      List<BackupInfo> needed = new ArrayList<>();
      Optional<BsonTimestamp> at = begin();
      for (BackupInfo log : logs) {
        boolean enough =
            limit.isPresent() && at.filter(to -> to.compareTo(limit.get()) >= 0).isPresent();
        if (enough) {
          break;
        }
        needed.add(log);
        at = MongoPositions.of(log.positions(), MongoPositions.TO);
      }
      return new Chain(dump, needed);
    }
  }

  /** What follows on a dump. */
  Chain chain(BackupInfo dump) {
    List<BackupInfo> chosen = new ArrayList<>();
    Optional<BsonTimestamp> at = MongoPositions.of(dump.positions(), MongoPositions.TO);
    while (at.isPresent()) {
      Optional<BackupInfo> next = next(at.get(), origin(dump));
      if (next.isEmpty()) {
        break;
      }
      chosen.add(next.get());
      at = MongoPositions.of(next.get().positions(), MongoPositions.TO);
    }
    return new Chain(dump, chosen);
  }

  /** The log that holds an entry and leads farthest from there. */
  private Optional<BackupInfo> next(BsonTimestamp at, String server) {
    return logs().stream()
        .filter(log -> origin(log).equals(server))
        .filter(
            log ->
                MongoPositions.of(log.positions(), MongoPositions.FROM)
                        .filter(from -> from.compareTo(at) <= 0)
                        .isPresent()
                    && MongoPositions.of(log.positions(), MongoPositions.TO)
                        .filter(to -> to.compareTo(at) > 0)
                        .isPresent())
        .max(
            Comparator.comparing(
                log -> MongoPositions.of(log.positions(), MongoPositions.TO).orElseThrow()));
  }

  /** What the next log goes on from: that which leads farthest, of the newest dump if alike. */
  Optional<BackupInfo> latest() {
    return dumps().stream()
        .map(this::chain)
        .filter(chain -> chain.end().isPresent())
        .max(Comparator.comparing(chain -> chain.end().orElseThrow()))
        .map(
            chain ->
                chain.logs().isEmpty() ? chain.dump() : chain.logs().get(chain.logs().size() - 1));
  }
}

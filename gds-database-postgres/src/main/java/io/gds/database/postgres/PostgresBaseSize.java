package io.gds.database.postgres;

import io.gds.database.jdbc.SqlExecutor;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How much room the files of a server take, its log included, however small they are in an archive.
 * Immutable.
 *
 * @param data the bytes of the data directory
 * @param tablespaces those of the tablespaces outside of it, by their OIDs
 */
record PostgresBaseSize(long data, Map<String, Long> tablespaces) {
  /** Of what nothing is known. */
  static final PostgresBaseSize NONE = new PostgresBaseSize(0, Map.of());

  private record Part(String oid, boolean inside, long bytes) {}

  /**
   * Asks the server.
   *
   * @throws io.gds.database.error.DatabaseException if this role may not know it
   */
  static PostgresBaseSize ofServer(SqlExecutor sql) {
    List<Part> parts =
        sql.query(
            PostgresSql.text("server-backup-size"),
            row -> new Part(row.text("oid"), row.bool("inside"), row.longValue("bytes")));
    Map<String, Long> spaces = new TreeMap<>();
    parts.stream().filter(part -> !part.inside()).forEach(p -> spaces.put(p.oid(), p.bytes()));
    return new PostgresBaseSize(
        parts.stream().filter(Part::inside).mapToLong(Part::bytes).sum(), spaces);
  }

  /**
   * Reckons what comes out of base backups: the last one, made whole by those before it. More than
   * needed rather than less, since the size of a file that is made whole again is known only then.
   *
   * @param oldestFirst the archives
   * @throws io.gds.database.error.ArchiveException if one is not as it was written
   */
  static PostgresBaseSize of(List<Path> oldestFirst, long segmentBytes) {
    Tally tally = new Tally();
    for (int i = oldestFirst.size() - 1; i >= 0; i--) {
      PostgresBaseManifest manifest = PostgresBaseManifest.read(oldestFirst.get(i), tally);
      if (i == oldestFirst.size() - 1) {
        tally.data += logBytes(manifest, segmentBytes);
      }
      tally.before();
    }
    return tally.size();
  }

  private static long logBytes(PostgresBaseManifest manifest, long segmentBytes) {
    return manifest.ranges().stream()
        .mapToLong(
            range ->
                (range.end().segmentBefore(segmentBytes) - range.start().segment(segmentBytes) + 1)
                    * segmentBytes)
        .sum();
  }

  /** The bytes of all of it. */
  long total() {
    return data + tablespaces.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Adds up the files of the last backup, and of those before it what they give to these. Told of
   * the last first; keeps no more than the names of the files that are not whole yet.
   */
  static final class Tally implements PostgresBaseManifest.Visitor {
    private final Map<String, Long> spaces = new TreeMap<>();
    private final Set<String> parts = new HashSet<>();
    private boolean isLast = true;
    private long data;

    @Override
    public void file(String path, long bytes, byte[] sha256) {
      String whole = PostgresBaseManifest.whole(path);
      boolean isPart = !whole.equals(path);
      if (isLast) {
        add(path, bytes);
        if (isPart) {
          parts.add(whole);
        }
      } else if (isPart ? parts.contains(whole) : parts.remove(whole)) {
        add(path, bytes);
      }
    }

    private void add(String path, long bytes) {
      if (path.startsWith(PostgresBaseArchive.TABLESPACES)) {
        String below = path.substring(PostgresBaseArchive.TABLESPACES.length());
        spaces.merge(below.substring(0, Math.max(0, below.indexOf('/'))), bytes, Long::sum);
      } else {
        data += bytes;
      }
    }

    /** Goes on with the backup before. */
    void before() {
      isLast = false;
    }

    PostgresBaseSize size() {
      return new PostgresBaseSize(data, new TreeMap<>(spaces));
    }
  }
}

package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.mssql.MssqlRestoreSpec.Move;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The room on the volumes of the server's machine, as far as files of its databases lie on them:
 * the server tells of no others. A place is taken to be on the volume with the longest mount point
 * that its path begins with, so that what comes out is a warning: a directory may be another
 * volume's. Thread-safe.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-os-volume-stats-transact-sql">sys.dm_os_volume_stats</a>
 */
final class MssqlVolumes {
  private static final String VOLUMES =
      "SELECT DISTINCT v.volume_mount_point, v.available_bytes FROM sys.master_files f"
          + " CROSS APPLY sys.dm_os_volume_stats(f.database_id, f.file_id) v"
          + " ORDER BY v.volume_mount_point";

  private final MssqlContext context;

  MssqlVolumes(MssqlContext context) {
    this.context = context;
  }

  /**
   * A file that is to be written.
   *
   * @param path where
   * @param bytes how much larger it is than what lies there and is written over
   */
  record Need(String path, long bytes) {}

  /** What files take that are restored to new places. */
  static List<Need> needs(List<Move> moves, List<MssqlBackupFile> files) {
    Map<String, Long> sizes = new HashMap<>();
    files.forEach(file -> sizes.put(file.name(), file.bytes()));
    return moves.stream()
        .map(move -> new Need(move.path(), sizes.getOrDefault(move.file(), 0L)))
        .toList();
  }

  private record Volume(String mountPoint, long available) {}

  /**
   * Whether there is room for files; reads only.
   *
   * @param subject the database they are of
   */
  Check room(String subject, List<Need> needs) {
    String rule = "the volumes have room for the files";
    List<Volume> volumes;
    try {
      volumes =
          context
              .sql()
              .query(
                  VOLUMES,
                  row ->
                      new Volume(row.text("volume_mount_point"), row.longValue("available_bytes")));
    } catch (DatabaseException e) {
      return e.code() == ErrorCode.PERMISSION_DENIED
          ? Checks.notMeasured(
              context.clock(), rule, subject, "not told to this login: VIEW SERVER STATE", "room")
          : new Measurements(context.clock()).refused(rule, subject, "readable", e);
    }
    Map<String, Long> wanted = new TreeMap<>();
    for (Need need : needs) {
      Optional<Volume> on = of(volumes, need.path());
      if (on.isEmpty()) {
        return Checks.notMeasured(
            context.clock(),
            rule,
            subject,
            "the server does not tell of the volume of " + need.path(),
            "room");
      }
      wanted.merge(on.get().mountPoint(), need.bytes(), Long::sum);
    }
    List<String> lacking = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (Volume volume : volumes) {
      long bytes = wanted.getOrDefault(volume.mountPoint(), 0L);
      String text =
          volume.mountPoint() + ": " + bytes + " bytes wanted, " + volume.available() + " free";
      if (wanted.containsKey(volume.mountPoint())) {
        all.add(text);
      }
      if (bytes > volume.available()) {
        lacking.add(text);
      }
    }
    return Checks.advise(
        context.clock(),
        lacking.isEmpty(),
        rule,
        subject,
        String.join("; ", lacking.isEmpty() ? all : lacking),
        "room",
        "Make room there, or have the files go elsewhere: the server refuses what does not fit.");
  }

  private static Optional<Volume> of(List<Volume> volumes, String path) {
    String key = MssqlMoves.key(path);
    return volumes.stream()
        .filter(volume -> key.startsWith(MssqlMoves.key(volume.mountPoint())))
        .max(Comparator.comparingInt(volume -> volume.mountPoint().length()));
  }
}

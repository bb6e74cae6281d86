package io.gds.database.mssql;

import io.gds.database.backup.Location;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Sql;
import io.gds.database.mssql.MssqlMedia.Device;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Reads what lies on backup media, without restoring it: a label for each device, the headers of
 * each media set, the files in a set. Reading takes the right to create databases.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-headeronly-transact-sql">RESTORE
 *     HEADERONLY</a>
 */
final class MssqlMediaReading {
  /** Media may be far away, or a large file on a busy disk. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** What is said of a file that is not there; of a directory that is not, it is another number. */
  private static final Pattern ABSENT = Pattern.compile("[Oo]perating system error 2\\(");

  private final Sql sql;

  MssqlMediaReading(MssqlContext context) {
    this.sql = context.sql().timeout(PATIENCE);
  }

  /** Within a step, which has a deadline of its own. */
  MssqlMediaReading(MssqlContext context, StepContext step) {
    this.sql = context.sql().during(step);
  }

  /**
   * What a device says of the media set it belongs to.
   *
   * @param media the media set
   * @param families over how many devices it is striped
   * @param family which of them this is, from 1
   */
  private record Label(UUID media, int families, int family) {}

  /**
   * Whether anything lies at a place, in a directory that can be read.
   *
   * @throws io.gds.database.error.DatabaseException if that cannot be told, or it is no backup
   */
  boolean isThere(MssqlDestination device) {
    MssqlStatement label = MssqlMediaSql.label(device);
    try {
      sql.first(label.sql(), row -> true, label.values());
      return true;
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.STORAGE_UNREADABLE
          && ABSENT.matcher(String.valueOf(e.getMessage())).find()) {
        return false;
      }
      throw e;
    }
  }

  /**
   * All that lies on these devices, in the order it lies there: sets, and what is no backup.
   * Devices of one media set are put together; where one is missing, the sets tell so.
   *
   * @throws io.gds.database.error.NotFoundException if a device is not there
   * @throws io.gds.database.error.ArchiveException if it holds no backups, or cannot be read
   */
  List<MssqlListedSet> listed(MssqlDestination source) {
    Map<UUID, List<Device>> devices = new LinkedHashMap<>();
    Map<UUID, Integer> families = new LinkedHashMap<>();
    for (String name : source.names()) {
      Label label = label(source.only(name), name);
      devices
          .computeIfAbsent(label.media(), media -> new ArrayList<>())
          .add(new Device(label.family(), 0, source.type(), name, true));
      families.put(label.media(), label.families());
    }
    List<MssqlListedSet> sets = new ArrayList<>();
    devices.forEach(
        (media, on) -> {
          MssqlDestination one = source.only(on.get(0).name());
          MssqlStatement headers = MssqlMediaSql.headers(one);
          sets.addAll(
              withHoles(
                  media,
                  on,
                  read(
                      one,
                      () ->
                          sql.query(
                              headers.sql(),
                              row ->
                                  MssqlListedSet.header(
                                      new MssqlRow(row),
                                      media,
                                      families.getOrDefault(media, 1),
                                      on),
                              headers.values()))));
        });
    return sets;
  }

  /** Sets are numbered without a gap, and told in that order. */
  private static List<MssqlListedSet> withHoles(
      UUID media, List<Device> on, List<MssqlListedSet> rows) {
    List<MssqlListedSet> all = new ArrayList<>();
    int next = 1;
    for (MssqlListedSet told : rows) {
      MssqlListedSet row = told.orAt(next);
      for (; next < row.position(); next++) {
        all.add(MssqlListedSet.hole(media, on, next));
      }
      all.add(row);
      next = row.position() + 1;
    }
    return all;
  }

  private Label label(MssqlDestination device, String name) {
    MssqlStatement label = MssqlMediaSql.label(device);
    Optional<Label> found =
        read(
            device,
            () ->
                sql.first(
                    label.sql(),
                    row -> {
                      MssqlRow columns = new MssqlRow(row);
                      return new Label(
                          columns.guid("MediaSetId").orElseGet(() -> unlabelled(name)),
                          Math.max(1, columns.intValue("FamilyCount", 1)),
                          Math.max(1, columns.intValue("FamilySequenceNumber", 1)));
                    },
                    label.values()));
    return found.orElseGet(() -> new Label(unlabelled(name), 1, 1));
  }

  private static UUID unlabelled(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  /** The files that a set holds, or that its log is of. */
  List<MssqlBackupFile> files(MssqlDestination source, int position) {
    MssqlDestination one = source.first();
    MssqlStatement files = MssqlMediaSql.files(one, position);
    return read(
        one,
        () ->
            sql.query(
                files.sql(), row -> MssqlBackupFile.listed(new MssqlRow(row)), files.values()));
  }

  /** That what lies last at a place is no backup. */
  static RuntimeException notWhole(Location place, MssqlListedSet last) {
    return ErrorDetails.of(
            ErrorCode.ARCHIVE_TRUNCATED,
            "the last that lies at " + place + " is " + last.described())
        .platform(DatabaseType.MSSQL.id())
        .target(place.parts().get(0))
        .remedy("See by backupSets which backups lie there before it, and name one's position.")
        .toException();
  }

  /** That a place holds media, and no backup on them. */
  static RuntimeException empty(Location place) {
    return ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no backup on the media at " + place)
        .platform(DatabaseType.MSSQL.id())
        .target(place.parts().get(0))
        .remedy("The last one there did not come to its end: look at another place.")
        .toException();
  }

  /** A device that the server cannot find is an archive that is not there. */
  private static <T> T read(MssqlDestination device, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.STORAGE_UNREADABLE) {
        throw e;
      }
      throw ErrorDetails.of(
              ErrorCode.NOT_FOUND,
              "the server finds no backup at " + device.names().get(0) + ": " + e.getMessage())
          .platform(DatabaseType.MSSQL.id())
          .target(device.names().get(0))
          .cause(e)
          .remedy(
              device.isUrl()
                  ? "Check the address, and the server's credential: one with a token is called like"
                      + " the container, one with an account's key is named when a backup is proved."
                  : "Give the path as the server's machine sees it, and check that it may read it.")
          .toException();
    }
  }
}

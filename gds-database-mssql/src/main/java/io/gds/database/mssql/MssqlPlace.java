package io.gds.database.mssql;

import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where backups go and lie, between the words of the library and the devices of the server. */
final class MssqlPlace {
  private static final String DEFAULT =
      "SELECT CAST(SERVERPROPERTY('InstanceDefaultBackupPath') AS nvarchar(512)) AS backup_path";

  private MssqlPlace() {}

  /** Why a place is none that this server can use. */
  static Optional<OptionFault> fault(String option, Location place) {
    return place.kind() == Location.Kind.SERVER || place.kind() == Location.Kind.URL
        ? Optional.empty()
        : Optional.of(
            new OptionFault(
                option,
                "is a place of the server's machine, as the server knows it, or an address: "
                    + place.kind()
                    + " is out of the server's reach"));
  }

  /** The devices that a place names. */
  static MssqlDestination of(Location place) {
    return new MssqlDestination(
        place.kind() == Location.Kind.URL ? MssqlMedia.DeviceType.URL : MssqlMedia.DeviceType.DISK,
        place.parts());
  }

  /**
   * The same place by whole paths: others are meant from the server's own directory of backups.
   *
   * @throws InvalidOptionsException if the server does not tell that directory
   */
  static Location whole(MssqlContext context, Location place) {
    if (place.kind() != Location.Kind.SERVER
        || place.parts().stream().allMatch(MssqlPlace::isWhole)) {
      return place;
    }
    String own =
        context
            .sql()
            .first(DEFAULT, row -> row.optionalText("backup_path"))
            .flatMap(path -> path)
            .orElseThrow(MssqlPlace::untold);
    return new Location(
        place.kind(),
        place.parts().stream()
            .map(part -> isWhole(part) ? part : part.equals(".") ? own : inside(own) + part)
            .toList());
  }

  private static RuntimeException untold() {
    return InvalidOptionsException.of(
        "place",
        List.of(
            new OptionFault(
                "place",
                "needs the whole path: this server does not tell its directory of backups, as those"
                    + " from 2019 on do")));
  }

  private static boolean isWhole(String path) {
    return path.startsWith("/") || path.startsWith("\\") || path.matches("[A-Za-z]:.*");
  }

  /** The devices that options name, or new ones in the directory that they name. */
  static MssqlDestination of(
      MssqlContext context, BackupOptions options, String database, BackupType type) {
    if (options.location().isPresent()) {
      return of(whole(context, options.location().get()));
    }
    Location directory = whole(context, options.directory().orElseThrow());
    Instant now = context.clock().instant();
    int stripes = options.platformOptions().valueOf(MssqlBackup.STRIPES);
    String name = ArchiveNames.randomName(database, type, now, extension(type));
    if (directory.kind() == Location.Kind.URL) {
      // A percent sign would be read as the begin of an escaped byte.
      name = name.replace('%', '_');
    }
    int dot = name.lastIndexOf('.');
    List<String> names = new ArrayList<>();
    for (int stripe = 1; stripe <= stripes; stripe++) {
      String parent = directory.parts().get((stripe - 1) % directory.parts().size());
      String number = stripes == 1 ? "" : "-" + stripe + "of" + stripes;
      names.add(inside(parent) + name.substring(0, dot) + number + name.substring(dot));
    }
    return of(new Location(directory.kind(), names));
  }

  private static String extension(BackupType type) {
    return switch (type) {
      case LOG -> "trn";
      case DIFFERENTIAL -> "dif";
      default -> "bak";
    };
  }

  /** What the names of all that lies in a directory begin with. */
  static String beginning(Location directory) {
    return inside(directory.parts().get(0));
  }

  /** A directory with the separator that its server uses behind it. */
  private static String inside(String directory) {
    if (directory.endsWith("/") || directory.endsWith("\\")) {
      return directory;
    }
    boolean windows = directory.indexOf('\\') >= 0 || directory.matches("[A-Za-z]:.*");
    return directory + (windows && !directory.contains("://") ? "\\" : "/");
  }

  /** Whether a backup lies in a directory, with all its stripes. */
  static boolean isIn(Location backup, Location directory) {
    return backup.kind() == directory.kind()
        && backup.parts().stream()
            .allMatch(
                part ->
                    directory.parts().stream()
                        .map(MssqlPlace::inside)
                        .anyMatch(
                            begin ->
                                part.regionMatches(
                                    begin.indexOf('\\') >= 0, 0, begin, 0, begin.length())));
  }
}

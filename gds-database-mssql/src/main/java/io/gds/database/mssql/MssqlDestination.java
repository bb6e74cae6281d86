package io.gds.database.mssql;

import io.gds.database.backup.Location;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.mssql.MssqlMedia.DeviceType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The devices that a backup is striped over. Immutable.
 *
 * @param type files of the server, or addresses of blobs and objects
 * @param names one for each stripe
 * @param credential the server's credential with the key of a storage account, which every
 *     statement on a page blob names; empty for all else
 */
record MssqlDestination(DeviceType type, List<String> names, Optional<String> credential) {
  /** As many as the grammar takes. */
  private static final int MOST = 64;

  /** What the server's own pages allow for a path or an address. */
  private static final int LONGEST = 1024;

  MssqlDestination {
    names = List.copyOf(names);
    if (type != DeviceType.DISK && type != DeviceType.URL) {
      throw refused("a backup goes to files of the server or to addresses");
    }
    if (names.isEmpty() || names.size() > MOST) {
      throw refused("a backup has 1 to " + MOST + " devices");
    }
    if (names.stream().distinct().count() < names.size()) {
      throw refused("a device is named twice");
    }
    boolean url = type == DeviceType.URL;
    for (String name : names) {
      MssqlSql.path(name, url ? LONGEST : 259);
      String lower = name.toLowerCase(Locale.ROOT);
      if (url && !lower.startsWith("https://") && !lower.startsWith("s3://")) {
        throw refused("an address begins with https:// or s3://");
      }
      if (url && (lower.indexOf('?') >= 0 || lower.indexOf('@') >= 0)) {
        // A token in an address would be in every log and in msdb for ever.
        throw refused("an address holds no access token: the server takes it from a credential");
      }
      // Windows has this name in every directory, and with every extension.
      if (!url && lower.matches("(?:.*[/\\\\])?nul(?:[.:].*)?")) {
        throw refused("NUL is no place for a backup: the server would take it for a good one");
      }
    }
  }

  /** Devices that need no credential. */
  MssqlDestination(DeviceType type, List<String> names) {
    this(type, names, Optional.empty());
  }

  /** The same devices, read by this credential. */
  MssqlDestination by(Optional<String> key) {
    return new MssqlDestination(type, names, key);
  }

  static MssqlDestination disk(String... paths) {
    return new MssqlDestination(DeviceType.DISK, List.of(paths));
  }

  static MssqlDestination url(String... addresses) {
    return new MssqlDestination(DeviceType.URL, List.of(addresses));
  }

  static MssqlDestination of(List<MssqlMedia.Device> devices) {
    return new MssqlDestination(
        devices.get(0).type(), devices.stream().map(MssqlMedia.Device::name).toList());
  }

  boolean isUrl() {
    return type == DeviceType.URL;
  }

  /** Whether a storage account's key can open it: Azure has blobs at such addresses, S3 has not. */
  static boolean takesKey(String name) {
    return name.toLowerCase(Locale.ROOT).startsWith("https://");
  }

  /** Whether a storage account's key can open all of them. */
  boolean takesKey() {
    return isUrl() && names.stream().allMatch(MssqlDestination::takesKey);
  }

  /** Each device by itself. */
  List<MssqlDestination> each() {
    return names.stream().map(this::only).toList();
  }

  /** The first device by itself. */
  MssqlDestination first() {
    return names.size() == 1 ? this : only(names.get(0));
  }

  /** One of its devices. */
  MssqlDestination only(String name) {
    return new MssqlDestination(type, List.of(name), credential);
  }

  /** As the caller of the library names it. */
  Location location() {
    return new Location(isUrl() ? Location.Kind.URL : Location.Kind.SERVER, names);
  }

  /** {@code DISK = ?, DISK = ?}. */
  String sql() {
    return names.stream().map(name -> type + " = ?").collect(Collectors.joining(", "));
  }

  Object[] binds() {
    return names.toArray();
  }

  private static RuntimeException refused(String why) {
    return ErrorDetails.of(ErrorCode.INVALID_OPTIONS, why)
        .target("location")
        .remedy("Name each device once, by its path on the server or its address.")
        .toException();
  }
}

package io.gds.database.mssql;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.Location;
import io.gds.database.connection.DatabaseType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What lies at a position of media: a backup set, or the remains of one that did not come to its
 * end, one of another program, one that needs a password. Those are no backups to anybody, and are
 * told all the same: who looks for last night's backup must not be shown the one before it.
 *
 * @param media the media set
 * @param files the files or addresses that this is on, as far as they were looked at
 * @param position where it lies there, from 1
 * @param whole the set, if it is one
 * @param name what its header calls it
 * @param why what it is otherwise
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-headeronly-transact-sql">RESTORE
 *     HEADERONLY</a>
 */
record MssqlListedSet(
    UUID media,
    List<String> files,
    int position,
    Optional<MssqlBackupEntry> whole,
    Optional<String> name,
    String why) {
  /** Every set of SQL Server has this. */
  private static final int VENDOR = 4608;

  private static final String FOREIGN = "another program wrote it";

  /** Of a header that a password protects even the position is not told. */
  private static final int UNTOLD = 0;

  MssqlListedSet {
    files = List.copyOf(files);
  }

  /** A row of a header; see {@link MssqlBackupRows#header}. */
  static MssqlListedSet header(
      MssqlColumns row, UUID media, int families, List<MssqlMedia.Device> devices) {
    return new MssqlListedSet(
        media,
        files(devices),
        row.intValue("Position", UNTOLD),
        MssqlBackupEntry.header(row, media, families, devices),
        row.text("BackupName"),
        why(row));
  }

  /** A position that no header is shown of. */
  static MssqlListedSet hole(UUID media, List<MssqlMedia.Device> devices, int position) {
    return new MssqlListedSet(
        media,
        files(devices),
        position,
        Optional.empty(),
        Optional.empty(),
        "the media show no header there");
  }

  private static List<String> files(List<MssqlMedia.Device> devices) {
    return devices.stream().map(MssqlMedia.Device::name).toList();
  }

  /** The same at its own position, or at this one if none is told. */
  MssqlListedSet orAt(int next) {
    return position == UNTOLD ? new MssqlListedSet(media, files, next, whole, name, why) : this;
  }

  /** Whether it is of a program that is no SQL Server: then it is nobody's backup of a database. */
  boolean isForeign() {
    return whole.isEmpty() && why.equals(FOREIGN);
  }

  private static String why(MssqlColumns row) {
    String name = row.text("BackupName").orElse("");
    if (name.contains("Password Protected")) {
      return "its header is protected by a password";
    }
    return row.intValue("SoftwareVendorId", VENDOR) == VENDOR
        ? "it did not come to its end, or a newer version wrote it"
        : FOREIGN;
  }

  /** What it is, in words. */
  String described() {
    return whole
        .map(entry -> entry.set().described())
        .orElseGet(() -> "no backup at position " + position + ": " + why);
  }

  /** The same with where it lies. */
  String placed() {
    return "in " + String.join(", ", files) + " there is " + described();
  }

  /** As the library tells of what is no backup: nothing is known of it but where it lies. */
  BackupInfo remains(Location location) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("kind", "incomplete");
    attributes.put("incomplete", "true");
    attributes.put("why", why);
    attributes.put("position", String.valueOf(position));
    name.ifPresent(text -> attributes.put("name", text));
    attributes.put("mediaSet", media.toString());
    return new BackupInfo(
        media + "#" + position,
        "",
        DatabaseType.MSSQL,
        MssqlBackupEntry.type(MssqlBackupKind.OTHER),
        location,
        Instant.EPOCH,
        Instant.EPOCH,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Map.of(),
        List.of(),
        attributes);
  }
}

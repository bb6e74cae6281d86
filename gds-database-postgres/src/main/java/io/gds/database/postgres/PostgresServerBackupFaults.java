package io.gds.database.postgres;

import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.OptionValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What options of a backup of the whole server cannot be, or cannot be together. */
final class PostgresServerBackupFaults {
  private PostgresServerBackupFaults() {}

  /** What the options say that cannot be, each by its name. */
  static List<OptionFault> of(BackupOptions options) {
    List<OptionFault> faults = new ArrayList<>(baseFaults(options));
    faults.addAll(ArchiveShelf.faults(option(options), place(options)));
    if (!options.includeLogs().orElse(true)) {
      faults.add(
          new OptionFault(
              "includeLogs", "cannot be no: without its WAL a base backup is not consistent"));
    }
    OptionValues values = options.platformOptions();
    values
        .given(PostgresServerBackup.COMPRESSION)
        .filter(how -> !how.equals("0") && !how.equals("none"))
        .ifPresent(
            how -> {
              if (how.startsWith("lz4") || how.startsWith("zstd")) {
                faults.add(
                    new OptionFault(
                        PostgresServerBackup.COMPRESSION.id(),
                        "of a base backup is by gzip, since nothing else can be read back here"));
              }
              if (values.valueOf(PostgresServerBackup.LAYOUT) == PostgresBackupLayout.PLAIN) {
                faults.add(
                    new OptionFault(
                        PostgresServerBackup.COMPRESSION.id(),
                        "is not to be had in the layout plain"));
              }
            });
    return faults;
  }

  private static Location place(BackupOptions options) {
    return options.location().or(options::directory).orElseThrow();
  }

  private static String option(BackupOptions options) {
    return options.location().isPresent() ? "to" : "into";
  }

  private static List<OptionFault> baseFaults(BackupOptions options) {
    Optional<Path> base = options.platformOptions().given(PostgresServerBackup.BASED_ON);
    String id = PostgresServerBackup.BASED_ON.id();
    if (base.isEmpty()) {
      return List.of();
    }
    if (options.type().filter(BackupType.INCREMENTAL::equals).isEmpty()) {
      return List.of(new OptionFault(id, "is for a backup of type INCREMENTAL"));
    }
    Location place = place(options);
    if (!ArchiveShelf.faults(option(options), place).isEmpty()) {
      return List.of();
    }
    Path given = place.path().toAbsolutePath().normalize();
    Path directory = options.location().isPresent() ? PostgresServerTarget.above(given) : given;
    Path lies = PostgresServerTarget.above(base.get().toAbsolutePath().normalize());
    return lies.equals(directory)
        ? List.of()
        : List.of(
            new OptionFault(id, "lies in " + lies + ", not beside the new backup in " + directory));
  }
}

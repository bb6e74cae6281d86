package io.gds.database.snowflake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.Location;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The unloads in stages: found by their manifests, which are there only where all is there. */
final class SnowflakeUnloads {
  private final SnowflakeContext context;

  SnowflakeUnloads(SnowflakeContext context) {
    this.context = context;
  }

  /**
   * A file of a stage.
   *
   * @param path its path below the place that was asked for
   * @param bytes its size
   */
  record File(String path, long bytes) {}

  /**
   * The files below a place. An internal stage tells them with its own name before, an external one
   * with its address.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/list">LIST</a>
   */
  List<File> files(SnowflakeStagePath place) {
    return context
        .sql()
        .query(
            "LIST " + place.sql(),
            row -> new File(below(place, row.text("name")), row.longValue("size")));
  }

  static String below(SnowflakeStagePath place, String name) {
    if (place.path().isEmpty()) {
      if (name.contains("://")) {
        throw InvalidOptionsException.of(
            "stage",
            List.of(
                new OptionFault(
                    "place",
                    "names an external stage and no path in it: what lies there is told by its"
                        + " whole address")));
      }
      return name.substring(name.indexOf('/') + 1);
    }
    int at = name.lastIndexOf("/" + place.path());
    return at < 0 ? name : name.substring(at + 1 + place.path().length());
  }

  /** The manifest of an unload, if there is one. */
  Optional<SnowflakeManifest> find(SnowflakeStagePath place) {
    boolean there =
        files(place).stream().anyMatch(file -> file.path().equals(SnowflakeManifestFiles.LAST));
    return there ? Optional.of(read(place)) : Optional.empty();
  }

  /** Reads a manifest that is there. */
  SnowflakeManifest read(SnowflakeStagePath place) {
    List<String> head = lines(place, SnowflakeManifestFiles.LAST);
    int parts = SnowflakeManifestFiles.parts(head, place.toString());
    List<String> lines = new ArrayList<>();
    for (int part = 1; part <= parts; part++) {
      lines.addAll(lines(place, SnowflakeManifestFiles.part(part)));
    }
    return SnowflakeManifestJson.read(
        SnowflakeManifestFiles.text(head, lines, place.toString()), place.toString());
  }

  private List<String> lines(SnowflakeStagePath place, String file) {
    return context
        .sql()
        .query(
            SnowflakeManifestFiles.read(place, file), row -> row.optionalText("LINE").orElse(""));
  }

  /** The unload at exactly this place. */
  Optional<BackupInfo> find(Location location) {
    SnowflakeStagePath place = SnowflakePlace.of(location).stage();
    return find(place)
        .map(manifest -> manifest.info(location, context.clock().instant(), List.of()));
  }

  /** All unloads below a place, the newest first. */
  List<BackupInfo> below(SnowflakeStagePath directory) {
    List<BackupInfo> all = new ArrayList<>();
    String end = "/" + SnowflakeManifestFiles.LAST;
    for (File file : files(directory)) {
      if (file.path().endsWith(end)) {
        String path = file.path().substring(0, file.path().length() - end.length());
        SnowflakeStagePath place = directory;
        for (String part : path.split("/")) {
          place = place.below(part);
        }
        all.add(
            read(place).info(Location.stage(place.sql()), context.clock().instant(), List.of()));
      }
    }
    all.sort(Comparator.comparing(BackupInfo::finishedAt).reversed());
    return all;
  }

  /**
   * Compares the files that are there with the manifest.
   *
   * @return what was compared, as sentences
   * @throws io.gds.database.error.ArchiveException if something lacks, or is more or less than was
   *     written
   */
  List<String> compare(SnowflakeStagePath place, SnowflakeManifest manifest) {
    List<File> files = files(place);
    for (SnowflakeUnloadTable table : manifest.tables()) {
      String begin = "data/" + table.directory() + "/";
      List<File> own = files.stream().filter(file -> file.path().startsWith(begin)).toList();
      long bytes = own.stream().mapToLong(File::bytes).sum();
      if (own.size() != table.files() || bytes < table.bytes()) {
        throw ErrorDetails.of(
                own.size() < table.files() || bytes < table.bytes()
                    ? ErrorCode.ARCHIVE_TRUNCATED
                    : ErrorCode.ARCHIVE_CORRUPT,
                "of table "
                    + table
                    + " there are "
                    + own.size()
                    + " files with "
                    + bytes
                    + " bytes in "
                    + place
                    + ", and "
                    + table.files()
                    + " with "
                    + table.bytes()
                    + " were written")
            .target(place.toString())
            .remedy("Take another backup.")
            .toException();
      }
    }
    return List.of(
        "the manifest is the one that was written, by its SHA-256",
        "each of the "
            + manifest.tables().size()
            + " tables has its files in the stage, "
            + manifest.files()
            + " in all, none smaller than was written");
  }

  static DatabaseException absent(String place) {
    return ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no backup at " + place)
        .target(place)
        .remedy("Look at the history for what there is; an unload without a manifest is none.")
        .toException();
  }
}

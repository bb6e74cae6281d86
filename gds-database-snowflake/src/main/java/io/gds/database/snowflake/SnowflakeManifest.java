package io.gds.database.snowflake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.connection.DatabaseType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an unload is: written last, so that where it is, all is there. Holds no secret.
 *
 * @param id the backup's id
 * @param account the account that it was made in
 * @param database the database
 * @param isTransient whether the database has no fail-safe
 * @param comment the database's comment
 * @param retention for how many days its history is kept
 * @param startedAt when it was begun, by the server's clock
 * @param finishedAt when its rows were written, by the server's clock
 * @param instant the past instant that it holds, where one was asked for
 * @param keepUntil until when retention leaves it alone, where that was said
 * @param origin the clone that was read, whose name stands in the definitions
 * @param format what the files are
 * @param definitions the definitions of all that is in it
 * @param tables its tables with their rows
 * @param sequences the next value of each sequence
 * @param grants the rights on the database
 * @param skipped what it does not hold, as sentences
 */
record SnowflakeManifest(
    String id,
    String account,
    String database,
    boolean isTransient,
    String comment,
    int retention,
    Instant startedAt,
    Instant finishedAt,
    Optional<Instant> instant,
    Optional<Instant> keepUntil,
    String origin,
    SnowflakeFileFormat format,
    String definitions,
    List<SnowflakeUnloadTable> tables,
    List<Sequence> sequences,
    SnowflakeGrants grants,
    List<String> skipped) {
  /**
   * Where a sequence stands.
   *
   * @param schema its schema
   * @param name its name
   * @param next the value that it gives next
   * @param interval from one value to the next
   */
  record Sequence(String schema, String name, String next, String interval) {}

  /** Keeps copies. */
  SnowflakeManifest {
    tables = List.copyOf(tables);
    sequences = List.copyOf(sequences);
    skipped = List.copyOf(skipped);
  }

  long rows() {
    return tables.stream().mapToLong(SnowflakeUnloadTable::rows).sum();
  }

  long bytes() {
    return tables.stream().mapToLong(SnowflakeUnloadTable::bytes).sum();
  }

  long files() {
    return tables.stream().mapToLong(SnowflakeUnloadTable::files).sum();
  }

  /** The same facts as the API tells them. */
  BackupInfo info(Location location, Instant now, List<String> checked) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("account", account);
    attributes.put("format", format.name());
    attributes.put("tables", String.valueOf(tables.size()));
    attributes.put("rows", String.valueOf(rows()));
    attributes.put("files", String.valueOf(files()));
    keepUntil.ifPresent(until -> attributes.put("keepUntil", until.toString()));
    if (!skipped.isEmpty()) {
      attributes.put("skipped", String.join("; ", skipped));
    }
    return new BackupInfo(
        id,
        database,
        DatabaseType.SNOWFLAKE,
        BackupType.LOGICAL,
        location,
        startedAt,
        finishedAt,
        instant,
        OptionalLong.of(bytes()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        keepUntil.filter(now::isBefore).isPresent(),
        Map.of(),
        checked,
        attributes);
  }
}

package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what lies in a collection, by the server: its full backups, and what was appended to them.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-backup">SHOW BACKUP</a>
 */
final class CockroachShelf {
  private static final Logger LOG = LoggerFactory.getLogger(CockroachShelf.class);
  private static final String SYSTEM = "system";

  /** How long a store may take to answer outside of a step. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final CockroachContext context;
  private final CockroachEncryption encryption;

  CockroachShelf(CockroachContext context, CockroachEncryption encryption) {
    this.context = context;
    this.encryption = encryption;
  }

  /** What reads outside of a step: stores may be slow, but not for ever. */
  Sql now() {
    return context.sql().timeout(PATIENCE);
  }

  /** The full backups of a collection, the newest first; just the one if the place names it. */
  List<CockroachCollection> chains(Sql sql, CockroachCollection place) {
    if (place.chain() != null) {
      return List.of(place);
    }
    CockroachStatement statement = CockroachBackupSql.showBackups(place);
    // Their names are their instants, so that this is by time.
    return statement
        .on(sql)
        .query(statement.sent(), row -> path(row, context.runner().engine()))
        .stream()
        .map(place::chain)
        .sorted(
            Comparator.comparing((CockroachCollection one) -> String.valueOf(one.chain()))
                .reversed())
        .toList();
  }

  private static String path(Row row, String engine) {
    if (row.has("path")) {
      return row.text("path");
    }
    throw ErrorDetails.of(
            ErrorCode.WRONG_STATE,
            "the server lists backups by ids instead of subdirectories, since the session variable"
                + " use_backups_with_ids is on")
        .platform(DatabaseType.COCKROACHDB.id())
        .engine(engine)
        .remedy("Switch it off for this user: ALTER ROLE … SET use_backups_with_ids = off.")
        .toException();
  }

  /** What the manifest of a backup tells beyond SHOW BACKUP. */
  private record Exact(
      boolean incremental,
      Instant end,
      int logical,
      Optional<Boolean> revisions,
      Optional<Instant> revisionsFrom,
      Optional<String> serverVersion) {
    CockroachLayer applied(CockroachLayer layer) {
      return new CockroachLayer(
          layer.incremental(),
          layer.start(),
          end,
          OptionalInt.of(logical),
          revisions,
          revisionsFrom,
          layer.fullCluster(),
          layer.databases(),
          layer.objects(),
          layer.logicalBytes(),
          layer.fileBytes(),
          layer.rows(),
          serverVersion);
    }
  }

  /**
   * Reads a full backup with those appended to it.
   *
   * @param checkFiles whether the server sees that every file is where it should be
   * @throws io.gds.database.error.NotFoundException if there is none
   * @throws io.gds.database.error.ArchiveException if files are missing, or it cannot be read
   */
  CockroachChain chain(Sql sql, CockroachCollection place, boolean checkFiles) {
    CockroachStatement statement =
        CockroachBackupSql.showLayers(
            place, String.valueOf(place.chain()), checkFiles, encryption.options());
    List<CockroachLayer> told;
    try {
      told = statement.on(sql).query(statement.sent(), CockroachShelf::layer);
    } catch (DatabaseException e) {
      throw explained(e, place);
    }
    List<Exact> exact = exact(sql, place);
    return new CockroachChain(
        place,
        told.stream()
            .map(layer -> of(layer, exact).map(known -> known.applied(layer)).orElse(layer))
            .sorted(
                Comparator.comparing(CockroachLayer::end)
                    .thenComparing(CockroachLayer::incremental))
            .toList());
  }

  private static CockroachLayer layer(Row row) {
    return new CockroachLayer(
        row.text("backup_type").equals("incremental"),
        row.optionalInstant("start_time"),
        row.instant("end_time"),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        row.optionalBool("is_full_cluster").orElse(false),
        row.texts("databases").stream().filter(name -> !name.equals(SYSTEM)).sorted().toList(),
        row.longValue("objects"),
        row.optionalLong("size_bytes").orElse(0),
        row.optionalLong("file_bytes"),
        row.optionalLong("row_count").orElse(0),
        Optional.empty());
  }

  private static Optional<Exact> of(CockroachLayer layer, List<Exact> all) {
    return all.stream()
        .filter(exact -> exact.incremental() == layer.incremental() && layer.endsAt(exact.end()))
        .findFirst();
  }

  /** Nothing but exactness depends on it, so that a newer form of manifests only costs that. */
  private List<Exact> exact(Sql sql, CockroachCollection place) {
    CockroachStatement statement =
        CockroachBackupSql.showManifests(
            place, String.valueOf(place.chain()), encryption.options());
    try {
      return statement.on(sql).query(statement.sent(), CockroachShelf::exact).stream()
          .flatMap(Optional::stream)
          .toList();
    } catch (DatabaseException e) {
      if (e.isTransient()
          || e.code() == ErrorCode.ENGINE_CLOSED
          || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      LOG.warn("The manifests of {} could not be read: {}", place, e.toString());
      return List.of();
    }
  }

  private static Optional<Exact> exact(Row row) {
    Optional<Instant> end = wall(row.optionalText("end_wall"));
    Optional<String> filter = row.optionalText("mvcc_filter");
    try {
      return end.map(
          at ->
              new Exact(
                  wall(row.optionalText("start_wall")).isPresent(),
                  at,
                  Integer.parseInt(row.optionalText("end_logical").orElse("0")),
                  filter
                      .filter(text -> text.equals("All") || text.equals("Latest"))
                      .map(text -> text.equals("All")),
                  wall(row.optionalText("revision_wall")),
                  row.optionalText("build_tag").filter(text -> !text.isBlank())));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> wall(Optional<String> nanos) {
    try {
      return nanos
          .map(Long::parseLong)
          .filter(wall -> wall != 0)
          .map(
              wall ->
                  Instant.ofEpochSecond(
                      Math.floorDiv(wall, 1_000_000_000L), Math.floorMod(wall, 1_000_000_000L)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The server has no code of its own for what it finds in a store. */
  private static DatabaseException explained(DatabaseException e, CockroachCollection place) {
    if (e.code() != ErrorCode.STATEMENT_FAILED && e.code() != ErrorCode.NOT_FOUND) {
      return e;
    }
    String words = String.valueOf(e.getMessage());
    String all = words.toLowerCase(Locale.ROOT);
    if (all.contains("missing from the backup") || all.contains("cannot be read from the backup")) {
      return refused(ErrorCode.ARCHIVE_CORRUPT, words, place, e)
          .remedy("Restore from another backup; the files were removed or cannot be read.")
          .toException();
    }
    if (all.contains("encrypt")) {
      return refused(ErrorCode.ARCHIVE_UNRECOGNIZED, words, place, e)
          .remedy("Give cockroachdb.kms or cockroachdb.encryption-passphrase as it was made with.")
          .toException();
    }
    return all.contains("does not exist")
            || all.contains("no such file")
            || all.contains("not found")
        ? refused(ErrorCode.NOT_FOUND, words, place, e)
            .remedy("See backupHistory of the collection for what is there.")
            .toException()
        : e;
  }

  private static ErrorDetails refused(
      ErrorCode code, String words, CockroachCollection place, DatabaseException cause) {
    return ErrorDetails.of(code, words)
        .platform(DatabaseType.COCKROACHDB.id())
        .target(place.toString())
        .cause(cause);
  }

  /** The newest full backup of a place, with those appended to it. */
  CockroachChain newest(Sql sql, CockroachCollection place) {
    return chain(sql, newestPlace(sql, place), false);
  }

  /** Where the newest full backup of a place lies. */
  CockroachCollection newestPlace(Sql sql, CockroachCollection place) {
    return chains(sql, place).stream()
        .findFirst()
        .orElseThrow(
            () ->
                ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no backup in " + place.shown())
                    .platform(DatabaseType.COCKROACHDB.id())
                    .target(place.shown())
                    .remedy("Make a FULL backup into it first, or name another collection.")
                    .toException());
  }

  /** What {@link #chain} sends. */
  String text(CockroachCollection place, String chain, boolean checkFiles) {
    return CockroachBackupSql.showLayers(place, chain, checkFiles, encryption.options()).text()
        + ";\n"
        + CockroachBackupSql.showManifests(place, chain, encryption.options()).text();
  }

  /** What is known of each backup of a chain, the oldest first. */
  List<BackupInfo> infos(CockroachChain chain) {
    List<BackupInfo> infos = new ArrayList<>();
    for (CockroachLayer layer : chain.layers()) {
      List<String> of =
          layer.fullCluster() ? List.of(context.runner().engine()) : layer.databases();
      for (String database : of) {
        Optional<String> basedOn =
            chain
                .base(layer)
                .filter(base -> base.fullCluster() || base.holds(database))
                .map(base -> id(chain, base, database));
        infos.add(info(chain, layer, database, basedOn, layer.end(), layer.end(), Map.of()));
      }
    }
    return infos;
  }

  /**
   * The id of a backup: where it lies in its collection, and its instant; where several databases
   * were backed up together, which of them is meant.
   */
  static String id(CockroachChain chain, CockroachLayer layer, String database) {
    boolean several = !layer.fullCluster() && layer.databases().size() > 1;
    return chain.subdirectory() + "@" + layer.end() + (several ? "/" + database : "");
  }

  BackupInfo info(
      CockroachChain chain,
      CockroachLayer layer,
      String database,
      Optional<String> basedOn,
      Instant startedAt,
      Instant finishedAt,
      Map<String, String> more) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("collection", chain.place().shown());
    attributes.put("subdirectory", chain.subdirectory());
    attributes.put("fullCluster", Boolean.toString(layer.fullCluster()));
    attributes.put("databases", String.join(", ", layer.databases()));
    attributes.put("objects", Long.toString(layer.objects()));
    attributes.put("rows", Long.toString(layer.rows()));
    attributes.put("logicalBytes", Long.toString(layer.logicalBytes()));
    layer.revisions().ifPresent(yes -> attributes.put("revisionHistory", Boolean.toString(yes)));
    layer.revisionsFrom().ifPresent(from -> attributes.put("revisionsFrom", from.toString()));
    attributes.putAll(more);
    Map<String, String> positions = new LinkedHashMap<>();
    String exact = layer.exactEnd();
    if (exact != null) {
      positions.put("endTime", exact);
    }
    return new BackupInfo(
        id(chain, layer, database),
        database,
        DatabaseType.COCKROACHDB,
        layer.incremental() ? BackupType.INCREMENTAL : BackupType.FULL,
        chain.place().location(),
        startedAt,
        finishedAt,
        Optional.of(layer.end()),
        layer.fileBytes(),
        Optional.empty(),
        layer.serverVersion(),
        Optional.empty(),
        basedOn,
        false,
        positions,
        List.of(),
        attributes);
  }
}

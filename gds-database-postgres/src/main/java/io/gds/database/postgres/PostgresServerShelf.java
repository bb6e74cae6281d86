package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.error.DatabaseException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The base backups of a directory, by the server they are of. A server is known by its system
 * identifier, which it has from its making on and shares with its physical copies only: an address
 * may come to lead to another server, and a server is reached by several.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/functions-info.html">pg_control_system()</a>
 */
final class PostgresServerShelf {
  private static final String IDENTIFIER = "[1-9][0-9]{15,19}";

  private final PostgresContext context;
  private final PostgresCatalog catalog;

  PostgresServerShelf(PostgresContext context, PostgresCatalog catalog) {
    this.context = context;
    this.catalog = catalog;
  }

  /** Whether it is a base backup, whole or incremental. */
  static boolean isBase(BackupInfo backup) {
    return backup.backupType() == BackupType.FULL || backup.backupType() == BackupType.INCREMENTAL;
  }

  /** What the server of a base backup is known by; the name, where nothing better was kept. */
  static String origin(BackupInfo backup) {
    String system = backup.attributes().getOrDefault(PostgresServerFacts.SYSTEM, "");
    return system.isEmpty() ? backup.database() : system;
  }

  /** All base backups of a directory, the newest first. */
  List<BackupInfo> all(Location directory) {
    return catalog.backupHistory(BackupQuery.all().in(directory).limit(Integer.MAX_VALUE)).stream()
        .filter(PostgresServerShelf::isBase)
        .toList();
  }

  /** All base backups of the directory in which one lies. */
  List<BackupInfo> beside(Path archive) {
    return all(Location.local(PostgresServerTarget.above(archive)));
  }

  /** A backup with all that it builds on. */
  PostgresBaseChain chain(BackupInfo backup) {
    return PostgresBaseChain.of(
        backup,
        backup.backupType() == BackupType.INCREMENTAL
            ? beside(backup.location().path().toAbsolutePath().normalize())
            : List.of());
  }

  /**
   * The base backups of one server, the newest first.
   *
   * @param server the engine's name, which stands for the server that is there now; a system
   *     identifier; or the name of another engine, which stands for the server that had it last
   */
  List<BackupInfo> of(String server, Location directory) {
    return of(server, all(directory));
  }

  private List<BackupInfo> of(String server, List<BackupInfo> all) {
    Optional<String> known = server.matches(IDENTIFIER) ? Optional.of(server) : present(server);
    String origin =
        known.orElseGet(
            () ->
                all.stream()
                    .filter(backup -> backup.database().equals(server))
                    .findFirst()
                    .map(PostgresServerShelf::origin)
                    .orElse(server));
    return all.stream()
        .filter(
            backup ->
                origin(backup).equals(origin)
                    // Of what was made before, only the name was kept.
                    || (origin(backup).equals(server) && backup.database().equals(server)))
        .toList();
  }

  /**
   * A backup of a server, as one to be restored.
   *
   * @param base what it is reckoned with; empty if it cannot be restored
   * @param fault why it cannot be, as a sentence; empty if it can
   */
  record Candidate(BackupInfo backup, Optional<PostgresReach.Base> base, Optional<String> fault) {
    /** The instant it stands for, or else the one at which it was made. */
    Instant at() {
      return backup.consistentAt().orElse(backup.finishedAt());
    }

    /** Whether it may be what leads to an instant. */
    boolean isBefore(Instant instant) {
      return base.filter(known -> !known.isKnown()).isPresent() || !at().isAfter(instant);
    }
  }

  /**
   * The base backups of one server, the newest first, each with whether it can be restored as far
   * as manifests tell.
   */
  List<Candidate> candidates(String server, Location directory) {
    List<BackupInfo> all = all(directory);
    return of(server, all).stream().map(backup -> candidate(backup, all)).toList();
  }

  /**
   * Whether a backup can be restored as far as manifests tell.
   *
   * @param all all base backups of the directory in which it lies
   */
  static Candidate candidate(BackupInfo backup, List<BackupInfo> all) {
    Optional<String> hole = PostgresBaseChain.of(backup, all).fault();
    if (hole.isPresent()) {
      return new Candidate(backup, Optional.empty(), hole);
    }
    try {
      return new Candidate(backup, Optional.of(PostgresReach.Base.of(backup)), Optional.empty());
    } catch (DatabaseException e) {
      return new Candidate(backup, Optional.empty(), Optional.of(e.details().message()));
    }
  }

  /** The identifier of the server that is there now; nothing if it is not to be asked. */
  private Optional<String> present(String server) {
    if (!server.equals(context.runner().engine())) {
      return Optional.empty();
    }
    try {
      return context
          .sql()
          .first(
              "SELECT c.system_identifier::text AS r FROM pg_control_system() AS c",
              row -> row.text("r"));
    } catch (DatabaseException e) {
      // Who restores may have no server left; the name has to do then.
      return Optional.empty();
    }
  }
}

package io.gds.database.testkit.sqlserver;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Databases that are made of others within the server: snapshots, and clones without rows.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/databases/database-snapshots-sql-server">
 *     database snapshots</a>
 */
final class ModelClones {
  private final ModelServer server;

  /** Which databases are clones, by database_guid, and whether they were verified. */
  private final Map<UUID, Boolean> verified = new HashMap<>();

  ModelClones(ModelServer server) {
    this.server = server;
  }

  boolean isClone(String database) {
    return verified.containsKey(server.databases().log(database).guid());
  }

  boolean isVerified(String database) {
    return verified.getOrDefault(server.databases().log(database).guid(), false);
  }

  void isClone(String database, boolean wasVerified) {
    verified.put(server.databases().log(database).guid(), wasVerified);
  }

  /** The snapshots of a database. */
  long snapshots(String database) {
    return server
        .catalog()
        .first(
            Long.class,
            "SELECT COUNT(*) FROM sys.databases WHERE source_database_id = ?",
            server.databases().demand(database))
        .orElse(0L);
  }

  boolean isSnapshot(String database) {
    return server.databases().text(database, "source_database_id").isPresent();
  }

  boolean isSnapshotOf(String snapshot, String database) {
    return server
        .databases()
        .text(snapshot, "source_database_id")
        .filter(id -> id.equals(Integer.toString(server.databases().demand(database))))
        .isPresent();
  }

  /** Gives a database what another one's own views show, but files and filegroups. */
  void describe(String database, String source) {
    server.catalog().copyOwn(source, database);
  }
}

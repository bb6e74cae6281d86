package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CREATE DATABASE … AS SNAPSHOT OF, and RESTORE DATABASE … FROM DATABASE_SNAPSHOT.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/databases/create-a-database-snapshot-transact-sql">
 *     the vendor's page</a>
 */
final class SnapshotVerb implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return (statement.at("CREATE", "DATABASE") && statement.has("SNAPSHOT", "OF"))
        || (statement.at("RESTORE", "DATABASE") && statement.at(3, "FROM", "DATABASE_SNAPSHOT"));
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    if (statement.at("RESTORE")) {
      return revert(statement, session);
    }
    String name = statement.demand("CREATE", "DATABASE").name();
    statement.demand("ON");
    List<ModelFile> files = new ArrayList<>();
    do {
      files.add(ModelFile.read(statement, "PRIMARY"));
    } while (statement.take(","));
    String source = statement.demand("AS", "SNAPSHOT", "OF").name();
    statement.end();
    session.demand(
        "CREATE ANY DATABASE", 262, "CREATE DATABASE permission denied in database 'master'.");
    demandPossible(source, files, session);
    make(name, source, files, session.server(), session.login());
    return WireAnswer.done();
  }

  private static void demandPossible(String source, List<ModelFile> files, ModelSession session) {
    ModelServer server = session.server();
    server.databases().demand(source);
    if (server.databases().isSystem(source)) {
      throw new ModelError(
          1816, 16, "Database snapshot on the system database " + source + " is not allowed.");
    }
    if (server.clones().isSnapshot(source)) {
      throw new ModelError(
          1821, 16, "Cannot create a database snapshot on another database snapshot.");
    }
    if (!server.databases().isOpen(source)) {
      throw new ModelError(1822, 16, "The database must be online to have a database snapshot.");
    }
    if (!session.owns(source)) {
      throw new ModelError(
          1817,
          16,
          "Only the owner of database \""
              + source
              + "\" or the system administrator can create a database snapshot on it.");
    }
    List<String> named = files.stream().map(ModelFile::name).toList();
    List<String> rows =
        server
            .catalog()
            .all(
                String.class,
                "SELECT name FROM sys.master_files WHERE database_id = ? AND type = 0"
                    + " ORDER BY file_id",
                server.databases().demand(source));
    for (String row : rows) {
      if (!named.contains(row)) {
        throw new ModelError(
            5127,
            16,
            "All files must be specified for database snapshot creation. Missing the file \""
                + row
                + "\".");
      }
    }
    if (named.size() > rows.size()) {
      throw new AssertionError("a snapshot of " + source + " names " + rows + ", not " + named);
    }
  }

  private static void make(
      String name, String source, List<ModelFile> files, ModelServer server, String owner) {
    ModelDatabases databases = server.databases();
    databases.create(
        name, owner, databases.text(source, "collation_name").orElse(ModelDatabases.COLLATION));
    databases.set(name, "source_database_id", databases.demand(source));
    databases.set(name, "is_read_only", true);
    databases.choose(
        name, "recovery_model", databases.text(source, "recovery_model_desc").orElse("FULL"));
    server.files().sparse(name, files);
    server.clones().describe(name, source);
    databases.log(name).begunWith(databases.log(source), server.clock().instant());
    databases.show(name);
  }

  private static WireAnswer revert(TsqlReader statement, ModelSession session) {
    String name = statement.demand("RESTORE", "DATABASE").name();
    String snapshot = statement.demand("FROM", "DATABASE_SNAPSHOT", "=").text();
    statement.end();
    ModelServer server = session.server();
    try {
      server.databases().demand(name);
      if (!session.owns(name) && !session.may("CREATE ANY DATABASE")) {
        throw new ModelError(
            3110, 14, "User does not have permission to RESTORE database '" + name + "'.");
      }
      server.sessions().demandUnused(name, session, 3101);
      if (server.databases().number(snapshot).isEmpty()
          || !server.clones().isSnapshotOf(snapshot, name)
          || server.clones().snapshots(name) != 1) {
        throw new ModelError(
            3137,
            16,
            "Database cannot be reverted. Either the primary or the snapshot names are improperly"
                + " specified, all other snapshots have not been dropped, or there are missing"
                + " files.");
      }
      server.sessions().demandUnused(snapshot, session, 3101);
    } catch (ModelError e) {
      return e.answer()
          .then(new ModelError(3013, 16, "RESTORE DATABASE is terminating abnormally.").answer());
    }
    Instant now = server.clock().instant();
    server.databases().log(name).revertedTo(server.databases().log(snapshot), now);
    server.databases().show(name);
    remember(name, session);
    return WireAnswer.done();
  }

  /** In the history of restores its type is R. */
  private static void remember(String name, ModelSession session) {
    ModelServer server = session.server();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put(
        "restore_history_id",
        1
            + server
                .catalog()
                .first(
                    Integer.class,
                    "SELECT MAX(restore_history_id) FROM \"msdb.dbo\".restorehistory")
                .orElse(0));
    row.put("restore_date", server.now());
    row.put("destination_database_name", name);
    row.put("user_name", session.login());
    row.put("restore_type", "R");
    row.put("recovery", true);
    server.catalog().insertKnown("msdb.dbo", "restorehistory", row);
  }
}

package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * DBCC CLONEDATABASE. What would carry values of the data is demanded to be left out.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/database-console-commands/dbcc-clonedatabase-transact-sql">
 *     the vendor's page</a>
 */
final class CloneDatabaseVerb implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("DBCC", "CLONEDATABASE");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    String source = statement.demand("DBCC", "CLONEDATABASE", "(").name();
    String target = statement.demand(",").name();
    statement.demand(")", "WITH");
    Set<String> options = new HashSet<>();
    do {
      options.add(statement.word().toUpperCase(Locale.ROOT));
    } while (statement.take(","));
    statement.end();
    if (!options.containsAll(Set.of("NO_STATISTICS", "NO_QUERYSTORE"))) {
      throw new AssertionError("the model clones no statistics and no Query Store");
    }
    ModelServer server = session.server();
    if (!session.hasRole("sysadmin")) {
      throw new ModelError(
          2571,
          14,
          "User '" + session.login() + "' does not have permission to run DBCC clonedatabase.");
    }
    server.databases().demand(source);
    if (server.databases().isSystem(source)) {
      throw new AssertionError("a clone of a system database");
    }
    if (!server.databases().isOpen(source)) {
      throw new ModelError(
          942, 14, "Database '" + source + "' cannot be opened because it is offline.");
    }
    clone(source, target, options.contains("VERIFY_CLONEDB"), server, session.login());
    return WireAnswer.notice(
            "0",
            "Database cloning for '"
                + source
                + "' has finished. Cloned database is '"
                + target
                + "'.")
        .then(WireAnswer.done());
  }

  /** Its files are called like the source's, with a number behind, and as large as a new one's. */
  private static void clone(
      String source, String target, boolean verified, ModelServer server, String owner) {
    ModelDatabases databases = server.databases();
    databases.create(
        target, owner, databases.text(source, "collation_name").orElse(ModelDatabases.COLLATION));
    int number = databases.demand(target);
    List<ModelFile> files = new ArrayList<>();
    for (ModelFile file : server.files().described(source)) {
      int dot = file.path().lastIndexOf('.');
      files.add(
          new ModelFile(
              file.name(),
              file.path().substring(0, dot) + "_" + number + file.path().substring(dot),
              1024,
              -1,
              8192,
              false,
              file.filegroup()));
    }
    server.files().create(target, files);
    server.clones().describe(target, source);
    databases.choose(
        target, "recovery_model", databases.text(source, "recovery_model_desc").orElse("FULL"));
    databases.set(target, "is_read_only", true);
    server.clones().isClone(target, verified);
    databases.show(target);
  }
}

package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * CREATE DATABASE.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/create-database-transact-sql">the
 *     vendor's page</a>
 */
final class CreateDatabase implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("CREATE", "DATABASE");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    String name = statement.demand("CREATE", "DATABASE").name();
    String containment = "NONE";
    String collation = ModelDatabases.COLLATION;
    List<ModelFile> files = new ArrayList<>();
    if (statement.take("CONTAINMENT")) {
      containment = statement.demand("=").one("NONE", "PARTIAL");
    }
    if (statement.take("ON")) {
      statement.take("PRIMARY");
      readFiles(statement, files);
    }
    if (statement.take("LOG", "ON")) {
      do {
        files.add(ModelFile.read(statement, ""));
      } while (statement.take(","));
    }
    if (statement.take("COLLATE")) {
      collation = statement.name();
    }
    statement.end();
    session.demand(
        "CREATE ANY DATABASE", 262, "CREATE DATABASE permission denied in database 'master'.");
    ModelDatabases databases = session.server().databases();
    databases.create(name, session.login(), collation);
    databases.choose(name, "containment", containment);
    session.server().files().create(name, files);
    return WireAnswer.done();
  }

  private static void readFiles(TsqlReader statement, List<ModelFile> files) {
    String group = "PRIMARY";
    do {
      if (statement.take("FILEGROUP")) {
        group = statement.name();
      }
      files.add(ModelFile.read(statement, group));
    } while (statement.take(","));
  }
}

package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks the same of all databases that this login may look into, snapshots excepted: in one
 * statement for many of them. Texts of different databases are told under one collation.
 */
final class MssqlOpenDatabases {
  private final MssqlContext context;
  private final int chunk;

  /**
   * Of one engine.
   *
   * @param chunk how many databases one statement asks
   */
  MssqlOpenDatabases(MssqlContext context, int chunk) {
    this.context = context;
    this.chunk = chunk;
  }

  List<String> names() {
    return context
        .sql()
        .query(
            "SELECT d.name FROM sys.databases d WHERE d.state = 0 AND d.source_database_id IS NULL"
                + " AND HAS_DBACCESS(d.name) = 1 ORDER BY d.database_id",
            row -> row.text("name"));
  }

  /**
   * Hands over the rows.
   *
   * @param select the question to one database
   * @param binds what is bound in each question
   */
  void ask(
      List<String> databases,
      Function<String, String> select,
      List<Object> binds,
      Consumer<Row> consumer) {
    Sql sql = context.sql();
    for (int i = 0; i < databases.size(); i += chunk) {
      List<String> some = databases.subList(i, Math.min(databases.size(), i + chunk));
      List<Object> all = new ArrayList<>();
      some.forEach(each -> all.addAll(binds));
      sql.forEach(
          some.stream().map(select).collect(Collectors.joining(" UNION ALL ")),
          consumer,
          all.toArray());
    }
  }

  /** A column of texts under the collation of the database that the session is in. */
  static String text(String column) {
    return column + " COLLATE DATABASE_DEFAULT";
  }
}

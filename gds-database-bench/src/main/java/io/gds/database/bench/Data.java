package io.gds.database.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes the databases that are measured on. */
final class Data {
  private static final int ROW = 1_000;

  private Data() {}

  /** A database of two pages. */
  static Path small(Path directory) throws SQLException {
    return of(directory.resolve("template.db"), 1, "delete");
  }

  /** A database of about so many megabytes, of rows of random bytes with an index. */
  static Path of(Path file, int megabytes, String journalMode) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("pragma synchronous = off");
      statement.execute("pragma journal_mode = " + journalMode);
      statement.execute("create table load (id integer primary key, k text, body blob)");
      statement.execute("create index load_k on load (k)");
      connection.setAutoCommit(false);
      int rows = megabytes * 1_000;
      for (int done = 0; done < rows; done += 50_000) {
        statement.execute(
            """
            insert into load (k, body)
            with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)
            select hex(randomblob(8)), randomblob(%d) from n
            """
                .formatted(Math.min(50_000, rows - done), ROW));
        connection.commit();
      }
    }
    return file;
  }
}

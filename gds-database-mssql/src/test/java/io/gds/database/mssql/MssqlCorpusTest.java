package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.jdbc.Sql;
import io.gds.database.testkit.sqlserver.SqlServerModel;
import io.gds.database.testkit.wire.SqlServerPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The golden statements as a whole: files of one statement a line, each under the vendor's page
 * that it is made by, which a parser that is not ours understands: the model's. {@link MssqlCorpus}
 * sees to it that whatever else the tests send has its form there.
 */
class MssqlCorpusTest {
  private static final Pattern PAGE =
      Pattern.compile("-- https://learn\\.microsoft\\.com/[a-z0-9/.-]+");

  /** The number by which the peer answers what nobody knows. */
  private static final int UNKNOWN = 50_000;

  /** What the model does not play; each is a form of its own that the file's own test holds. */
  private static final Pattern NOT_PLAYED =
      Pattern.compile(".*( PAGE = '| FILEGROUP = N').*", Pattern.DOTALL);

  /** Each statement with the page above it; empty where there is none. */
  private static Map<String, String> statements(Path file) throws IOException {
    Map<String, String> statements = new LinkedHashMap<>();
    String page = "";
    for (String line : Files.readAllLines(file)) {
      if (PAGE.matcher(line).matches()) {
        page = line;
      } else if (!line.startsWith("--") && !line.isBlank()) {
        assertThat(statements.put(line, page)).as("a statement that stands twice").isNull();
      }
    }
    return statements;
  }

  @Test
  void everyStatementStandsOnceUnderItsPage() throws Exception {
    List<String> all = new ArrayList<>();
    for (Path file : MssqlCorpus.files()) {
      Map<String, String> statements = statements(file);
      assertThat(statements).as("%s", file).isNotEmpty();
      assertThat(statements.values()).as("pages in %s", file).doesNotContain("");
      all.addAll(statements.keySet());
    }
    assertThat(all).hasSizeGreaterThan(30);
    assertThat(all).noneMatch(sql -> sql.endsWith(";") || !sql.equals(sql.strip()));
  }

  @Test
  void whatIsSentWithoutAFormInTheFilesFailsItsTest() {
    String known = "SELECT p.is_disabled FROM sys.server_principals p WHERE p.name = ?";
    String unknown = "SELECT d.name FROM sys.databases d WHERE d.is_encrypted = 1 AND d.name <> ?";
    MssqlScene scene = new MssqlScene();
    Sql sql = ((DefaultMssqlEngine) scene.engine).context().sql();
    assertThat(sql.query(known, row -> row.bool("is_disabled"), "o'x")).isEmpty();
    assertThat(sql.query(unknown, row -> row.text("name"), "shop")).isEmpty();

    assertThatThrownBy(scene::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(unknown)
        .hasMessageNotContaining(known);
  }

  @Test
  void whatTheModelDoesNotKnowFailsItsTestThroughThePoolToo() {
    String unknown = "ALTER DATABASE [shop] SET GEARS = 7";
    MssqlScene scene = new MssqlScene();
    scene.create("shop");
    Sql sql = ((DefaultMssqlEngine) scene.engine).context().sql();
    assertThatThrownBy(() -> sql.execute(unknown)).hasMessageContaining("GEARS");

    assertThatThrownBy(scene::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(unknown);
  }

  @Test
  void theModelUnderstandsEveryStatement() throws Exception {
    List<String> all = new ArrayList<>();
    for (Path file : MssqlCorpus.files()) {
      all.addAll(statements(file).keySet());
    }
    Predicate<String> ends = sql -> sql.startsWith("SHUTDOWN");
    List<String> unknown = unknown(all.stream().filter(ends.negate()).toList());
    for (String last : all.stream().filter(ends).toList()) {
      unknown.addAll(unknown(List.of(last)));
    }
    assertThat(unknown).isEmpty();
  }

  /** Which of these the model does not know. */
  private static List<String> unknown(List<String> statements) throws SQLException {
    List<String> unknown = new ArrayList<>();
    try (SqlServerModel model = SqlServerModel.builder().build();
        SqlServerPeer peer = model.serve(SqlServerPeer.builder())) {
      Connection connection = connected(peer);
      for (String sql : statements) {
        connection = connection.isClosed() ? connected(peer) : connection;
        try {
          ensure(connection);
          run(connection, sql);
        } catch (SQLException e) {
          if (e.getErrorCode() == UNKNOWN && !NOT_PLAYED.matcher(sql).matches()) {
            unknown.add(e.getMessage());
          }
        }
      }
      connection.close();
      peer.script().reset();
    }
    return unknown;
  }

  private static Connection connected(SqlServerPeer peer) throws SQLException {
    return DriverManager.getConnection(peer.jdbcUrl("master"), "sa", "");
  }

  /** What is refused by its number is understood; it only does not fit how things are. */
  private static void run(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      String bare = sql.replaceAll("N?'[^']*'", "");
      int n = 0;
      for (int at = bare.indexOf('?'); at >= 0; at = bare.indexOf('?', at + 1)) {
        n++;
        if (bare.startsWith("FETCH NEXT ", at - "FETCH NEXT ".length())) {
          statement.setInt(n, 1);
        } else {
          // Nothing, which can be compared with everything.
          statement.setNull(n, Types.NVARCHAR);
        }
      }
      boolean rows = statement.execute();
      while (rows || statement.getUpdateCount() >= 0) {
        rows = statement.getMoreResults();
      }
    }
  }

  /** The database and the second set on the media that the statements speak of. */
  private static void ensure(Connection connection) {
    for (String sql :
        List.of(
            "CREATE DATABASE [Sales]]1]",
            "BACKUP DATABASE [Sales]]1] TO DISK = N'/b/1.bak', DISK = N'/b/2.bak'",
            "BACKUP DATABASE [Sales]]1] TO DISK = N'/b/1.bak', DISK = N'/b/2.bak'")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        // After some statements neither can be made; what follows is understood all the same.
      }
    }
  }
}

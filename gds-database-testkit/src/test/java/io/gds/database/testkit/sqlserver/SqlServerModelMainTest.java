package io.gds.database.testkit.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlServerModelMainTest {
  @TempDir private Path directory;

  private static List<String> list(SqlServerModelMain running, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                running.peer().jdbcUrl("master") + ";trustServerCertificate=true",
                "sa",
                running.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  @Test
  void theSamplesHaveAHistoryThatLeadsUpToNow() throws SQLException {
    try (SqlServerModelMain running = SqlServerModelMain.start("--port", "0")) {
      assertThat(running.url("sa"))
          .isEqualTo(
              "sqlserver://sa@127.0.0.1:" + running.peer().port() + "/master?sslmode=disable");
      assertThat(
              list(
                  running,
                  "SELECT b.name FROM msdb.dbo.backupset b WHERE b.database_name = N'shop'"
                      + " ORDER BY b.backup_start_date"))
          .containsExactly(
              "shop-full",
              "shop-log-4",
              "shop-log-8",
              "shop-log-12",
              "shop-diff",
              "shop-log-16",
              "shop-log-20",
              "shop-log-24");
      assertThat(running.model().rows("shop")).hasSize(26);
      assertThat(running.model().rows("staging")).isEmpty();
    }
  }

  @Test
  void itIsWhatTheArgumentsSay() throws Exception {
    Path file = directory.resolve("own cert.pem");
    try (SqlServerModelMain running =
        SqlServerModelMain.start(
            "--port",
            "0",
            "--release",
            "2016",
            "--edition",
            "express",
            "--name",
            "OLD\\ONE",
            "--zone",
            "Asia/Kolkata",
            "--tls",
            file.toString(),
            "--empty")) {
      assertThat(list(running, "SELECT d.name FROM sys.databases d")).doesNotContain("shop");
      assertThat(list(running, "SELECT CAST(SERVERPROPERTY('Edition') AS nvarchar(128))"))
          .containsExactly("Express Edition (64-bit)");
      assertThat(list(running, "SELECT @@SERVERNAME")).containsExactly("OLD\\ONE");
      assertThat(Files.readString(file)).startsWith("-----BEGIN CERTIFICATE-----");
      assertThat(running.url("clerk"))
          .startsWith("sqlserver://clerk@")
          .endsWith("/own%20cert.pem")
          .contains("?sslrootcert=/");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--colour blue, --colour is no option",
    "--port, --port is no option or has no value",
    "--port 65536, --port is a number from 0 to 65535",
    "--release 2014, '--release is 2016, 2017, 2019, 2022 or 2025'",
    "--edition huge, --edition has no huge",
    "--replicas 0, --replicas is a number from 1 to 9",
    "--replicas 2 --empty, leave --empty out",
    "--zone Moon, '--zone: '"
  })
  void whatMeansNothingIsRefused(String typed, String why) {
    assertThatThrownBy(() -> SqlServerModelMain.start(typed.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void severalAreTheReplicasOfAGroup() throws SQLException {
    try (SqlServerModelMain running = SqlServerModelMain.start("--port", "0", "--replicas", "3")) {
      assertThat(running.urls("sa")).containsOnlyKeys("SQL1", "SQL2", "SQL3");
      assertThat(
              list(
                  running,
                  "SELECT r.replica_server_name FROM sys.availability_replicas r"
                      + " ORDER BY r.replica_server_name"))
          .containsExactly("SQL1", "SQL2", "SQL3");
    }
  }

  @Test
  void aPortThatIsTakenIsToldAsSuch() {
    try (SqlServerModelMain first = SqlServerModelMain.start("--port", "0", "--empty")) {
      String port = String.valueOf(first.peer().port());
      assertThatThrownBy(() -> SqlServerModelMain.start("--port", port, "--empty"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot listen");
    }
  }

  @Test
  void theHelpNamesEveryEdition() {
    assertThat(ModelArguments.USAGE)
        .contains("--release", "managed-instance", "enterprise, developer, standard");
  }
}

package io.gds.database.mssql;

import io.gds.database.Database;
import io.gds.database.backup.Location;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.operation.Options;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.testkit.contract.Declaration;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.server.SqlServerTestServer;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A real server, of which the same is demanded as of the model. */
final class MssqlServerTestEngine implements TestEngine {
  private static final String NAMES = "SELECT name FROM sys.databases ORDER BY name";

  private final SqlServerTestServer server;
  private final MssqlTestEngine model = new MssqlTestEngine(SqlServerRelease.SQL_SERVER_2022);
  private final List<String> before;

  MssqlServerTestEngine(SqlServerTestServer server) {
    this.server = server;
    before = column(NAMES);
  }

  private List<String> column(String sql) {
    return column("master", sql);
  }

  private List<String> column(String database, String sql) {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(String.valueOf(rows.getString(1)));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public DatabaseProvider provider() {
    return new MssqlProvider();
  }

  @Override
  public ConnectionInfo connection() {
    char[] password = server.password().orElse("").toCharArray();
    return withPassword(server.superuser(), SecretRef.inline(password)).orElseThrow();
  }

  @Override
  public Optional<ConnectionInfo> withPassword(String username, SecretRef password) {
    return Optional.of(
        MssqlUrlGrammar.parse(server.url("master")).orElseThrow().toBuilder()
            .credentials(Credentials.password(username, password))
            .build());
  }

  @Override
  public Declaration declaration() {
    return model.declaration();
  }

  @Override
  public <O extends Options> Optional<O> sample(Class<O> type, Database database) {
    return model.sample(type, database);
  }

  @Override
  public Optional<SetConfigurationOptions> harmlessChange(Database database) {
    return model.harmlessChange(database);
  }

  @Override
  public void fill(Database database, long seed) {
    try (Connection connection = server.connect(database.name());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "IF OBJECT_ID(N'dbo.gds_rows') IS NULL"
              + " CREATE TABLE dbo.gds_rows (n int IDENTITY PRIMARY KEY, v nvarchar(100))");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO dbo.gds_rows (v) VALUES (?)")) {
        for (long n = 0; n < 10; n++) {
          insert.setString(1, seed + "/" + (seed * 31 + n));
          insert.execute();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String contentHash(Database database) {
    boolean filled =
        server.valueIn(database.name(), "SELECT OBJECT_ID(N'dbo.gds_rows')").isPresent();
    return filled
        ? column(database.name(), "SELECT v FROM dbo.gds_rows ORDER BY n").toString()
        : "";
  }

  @Override
  public String fingerprint() {
    return column(
                "SELECT CONCAT(name, ' ', state_desc, ' ', user_access_desc, ' ', is_read_only, ' ',"
                    + " recovery_model_desc, ' ', compatibility_level, ' ', SUSER_SNAME(owner_sid))"
                    + " FROM sys.databases ORDER BY name")
            .toString()
        + column("SELECT name FROM sys.server_principals ORDER BY name")
        + column("SELECT CONCAT(name, '=', CAST(value AS nvarchar(99))) FROM sys.configurations")
        + column("SELECT CAST(backup_set_uuid AS nvarchar(36)) FROM msdb.dbo.backupset");
  }

  @Override
  public Location backupPlace() {
    return Location.server(directory() + "/gds-" + UUID.randomUUID() + ".bak");
  }

  @Override
  public Location backupDirectory() {
    return Location.server(directory());
  }

  private String directory() {
    return server
        .valueIn(
            "master",
            "SELECT COALESCE(CAST(SERVERPROPERTY('InstanceDefaultBackupPath') AS nvarchar(260)),"
                + " CAST(SERVERPROPERTY('InstanceDefaultDataPath') AS nvarchar(260)))")
        .orElseThrow()
        .replaceFirst("[/\\\\]$", "");
  }

  @Override
  public Optional<AutoCloseable> occupy(Database database) {
    return Optional.of(server.connect(database.name()));
  }

  /** Drops what was made; backups stay where the server wrote them. */
  @Override
  public void close() {
    model.close();
    for (String name : column(NAMES)) {
      if (!before.contains(name)) {
        String quoted = "[" + name.replace("]", "]]") + "]";
        server.execute(
            "IF DATABASEPROPERTYEX(N'"
                + name.replace("'", "''")
                + "', 'Status') = N'ONLINE' ALTER DATABASE "
                + quoted
                + " SET SINGLE_USER WITH ROLLBACK IMMEDIATE",
            "DROP DATABASE " + quoted);
      }
    }
  }
}

package io.gds.database.testkit.server;

import io.gds.database.connection.RedactedUrl;
import io.gds.database.testkit.server.TestServers.Unavailable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A SQL Server, wherever it runs, asked by {@code com.microsoft.sqlserver:mssql-jdbc}.
 *
 * @param version such as {@code 16.0.4135.4}
 * @param parameters of the driver's, as they stand in a URL
 * @param end what ends it; nothing where it is not ours
 */
record SqlServerNode(
    String host,
    int port,
    String superuser,
    @Nullable String password,
    String version,
    String parameters,
    Runnable end)
    implements Node {
  static final String PREFIX = "jdbc:sqlserver:";
  static final String DATABASE = "master";

  private static final int PORT = 1433;
  private static final Set<String> SCHEMES = Set.of("sqlserver", "mssql");

  /**
   * The server at {@code sqlserver://user:password@host:port/?encrypt=…}, once it has answered.
   *
   * @param major of its version; 0 for any
   */
  static SqlServerNode at(String url, int major) throws SQLException {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new Unavailable("not a URL: " + RedactedUrl.of(url));
    }
    if (uri.getHost() == null || uri.getScheme() == null || !SCHEMES.contains(uri.getScheme())) {
      throw new Unavailable(
          "not of the form sqlserver://user:password@host:port: " + RedactedUrl.of(url));
    }
    String[] login = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
    SqlServerNode unasked =
        new SqlServerNode(
            uri.getHost(),
            uri.getPort() < 0 ? PORT : uri.getPort(),
            login.length > 0 ? login[0] : "sa",
            login.length > 1 ? login[1] : null,
            "",
            uri.getRawQuery() == null ? "" : uri.getRawQuery(),
            () -> {});
    demandDriver();
    SqlServerNode node = unasked.asked();
    if (major != 0 && !node.version.startsWith(major + ".")) {
      throw new Unavailable("names a server of version " + node.version);
    }
    return node;
  }

  /**
   * Looks for the driver.
   *
   * @throws Unavailable if there is none
   */
  static void demandDriver() {
    boolean there =
        Collections.list(DriverManager.getDrivers()).stream()
            .anyMatch(driver -> driver.getClass().getName().startsWith("com.microsoft.sqlserver."));
    if (!there) {
      throw new Unavailable("no com.microsoft.sqlserver:mssql-jdbc on the class path");
    }
  }

  /**
   * The same, with the version it says it has.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/t-sql/functions/serverproperty-transact-sql">SERVERPROPERTY</a>
   */
  SqlServerNode asked() throws SQLException {
    String number =
        value(DATABASE, "SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128))")
            .orElseThrow(() -> new Unavailable("not a SQL Server"));
    return new SqlServerNode(host, port, superuser, password, number, parameters, end);
  }

  String jdbcUrl(String database) {
    return PREFIX
        + "//"
        + host
        + ":"
        + port
        + ";databaseName={"
        + database.replace("}", "}}")
        + "}"
        + (parameters.isEmpty() ? "" : ";" + parameters.replace('&', ';'));
  }

  Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", superuser);
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("loginTimeout", "10");
    properties.setProperty("applicationName", "gds-testkit");
    return DriverManager.getConnection(jdbcUrl(database), properties);
  }

  void execute(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of the first row, as text; empty if there is no row, or no value in it. */
  Optional<String> value(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    }
  }

  @Override
  public String description() {
    return "SQL Server " + version + " at " + host + ":" + port;
  }

  @Override
  public Optional<Path> dataDirectory() {
    return Optional.empty();
  }

  @Override
  public Optional<Path> logFile() {
    return Optional.empty();
  }

  @Override
  public void close() {
    LiveNodes.remove(this);
    end.run();
  }

  /** Without the password. */
  @Override
  public String toString() {
    return description();
  }
}

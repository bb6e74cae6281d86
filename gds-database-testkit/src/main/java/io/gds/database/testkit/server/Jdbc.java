package io.gds.database.testkit.server;

import io.gds.database.testkit.server.TestServers.Unavailable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Optional;
import java.util.Properties;

/** Plain JDBC to a server, a connection a call. */
record Jdbc(Node node) {
  static final String PREFIX = "jdbc:postgresql:";

  String url(String database) {
    return PREFIX
        + "//"
        + node.host()
        + ":"
        + node.port()
        + "/"
        + encoded(database)
        + (node.parameters().isEmpty() ? "" : "?" + node.parameters());
  }

  static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Looks for the driver.
   *
   * @throws Unavailable if there is none
   */
  static void demandDriver() {
    if (Collections.list(DriverManager.getDrivers()).stream().noneMatch(Jdbc::isPostgres)) {
      throw new Unavailable("no org.postgresql:postgresql on the class path");
    }
  }

  Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", node.superuser());
    String password = node.password();
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("ApplicationName", "gds-testkit");
    return DriverManager.getConnection(url(database), properties);
  }

  private static boolean isPostgres(Driver driver) {
    try {
      return driver.acceptsURL(PREFIX + "//localhost/postgres");
    } catch (SQLException e) {
      return false;
    }
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
    try (Connection connection = connect(database)) {
      return value(connection, sql);
    }
  }

  static Optional<String> value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    }
  }
}

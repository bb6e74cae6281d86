package io.gds.database.snowflake;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's driver, given a private key as this library's secrets are: as text in PEM form, with
 * the passphrase beside it. While it logs in it says nothing to its log. Thread-safe.
 */
final class SnowflakeDriver implements Driver {
  private static final String ENCRYPTED = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

  private final Driver driver = new net.snowflake.client.api.driver.SnowflakeDriver();
  private final UnaryOperator<Connection> wrapping;

  /**
   * The driver.
   *
   * @param wrapping what becomes of each connection that it opens
   */
  SnowflakeDriver(UnaryOperator<Connection> wrapping) {
    this.wrapping = wrapping;
    SnowflakeDriverLogs.cap();
  }

  @Override
  public @Nullable Connection connect(String url, Properties info) throws SQLException {
    Properties given = new Properties();
    given.putAll(info);
    key(given);
    try {
      // A checked exception is carried through what may throw none.
      Object opened = SnowflakeDriverLogs.silently(() -> open(url, given));
      if (opened instanceof SQLException e) {
        throw e;
      }
      return wrapping.apply((Connection) opened);
    } finally {
      given.clear();
    }
  }

  private Object open(String url, Properties given) {
    try {
      return Optional.ofNullable(driver.connect(url, given))
          .<Object>map(connection -> connection)
          .orElseGet(() -> new SQLException("the driver does not know its own URL"));
    } catch (SQLException e) {
      return e;
    }
  }

  private static void key(Properties given) {
    Object key = given.remove(SnowflakeLogIns.KEY);
    Object passphrase = given.remove(SnowflakeLogIns.PASSPHRASE);
    if (key == null) {
      return;
    }
    String pem = key.toString();
    boolean encrypted = pem.contains(ENCRYPTED);
    if (!pem.contains("PRIVATE KEY-----")) {
      throw refused("the private key is not in PEM form", "Give a key in PKCS#8 form, as PEM.");
    }
    if (encrypted && passphrase == null) {
      throw refused(
          "the private key is encrypted, and no passphrase was given",
          "Give the passphrase by the credentials, or a key without one that only you may read.");
    }
    if (!encrypted && passphrase != null) {
      throw refused(
          "a passphrase was given for a private key that is not encrypted",
          "Leave it out, or check that this is the key that is meant.");
    }
    byte[] bytes = pem.getBytes(StandardCharsets.UTF_8);
    given.put("private_key_base64", Base64.getEncoder().encodeToString(bytes));
    if (passphrase != null) {
      given.put("private_key_pwd", passphrase);
    }
  }

  private static DatabaseException refused(String why, String remedy) {
    return ErrorDetails.of(ErrorCode.AUTHENTICATION_FAILED, why)
        .platform(DatabaseType.SNOWFLAKE.id())
        .target("credentials")
        .remedy(remedy)
        .toException();
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    return driver.acceptsURL(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
    return driver.getPropertyInfo(url, info);
  }

  @Override
  public int getMajorVersion() {
    return driver.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return driver.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return driver.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("net.snowflake");
  }
}

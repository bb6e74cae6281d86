package io.gds.database.sqlite;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads {@code sqlite:} URLs, and writes the driver's. What a caller writes is only ever a path:
 * the driver's URL is built here, so that no parameter of it (loading of extensions, resources
 * fetched from elsewhere) comes from outside.
 */
final class SqliteUrls {
  private static final List<String> SCHEMES = List.of("jdbc:sqlite:", "sqlite:");

  private SqliteUrls() {}

  /** The connection a URL describes; empty if it is of another platform. */
  static Optional<ConnectionInfo> parse(String url) {
    for (String scheme : SCHEMES) {
      if (url.regionMatches(true, 0, scheme, 0, scheme.length())) {
        String path = url.substring(scheme.length());
        return Optional.of(ConnectionInfo.builder(DatabaseType.SQLITE).path(path(path)).build());
      }
    }
    return Optional.empty();
  }

  private static Path path(String text) {
    String path = text;
    if (path.startsWith("//")) {
      path = path.substring(2);
      if (!path.startsWith("/")) {
        throw refused("SQLite has no hosts: write sqlite:/directory or sqlite:///directory");
      }
    }
    if (path.isBlank()) {
      throw refused("the path of a directory or database file is missing");
    }
    if (path.indexOf('?') >= 0) {
      throw refused("no parameters are taken: what follows ? is the driver's, and could run code");
    }
    String lower = path.toLowerCase(Locale.ROOT);
    if (lower.startsWith(":memory:")) {
      throw refused(
          "a database in memory ends with its connection, so there is none to administer");
    }
    if (lower.startsWith(":") || lower.matches("[a-z][a-z0-9+.-]+:.*")) {
      throw refused("only a path is taken, no file:, http: or :resource: address");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw refused("this is not a path: " + e.getReason());
    }
  }

  private static RuntimeException refused(String why) {
    return ErrorDetails.of(ErrorCode.INVALID_CONNECTION, why)
        .platform(DatabaseType.SQLITE.id())
        .target("url")
        .remedy("Write sqlite:/path/of/directory or sqlite:/path/of/file.db.")
        .toException();
  }

  /** Refuses settings that mean nothing here, all at once. */
  static void check(ConnectionInfo info) {
    List<OptionFault> faults = new ArrayList<>();
    if (!info.hosts().isEmpty()) {
      faults.add(new OptionFault("host", "SQLite has no hosts, only a path"));
    }
    if (info.database().isPresent()) {
      faults.add(
          new OptionFault(
              "database", "SQLite has no database to begin with: the path names a file"));
    }
    AuthType authType = info.credentials().authType();
    if (authType != AuthType.NONE) {
      faults.add(
          new OptionFault("credentials", "SQLite has no log-in; " + authType + " is not taken"));
    }
    info.properties()
        .keySet()
        .forEach(key -> faults.add(new OptionFault(key, "is not known here; no properties are")));
    if (!info.peers().isEmpty()) {
      faults.add(new OptionFault("peer", "SQLite has no other nodes"));
    }
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("connection to sqlite", faults);
    }
  }

  /**
   * The path as a {@code file:} URI in which no character of a name can be taken for anything else.
   *
   * @param parameters SQLite's own, such as {@code mode=ro}
   */
  static String uri(Path file, String parameters) {
    String path = file.toAbsolutePath().toString();
    if (File.separatorChar == '\\') {
      path = "/" + path.replace('\\', '/');
    }
    StringBuilder text = new StringBuilder("file:");
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/';
      text.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return text.append('?').append(parameters).toString();
  }
}

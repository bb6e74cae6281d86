package io.gds.database.testkit.server;

import io.gds.database.connection.RedactedUrl;
import io.gds.database.testkit.server.TestServers.Unavailable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server that was there before, named by a URL; nothing of it is ours. */
record NamedNode(String host, int port, String superuser, @Nullable String password, String version)
    implements Node {
  private static final int PORT = 5432;

  /** The server at {@code postgresql://user:password@host:port/}, once it has answered. */
  static NamedNode at(String url, int major) throws SQLException {
    URI uri;
    try {
      uri = new URI(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
    } catch (URISyntaxException e) {
      throw new Unavailable("not a URL: " + RedactedUrl.of(url));
    }
    String host = uri.getHost();
    if (host == null || uri.getScheme() == null || !uri.getScheme().startsWith("postgres")) {
      throw new Unavailable(
          "not of the form postgresql://user:password@host:port: " + RedactedUrl.of(url));
    }
    String[] login = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
    NamedNode unasked =
        new NamedNode(
            host,
            uri.getPort() < 0 ? PORT : uri.getPort(),
            login.length > 0 ? login[0] : LocalNode.SUPERUSER,
            login.length > 1 ? login[1] : null,
            "");
    Jdbc.demandDriver();
    String version = new Jdbc(unasked).value("postgres", "SHOW server_version").orElse("0");
    if (major != 0 && PostgresBinaries.majorOf(version) != major) {
      throw new Unavailable("names a server of version " + version);
    }
    return new NamedNode(
        unasked.host(), unasked.port(), unasked.superuser(), unasked.password(), version);
  }

  @Override
  public String description() {
    return "PostgreSQL " + version + " at " + host + ":" + port;
  }

  @Override
  public Optional<Path> dataDirectory() {
    return Optional.empty();
  }

  @Override
  public Optional<Path> logFile() {
    return Optional.empty();
  }

  /** Does nothing. */
  @Override
  public void close() {}

  /** Without the password. */
  @Override
  public String toString() {
    return description();
  }
}

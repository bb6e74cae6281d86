package io.gds.database.testkit.server;

import io.gds.database.connection.RedactedUrl;
import io.gds.database.testkit.server.TestServers.Unavailable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server of CockroachDB, wherever it runs.
 *
 * @param version such as {@code 24.3.1}
 * @param parameters of the driver's, as they stand in a URL
 * @param end what ends it; nothing where it is not ours
 */
record CockroachNode(
    String host,
    int port,
    String superuser,
    @Nullable String password,
    String version,
    String parameters,
    Runnable end)
    implements Node {
  static final String DATABASE = "defaultdb";

  private static final int PORT = 26257;
  private static final Set<String> SCHEMES =
      Set.of("cockroachdb", "cockroach", "postgresql", "postgres");

  /**
   * The server at {@code cockroachdb://user:password@host:port/?sslmode=…}, once it has answered.
   *
   * @param release such as {@code 24.3}; empty for any
   */
  static CockroachNode at(String url, String release) throws SQLException {
    URI uri;
    try {
      uri = new URI(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
    } catch (URISyntaxException e) {
      throw new Unavailable("not a URL: " + RedactedUrl.of(url));
    }
    if (uri.getHost() == null || uri.getScheme() == null || !SCHEMES.contains(uri.getScheme())) {
      throw new Unavailable(
          "not of the form cockroachdb://user:password@host:port: " + RedactedUrl.of(url));
    }
    String[] login = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
    CockroachNode unasked =
        new CockroachNode(
            uri.getHost(),
            uri.getPort() < 0 ? PORT : uri.getPort(),
            login.length > 0 ? login[0] : "root",
            login.length > 1 ? login[1] : null,
            "",
            uri.getRawQuery() == null ? "" : uri.getRawQuery(),
            () -> {});
    Jdbc.demandDriver();
    CockroachNode node = unasked.asked();
    if (!release.isEmpty() && !node.version.startsWith(release + ".")) {
      throw new Unavailable("names a server of version " + node.version);
    }
    return node;
  }

  /**
   * The same, with the version it says it has.
   *
   * @throws Unavailable if it is no CockroachDB
   * @see <a href="https://www.cockroachlabs.com/docs/stable/functions-and-operators">version()</a>
   */
  CockroachNode asked() throws SQLException {
    String says = new Jdbc(this).value(DATABASE, "SELECT version()").orElse("nothing");
    if (!says.startsWith("CockroachDB")) {
      throw new Unavailable("not a server of CockroachDB, but " + says);
    }
    String number = says.replaceFirst("(?s)^.*?\\bv(\\d[^ ]*).*$", "$1");
    return new CockroachNode(host, port, superuser, password, number, parameters, end);
  }

  @Override
  public String description() {
    return "CockroachDB " + version + " at " + host + ":" + port;
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

package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.SqlServerPeer;
import io.gds.database.testkit.wire.WireCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/**
 * A model of a SQL Server as a program of its own, with sample databases, their backups and two
 * log-ins, for whoever wants to try a tool on it from a terminal; {@code --help} tells its options.
 * Thread-safe.
 *
 * <pre>{@code
 * try (SqlServerModelMain running = SqlServerModelMain.start("--port", "0", "--release", "2019")) {
 *   // connect to running.url() with running.password()
 * }
 * }</pre>
 *
 * <p>Needs {@code com.h2database:h2} on the class path.
 */
public final class SqlServerModelMain implements AutoCloseable {
  private static final String PASSWORD = "secret";
  private static final int MISUSED = 2;

  private final ModelArguments arguments;
  private final List<SqlServerModel> models = new ArrayList<>();
  private final List<SqlServerPeer> peers = new ArrayList<>();

  private SqlServerModelMain(ModelArguments arguments) {
    this.arguments = arguments;
    HistoryClock clock = new HistoryClock();
    for (int number = 1; number <= arguments.replicas(); number++) {
      models.add(
          SqlServerModel.builder()
              .name(arguments.name(number))
              .release(arguments.release())
              .edition(arguments.edition())
              .zone(arguments.zone())
              .clock(clock)
              .login("sa", PASSWORD)
              .login("clerk", PASSWORD)
              .build());
    }
    if (!arguments.empty()) {
      new ModelSamples(models.get(0), clock).make();
    }
    if (models.size() > 1) {
      group();
    }
    Optional<WireCertificate> own = arguments.certificate().map(SqlServerModelMain::written);
    for (SqlServerModel each : models) {
      int port = arguments.port() == 0 ? 0 : arguments.port() + peers.size();
      SqlServerPeer.Builder builder = SqlServerPeer.builder().port(port);
      own.ifPresent(certificate -> builder.tls(certificate.server()));
      peers.add(each.serve(builder));
    }
  }

  private void group() {
    SqlServerGroup.Builder group =
        SqlServerCluster.windows("WSFC1", models.toArray(SqlServerModel[]::new))
            .group("ag1")
            .primary(arguments.name(1))
            .synchronous(arguments.name(2))
            .databases("shop");
    String[] others =
        IntStream.rangeClosed(3, models.size()).mapToObj(arguments::name).toArray(String[]::new);
    (others.length == 0 ? group : group.asynchronous(others)).create();
  }

  private static WireCertificate written(Path file) {
    WireCertificate own = WireCertificate.local();
    try {
      own.pem(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return own;
  }

  /**
   * Starts one in this JVM.
   *
   * @param args as on a command line
   * @throws IllegalArgumentException for a person to read, if they mean nothing
   * @throws IllegalStateException if it cannot listen on the port
   */
  public static SqlServerModelMain start(String... args) {
    return new SqlServerModelMain(new ModelArguments(args));
  }

  /** The server; of several the first. */
  public SqlServerModel model() {
    return models.get(0);
  }

  /** By what it is reached; of several the first. */
  public SqlServerPeer peer() {
    return peers.get(0);
  }

  /** The password of all log-ins. It protects nothing: what is in a model is made up. */
  public String password() {
    return PASSWORD;
  }

  /** The URL of this log-in, without its password; of several servers that of the first. */
  public String url(String login) {
    return url(login, peer());
  }

  /** The URLs of this log-in by the names of the servers, of which there may be several. */
  public Map<String, String> urls(String login) {
    Map<String, String> urls = new LinkedHashMap<>();
    for (SqlServerPeer each : peers) {
      urls.put(arguments.name(urls.size() + 1), url(login, each));
    }
    return urls;
  }

  private String url(String login, SqlServerPeer peer) {
    return "sqlserver://%s@%s:%d/master?%s"
        .formatted(
            login,
            peer.host(),
            peer.port(),
            arguments
                .certificate()
                .map(file -> "sslrootcert=" + encoded(file))
                .orElse("sslmode=disable"));
  }

  private static String encoded(Path file) {
    try {
      return new URI(null, null, file.toString(), null).getRawPath();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private String greeting() {
    StringBuilder reached = new StringBuilder();
    urls("sa")
        .forEach(
            (name, url) -> {
              boolean first = url.equals(url("sa"));
              reached.append(first ? "--url '" : " --peer '" + name + "=").append(url).append('\'');
            });
    return """
        A model of SQL Server %d, %s. It ends with Ctrl-C, and all that is in it.

          export MSSQL_PASSWORD=%s
          ./gds %s --secret env:MSSQL_PASSWORD %s

        Log-ins: sa, and clerk, who has no rights.
        """
        .formatted(
            arguments.release().year(),
            arguments.edition().title(),
            PASSWORD,
            models.size() > 1 ? "ha status" : "databases",
            reached);
  }

  /**
   * Ends it.
   *
   * @throws AssertionError if it was asked what it does not know, naming that
   */
  @Override
  public void close() {
    try {
      peers.forEach(SqlServerPeer::close);
    } finally {
      models.forEach(SqlServerModel::close);
    }
  }

  /** Starts one, tells how it is reached, and serves until the program is ended. */
  public static void main(String[] args) throws InterruptedException {
    if (List.of(args).contains("--help")) {
      System.out.print(ModelArguments.USAGE);
      return;
    }
    Optional<SqlServerModelMain> running = begin(args);
    if (running.isEmpty()) {
      System.exit(MISUSED);
    }
    System.out.print(running.get().greeting());
    new CountDownLatch(1).await();
  }

  private static Optional<SqlServerModelMain> begin(String... args) {
    try {
      return Optional.of(start(args));
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
      System.err.println("gds-model: " + e.getMessage());
      System.err.println("Its options are told by --help.");
      return Optional.empty();
    }
  }
}

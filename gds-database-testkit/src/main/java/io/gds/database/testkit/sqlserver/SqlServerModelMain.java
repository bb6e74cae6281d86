package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.SqlServerPeer;
import io.gds.database.testkit.wire.WireCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

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
  private final SqlServerModel model;
  private final SqlServerPeer peer;

  private SqlServerModelMain(ModelArguments arguments) {
    this.arguments = arguments;
    HistoryClock clock = new HistoryClock();
    model =
        SqlServerModel.builder()
            .name(arguments.name())
            .release(arguments.release())
            .edition(arguments.edition())
            .zone(arguments.zone())
            .clock(clock)
            .login("sa", PASSWORD)
            .login("clerk", PASSWORD)
            .build();
    if (!arguments.empty()) {
      new ModelSamples(model, clock).make();
    }
    SqlServerPeer.Builder builder = SqlServerPeer.builder().port(arguments.port());
    arguments.certificate().ifPresent(file -> builder.tls(written(file).server()));
    peer = model.serve(builder);
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

  /** The server. */
  public SqlServerModel model() {
    return model;
  }

  /** By what it is reached. */
  public SqlServerPeer peer() {
    return peer;
  }

  /** The password of all log-ins. It protects nothing: what is in a model is made up. */
  public String password() {
    return PASSWORD;
  }

  /** The URL of this log-in, without its password. */
  public String url(String login) {
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
    return """
        A model of SQL Server %d, %s, listens on %s:%d. It ends with Ctrl-C, and all that is in it.

          export MSSQL_PASSWORD=%s
          ./gds databases --url '%s' --secret env:MSSQL_PASSWORD

        Log-ins: sa, and clerk, who has no rights.
        """
        .formatted(
            arguments.release().year(),
            arguments.edition().title(),
            peer.host(),
            peer.port(),
            PASSWORD,
            url("sa"));
  }

  /**
   * Ends it.
   *
   * @throws AssertionError if it was asked what it does not know, naming that
   */
  @Override
  public void close() {
    try {
      peer.close();
    } finally {
      model.close();
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

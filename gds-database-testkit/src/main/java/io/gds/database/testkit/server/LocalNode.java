package io.gds.database.testkit.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server on this machine that is our own: its data directory, made or copied, and its process,
 * started by {@code pg_ctl}. Closing it leaves nothing of either.
 */
final class LocalNode implements Node {
  static final String SUPERUSER = "postgres";

  private static final String HOST = "127.0.0.1";
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final String SECONDS = "60";
  private static final int PORTS_TRIED = 3;

  private final PostgresBinaries binaries;
  private final ServerUser user;
  private final Path home;
  private final @Nullable String password;
  private final String what;
  private int port;
  private boolean closed;

  private LocalNode(
      PostgresBinaries binaries, ServerUser user, @Nullable String password, String what)
      throws IOException {
    this.binaries = binaries;
    this.user = user;
    this.password = password;
    this.what = what;
    // Whoever finds it after a crash can tell whose it was.
    home =
        Files.createTempDirectory(
            "postgres-test-" + ProcessHandle.current().pid() + "-" + binaries.version() + "-");
    user.own(home);
    LiveNodes.add(this);
  }

  /** Makes a new server and starts it. */
  static LocalNode made(PostgresBinaries binaries, ServerUser user, Spec spec, String what)
      throws IOException, InterruptedException {
    LocalNode node = new LocalNode(binaries, user, spec.password(), what);
    try {
      node.initialize(spec);
      node.startSomewhere();
      return node;
    } catch (IOException | InterruptedException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /** Makes a server out of the data directory of another, and starts it. */
  LocalNode copied(String name, DirectoryCopy copy) throws IOException, InterruptedException {
    LocalNode node = new LocalNode(binaries, user, password, what + ", " + name);
    try {
      Path data = node.data();
      copy.into(data, node.home);
      user.own(node.home);
      node.startSomewhere();
      return node;
    } catch (IOException | InterruptedException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /** Fills a data directory; files beside it may lie in the home. */
  interface DirectoryCopy {
    void into(Path data, Path home) throws IOException, InterruptedException;
  }

  private void initialize(Spec spec) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(binaries.program("initdb"), "-D", data().toString(), "-U", SUPERUSER));
    command.addAll(spec.initdbArguments());
    String secret = password;
    Path file = home.resolve("password");
    if (secret == null) {
      command.addAll(List.of("-A", "trust"));
    } else {
      Secrets.write(file, secret);
      user.own(file);
      command.addAll(List.of("-A", "scram-sha-256", "--pwfile=" + file));
    }
    try {
      Commands.run(user.command(command));
    } finally {
      Files.deleteIfExists(file);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("listen_addresses", HOST);
    settings.put("unix_socket_directories", "");
    settings.put("fsync", "off"); // survives a crash of the server, if not of the machine
    settings.putAll(spec.settings());
    append(settings);
  }

  private void append(Map<String, String> settings) throws IOException {
    Files.writeString(
        data().resolve("postgresql.conf"), Spec.lines(settings), StandardOpenOption.APPEND);
  }

  /** Starts at a free port; another may take it before the server does, so at a few. */
  private void startSomewhere() throws IOException {
    for (int n = 1; ; n++) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
        port = socket.getLocalPort();
      }
      append(Map.of("port", Integer.toString(port)));
      try {
        start();
        return;
      } catch (IllegalStateException e) {
        if (n == PORTS_TRIED || !Commands.tail(log()).contains("Address already in use")) {
          throw e;
        }
      }
    }
  }

  @Override
  public synchronized void start() {
    if (closed) {
      throw new IllegalStateException(description() + " is closed");
    }
    if (isRunning()) {
      return;
    }
    Commands.Result result = pgCtl("start", "-w", "-t", SECONDS, "-s", "-l", log().toString());
    if (result.code() != 0) {
      throw new IllegalStateException(
          description()
              + " does not start: "
              + result.said()
              + System.lineSeparator()
              + Commands.tail(log()));
    }
  }

  @Override
  public synchronized void stop(StopMode mode) {
    if (!isRunning()) {
      return;
    }
    Commands.Result result = pgCtl("stop", "-w", "-t", SECONDS, "-s", "-m", mode.word());
    if (result.code() != 0 && isRunning()) {
      throw new IllegalStateException(description() + " does not stop: " + result.said());
    }
  }

  private boolean isRunning() {
    return Files.exists(data().resolve("postmaster.pid")) && pgCtl("status").code() == 0;
  }

  private Commands.Result pgCtl(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(binaries.program("pg_ctl"), "-D", data().toString()));
    command.addAll(List.of(arguments));
    try {
      return Commands.result(user.command(command));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + command, e);
    } catch (IOException e) {
      throw new IllegalStateException("cannot run " + command, e);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    boolean interrupted = Thread.interrupted(); // else nothing could be stopped
    try {
      stop(StopMode.IMMEDIATE);
      closed = true;
      LiveNodes.remove(this);
      Trees.delete(home);
    } catch (IOException e) {
      throw new IllegalStateException("cannot delete " + home, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Path data() {
    return home.resolve("data");
  }

  private Path log() {
    return home.resolve("server.log");
  }

  @Override
  public String description() {
    return what + " " + binaries.version() + " in " + data();
  }

  @Override
  public String host() {
    return HOST;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String superuser() {
    return SUPERUSER;
  }

  @Override
  public @Nullable String password() {
    return password;
  }

  @Override
  public String version() {
    return binaries.version();
  }

  @Override
  public Optional<Path> dataDirectory() {
    return Optional.of(data());
  }

  @Override
  public Optional<Path> logFile() {
    return Optional.of(log());
  }

  @Override
  public List<String> asServerUser(List<String> command) {
    return user.command(command);
  }

  @Override
  public String toString() {
    return description();
  }
}

package io.gds.database.testkit.mongodb;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A {@link MongoKit} as a program of its own, for whoever wants to try a tool on it from a
 * terminal; {@code --help} tells its options.
 */
public final class MongoKitMain {
  private static final String USAGE =
      """
      Usage: gds-model mongodb [options]
      A server that speaks MongoDB's protocol, listening on 127.0.0.1 until it is stopped. It keeps
      documents in memory, by mongo-java-server, and asks nobody who they are.

        --port N         the port to listen on; 27117, and 0 for any that is free
        --version X.Y.Z  what it calls itself; 7.0.14
        --set NAME       the name of the replica set whose primary it is; none, it stands alone
      """;

  private static final int PORT = 27_117;
  private static final int MISUSED = 2;

  private MongoKitMain() {}

  /**
   * Starts one in this JVM.
   *
   * @param args as on a command line
   * @throws IllegalArgumentException for a person to read, if they mean nothing
   * @throws IllegalStateException if it cannot listen on the port
   */
  public static MongoKit start(String... args) {
    MongoKit.Builder kit = MongoKit.builder().port(PORT);
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " is no option or has no value");
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--port" -> kit.port(port(value));
        case "--version" -> kit.version(version(value));
        case "--set" -> kit.replicaSet(value);
        default -> throw new IllegalArgumentException(args[i] + " is no option");
      }
    }
    return kit.start();
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new IllegalArgumentException("--port is a number from 0 to 65535");
    }
    return Integer.parseInt(text);
  }

  private static String version(String text) {
    if (!text.matches("[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}")) {
      throw new IllegalArgumentException("--version is three numbers, such as " + MongoKit.USUAL);
    }
    return text;
  }

  /**
   * Starts one, tells how it is reached, and serves until the program is ended.
   *
   * @throws InterruptedException if the thread is interrupted while it serves
   */
  public static void main(String[] args) throws InterruptedException {
    if (List.of(args).contains("--help")) {
      System.out.print(USAGE);
      return;
    }
    // What the server behind it would log is for tests; without a logger that is not worth a word.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    Optional<MongoKit> running = begin(args);
    if (running.isEmpty()) {
      System.exit(MISUSED);
    }
    System.out.printf(
        """
        A server that speaks MongoDB's protocol. It ends with Ctrl-C, and all that is in it.

          ./gds databases --url '%s'
        """,
        running.get().url());
    new CountDownLatch(1).await();
  }

  private static Optional<MongoKit> begin(String... args) {
    try {
      return Optional.of(start(args));
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.err.println("gds-model: " + e.getMessage());
      System.err.println("Its options are told by --help.");
      return Optional.empty();
    }
  }
}

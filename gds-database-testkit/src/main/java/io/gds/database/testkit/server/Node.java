package io.gds.database.testkit.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server as one of the ways to have one gives it: where it is, and what may be done to it. */
interface Node extends AutoCloseable {
  /** What it is and where it comes from, for people. */
  String description();

  String host();

  int port();

  String superuser();

  @Nullable String password();

  /** Its full version, such as {@code 15.19}. */
  String version();

  /** What a driver is told besides, as it stands in a URL. */
  default String parameters() {
    return "";
  }

  Optional<Path> dataDirectory();

  Optional<Path> logFile();

  /** A command as the user runs it who owns the data directory. */
  default List<String> asServerUser(List<String> command) {
    throw new UnsupportedOperationException(description() + " has no user here");
  }

  default void stop(StopMode mode) {
    throw new UnsupportedOperationException(description() + " is not ours to stop");
  }

  /** Does nothing if it runs. */
  default void start() {
    throw new UnsupportedOperationException(description() + " is not ours to start");
  }

  @Override
  void close();
}

package io.gds.database.cli;

import io.gds.database.Capability;
import io.gds.database.CapabilitySource;
import io.gds.database.DatabaseEngine;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command is about: one database, by its name, or the whole server. */
final class Subject {
  @Option(names = "--server", description = "The whole server, not one of its databases.")
  private boolean server;

  boolean isServer() {
    return server;
  }

  /** Refuses that neither is said, or both. */
  void check(String command, @Nullable String name) {
    if (server == (name != null)) {
      throw InvalidOptionsException.of(
          command,
          List.of(
              new OptionFault(
                  "NAME",
                  server
                      ? "and --server exclude each other"
                      : "is missing: name the database, or say --server")));
    }
  }

  /** What it is called in a result without an operation. */
  String target(@Nullable String name) {
    return name == null ? "the server" : name;
  }

  /** The capability of the one or the other. */
  <C extends Capability> C require(DatabaseEngine engine, @Nullable String name, Class<C> type) {
    CapabilitySource source =
        server ? engine : engine.database(Objects.requireNonNull(name, "name"));
    return source.require(type);
  }
}

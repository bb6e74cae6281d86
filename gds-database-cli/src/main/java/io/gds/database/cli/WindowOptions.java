package io.gds.database.cli;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** From when until when. */
final class WindowOptions {
  @Option(
      names = "--since",
      paramLabel = "INSTANT",
      converter = Instants.class,
      description = "From then on, such as 2026-03-01T14:30:00Z.")
  private @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "INSTANT",
      converter = Instants.class,
      description = "Until then, that instant not included.")
  private @Nullable Instant until;

  /** Refuses a window that ends before it begins. */
  void check() {
    if (since != null && until != null && !since.isBefore(until)) {
      throw InvalidOptionsException.of(
          "window", List.of(new OptionFault("--until", "is not after --since")));
    }
  }

  Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  Optional<Instant> until() {
    return Optional.ofNullable(until);
  }
}

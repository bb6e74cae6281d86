package io.gds.database.postgres;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A server's first process, by what it writes into its data directory and by whether it answers.
 */
final class PostgresPostmaster {
  private final PostgresHost host;

  PostgresPostmaster(PostgresHost host) {
    this.host = host;
  }

  /**
   * Whether a process of the server is there, by what it writes into its data directory; if that
   * does not tell, by whether the server that answers is this one.
   */
  PostgresLife life() {
    PostgresLife life = PostgresLife.of(host.dataDirectory());
    return life.state() == PostgresLife.State.UNKNOWN && answersForIt()
        ? new PostgresLife(PostgresLife.State.RUNNING, "it answers")
        : life;
  }

  private boolean answersForIt() {
    try {
      return !host.context().info().hosts().isEmpty() && isOf(host.context());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return false;
    }
  }

  /**
   * Refuses to go on where it cannot be told whether the server runs: pg_ctl takes the number in
   * the file for that of a process of this machine, and would stop another one or start a second.
   */
  void requireTold() {
    PostgresLife life = life();
    if (life.state() == PostgresLife.State.UNKNOWN) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE, "whether the server runs cannot be told: " + life.why())
          .target(host.node())
          .remedy(unknownRemedy())
          .toException();
    }
  }

  /** What helps where it cannot be told whether the server runs. */
  String unknownRemedy() {
    return "Run this where the server's processes are seen, or give the commands that stop and"
        + " start it there; if it surely runs nowhere, delete "
        + host.dataDirectory().resolve(PostgresLife.FILE)
        + ".";
  }

  /** When the process that is there was started and where it listens, as it wrote down itself. */
  private Optional<List<String>> lines() {
    try {
      return Optional.of(
          Files.readAllLines(
              host.dataDirectory().resolve(PostgresLife.FILE), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The number of the process that is there, or was. */
  Optional<Long> pid() {
    return number(0).map(Math::abs);
  }

  private Optional<Long> number(int line) {
    Function<List<String>, Optional<Long>> read =
        lines -> {
          try {
            return lines.size() > line
                ? Optional.of(Long.parseLong(lines.get(line).strip()))
                : Optional.empty();
          } catch (NumberFormatException e) {
            return Optional.empty();
          }
        };
    return lines().flatMap(read);
  }

  /** Whether the server that answers is the one of this data directory. */
  boolean isOf(PostgresContext server) {
    Optional<Long> began = number(2);
    Optional<Long> port = number(3);
    return server
        .sql()
        .first(
            "SELECT extract(epoch FROM pg_postmaster_start_time())::bigint AS began,"
                + " current_setting('port')::bigint AS port",
            row ->
                began.filter(at -> Math.abs(at - row.longValue("began")) <= 2).isPresent()
                    && port.filter(at -> at == row.longValue("port")).isPresent())
        .orElse(false);
  }
}

package io.gds.database.postgres;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the last words of pg_receivewal mean for a directory of WAL. */
final class PostgresWalReceiverErrors {
  private static final List<String> GONE =
      List.of("has already been removed", "has been invalidated", "can no longer access");
  private static final List<String> OTHER_HISTORY =
      List.of(
          "not in this server's history", "is not present in the server", "is ahead of the wal");

  private PostgresWalReceiverErrors() {}

  /**
   * The same failure by its own type, where its words are known.
   *
   * @param from from where on it was to be received
   * @param oldest from where on the server still has it, if that is known
   */
  static DatabaseException explained(
      DatabaseException error,
      String engine,
      Path directory,
      PostgresLsn from,
      Optional<PostgresLsn> oldest) {
    String words = words(error);
    if (error.code() != ErrorCode.TOOL_FAILED) {
      return error;
    }
    if (isGone(error)) {
      return gone(engine, directory, from, oldest, error);
    }
    if (OTHER_HISTORY.stream().anyMatch(words::contains)) {
      return with(
          ErrorDetails.of(
              ErrorCode.WRONG_STATE,
              "the WAL in "
                  + directory
                  + " goes up to "
                  + from
                  + ", which is not in the server's history: it belongs to a server that went"
                  + " another way, or this one was made primary before it had got so far"),
          engine,
          error,
          "Receive into a new directory, behind a new base backup; or move away the segments that"
              + " lie behind the end of the timeline, as its .history file tells it.");
    }
    if (words.contains("is active for pid")) {
      return with(
          ErrorDetails.of(ErrorCode.LOCKED, "somebody else receives by the replication slot"),
          engine,
          error,
          "Give each directory a slot of its own, or wait until the other one has ended.");
    }
    return PostgresToolErrors.explained(error, engine);
  }

  private static String words(DatabaseException error) {
    return error.details().get("stderr").orElse("").toLowerCase(Locale.ROOT);
  }

  /** Whether the server does not have any more what it was asked for. */
  static boolean isGone(DatabaseException error) {
    return GONE.stream().anyMatch(words(error)::contains);
  }

  /**
   * Whether the tool was refused, and the server said nothing to it: there is nothing to be sent.
   */
  static boolean endsWithoutWords(DatabaseException error) {
    return error
        .details()
        .get("stderr")
        .orElse("")
        .lines()
        .anyMatch(line -> line.strip().endsWith("\"START_REPLICATION\":"));
  }

  /** That the server does not have any more what comes next. */
  static DatabaseException gone(
      String engine,
      Path directory,
      PostgresLsn from,
      Optional<PostgresLsn> oldest,
      DatabaseException cause) {
    ErrorDetails details =
        ErrorDetails.of(
                ErrorCode.NOT_FOUND,
                "the server does not have the WAL from "
                    + from
                    + " any more, with which "
                    + directory
                    + " would go on"
                    + oldest.map(lsn -> ": missing is all up to " + lsn).orElse(""))
            .with("gapFrom", from.toString());
    if (oldest.isPresent()) {
      details = details.with("gapTo", oldest.get().toString());
    }
    return with(details, engine, cause, remedy(oldest));
  }

  static String remedy(Optional<PostgresLsn> oldest) {
    return "Get the missing segments from another archive of this server. Else make a new base"
        + " backup, since no older one reaches behind the gap, and receive on by "
        + PostgresWalReceive.START.id()
        + "="
        + oldest.map(PostgresLsn::toString).orElse("its startLsn")
        + "; a replication slot keeps the server from removing what is not received yet.";
  }

  private static DatabaseException with(
      ErrorDetails details, String engine, DatabaseException cause, String remedy) {
    ErrorDetails all = details.target(engine).cause(cause).remedy(remedy);
    for (String fact : List.of("tool", "exitCode", "stderr")) {
      Optional<String> value = cause.details().get(fact);
      all = value.isPresent() ? all.with(fact, value.get()) : all;
    }
    return all.toException();
  }
}

package io.gds.database.testkit.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A session's transaction: whether there is one, whether it has failed, and its savepoints.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-begin.html">BEGIN</a>
 */
final class PostgresTransaction {
  private static final char IDLE = 'I';
  private static final char OPEN = 'T';
  private static final char FAILED = 'E';

  private char status = IDLE;
  private final List<String> savepoints = new ArrayList<>();

  /** What a statement is to a transaction. */
  private enum Kind {
    BEGIN,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    RELEASE,
    ROLLBACK_TO,
    OTHER
  }

  /** As {@code ReadyForQuery} says it: I, T or E. */
  char status() {
    return status;
  }

  private static Kind kind(String normalized) {
    List<String> words = PostgresTags.words(normalized);
    return switch (words.get(0)) {
      case "BEGIN" -> Kind.BEGIN;
      case "START" -> words.contains("TRANSACTION") ? Kind.BEGIN : Kind.OTHER;
      case "COMMIT", "END" -> words.contains("PREPARED") ? Kind.OTHER : Kind.COMMIT;
      case "ROLLBACK", "ABORT" -> rollback(words);
      case "SAVEPOINT" -> Kind.SAVEPOINT;
      case "RELEASE" -> Kind.RELEASE;
      default -> Kind.OTHER;
    };
  }

  private static Kind rollback(List<String> words) {
    if (words.contains("PREPARED")) {
      return Kind.OTHER;
    }
    return words.contains("TO") ? Kind.ROLLBACK_TO : Kind.ROLLBACK;
  }

  private static String lastWord(String normalized) {
    String name = normalized.substring(normalized.lastIndexOf(' ') + 1);
    return name.startsWith("\"") ? name : name.toLowerCase(Locale.ROOT);
  }

  /** The error to all that does not end a transaction that has failed. */
  Optional<WireAnswer.Failure> refusal(String normalized) {
    Kind kind = kind(normalized);
    return status != FAILED
            || kind == Kind.COMMIT
            || kind == Kind.ROLLBACK
            || kind == Kind.ROLLBACK_TO
        ? Optional.empty()
        : Optional.of(
            WireAnswer.error(
                "25P02",
                "current transaction is aborted, commands ignored until end of transaction block"));
  }

  /** What the server says by itself to a statement that begins or ends something. */
  Optional<WireAnswer> own(String normalized) {
    return switch (kind(normalized)) {
      case BEGIN ->
          Optional.of(
              status == IDLE
                  ? WireAnswer.done("BEGIN")
                  : warned("25001", "there is already a transaction in progress", "BEGIN"));
      case COMMIT -> Optional.of(end(status == FAILED ? "ROLLBACK" : "COMMIT"));
      case ROLLBACK -> Optional.of(end("ROLLBACK"));
      case SAVEPOINT -> Optional.of(within("SAVEPOINT", ""));
      case RELEASE -> Optional.of(within("RELEASE SAVEPOINT", lastWord(normalized)));
      case ROLLBACK_TO -> Optional.of(within("ROLLBACK TO SAVEPOINT", lastWord(normalized)));
      case OTHER -> Optional.empty();
    };
  }

  private WireAnswer end(String tag) {
    return status == IDLE
        ? warned("25P01", "there is no transaction in progress", tag)
        : WireAnswer.done(tag);
  }

  private static WireAnswer warned(String code, String message, String tag) {
    WireAnswer.Notice notice = new WireAnswer.Notice(code, message, Map.of("severity", "WARNING"));
    return notice.then(WireAnswer.done(tag));
  }

  private WireAnswer within(String what, String savepoint) {
    if (status == IDLE) {
      return WireAnswer.error("25P01", what + " can only be used in transaction blocks");
    }
    return savepoint.isEmpty() || savepoints.contains(savepoint)
        ? WireAnswer.done(PostgresTags.words(what).get(0))
        : WireAnswer.error("3B001", "savepoint \"" + savepoint + "\" does not exist");
  }

  /** A statement has been done. */
  void done(String normalized) {
    switch (kind(normalized)) {
      case BEGIN -> status = status == IDLE ? OPEN : status;
      case COMMIT, ROLLBACK -> over();
      case SAVEPOINT -> savepoints.add(lastWord(normalized));
      case RELEASE -> cutBack(savepoints.lastIndexOf(lastWord(normalized)));
      case ROLLBACK_TO -> {
        status = status == FAILED ? OPEN : status;
        cutBack(savepoints.lastIndexOf(lastWord(normalized)) + 1);
      }
      case OTHER -> {
        // Changes nothing.
      }
    }
  }

  private void cutBack(int size) {
    if (size >= 0 && size < savepoints.size()) {
      savepoints.subList(size, savepoints.size()).clear();
    }
  }

  private void over() {
    status = IDLE;
    savepoints.clear();
  }

  /** A statement has failed; a failed end is an end. */
  void failed(String normalized) {
    Kind kind = kind(normalized);
    if (kind == Kind.COMMIT || kind == Kind.ROLLBACK) {
      over();
    } else if (status == OPEN) {
      status = FAILED;
    }
  }
}

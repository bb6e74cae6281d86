package io.gds.database.testkit.wire;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A session's transaction: how deep it is nested, and whether statements begin one by themselves.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/set-implicit-transactions-transact-sql">SET
 *     IMPLICIT_TRANSACTIONS</a>
 */
final class TdsTransaction {
  private static final Pattern IMPLICIT =
      Pattern.compile("SET IMPLICIT_TRANSACTIONS (ON|OFF)(?: (IF @@TRANCOUNT > 0 COMMIT TRAN))?");
  private static final Pattern BEGIN = Pattern.compile("BEGIN TRAN(SACTION)?( .*)?");
  private static final Pattern COMMIT =
      Pattern.compile("(IF @@TRANCOUNT > 0 )?COMMIT( (TRAN|TRANSACTION|WORK)( .*)?)?");
  private static final Pattern ROLLBACK =
      Pattern.compile("(IF @@TRANCOUNT > 0 )?ROLLBACK( (TRAN|TRANSACTION|WORK)( (?<to>.+))?)?");
  private static final Pattern SAVE =
      Pattern.compile(
          "(?<begin>IF @@TRANCOUNT = 0 BEGIN BEGIN TRAN IF @@TRANCOUNT = 2 COMMIT TRAN END )?"
              + "SAVE TRAN(SACTION)? .+");

  /** What begins a transaction by itself; SELECT only where it reads from something. */
  private static final Set<String> BEGINNERS =
      Set.of(
          "ALTER",
          "CREATE",
          "DELETE",
          "DROP",
          "FETCH",
          "GRANT",
          "INSERT",
          "MERGE",
          "OPEN",
          "REVOKE",
          "TRUNCATE",
          "UPDATE");

  private boolean implicit;
  private int depth;
  private long number;

  /** What a statement does to a transaction. */
  private enum Kind {
    IMPLICIT,
    BEGIN,
    COMMIT,
    ROLLBACK,
    SAVE,
    OTHER
  }

  boolean isOpen() {
    return depth > 0;
  }

  int depth() {
    return depth;
  }

  private static Kind kind(String statement) {
    if (IMPLICIT.matcher(statement).matches()) {
      return Kind.IMPLICIT;
    } else if (BEGIN.matcher(statement).matches()) {
      return Kind.BEGIN;
    } else if (COMMIT.matcher(statement).matches()) {
      return Kind.COMMIT;
    } else if (ROLLBACK.matcher(statement).matches()) {
      return Kind.ROLLBACK;
    }
    return SAVE.matcher(statement).matches() ? Kind.SAVE : Kind.OTHER;
  }

  private static String upper(String normalized) {
    return normalized.toUpperCase(Locale.ROOT);
  }

  /** What the server says by itself to a statement that begins or ends something. */
  Optional<WireAnswer> own(String normalized) {
    String statement = upper(normalized);
    Kind kind = kind(statement);
    if (kind == Kind.OTHER) {
      return Optional.empty();
    }
    boolean none = depth == 0 && !statement.startsWith("IF ");
    if (kind == Kind.COMMIT && none) {
      return Optional.of(unfounded("3902", "COMMIT"));
    } else if (kind == Kind.ROLLBACK && none) {
      return Optional.of(unfounded("3903", "ROLLBACK"));
    } else if (kind == Kind.SAVE && none && !implicit) {
      return Optional.of(
          WireAnswer.error(
              "628", "Cannot issue SAVE TRANSACTION when there is no active transaction."));
    }
    return Optional.of(WireAnswer.done());
  }

  private static WireAnswer unfounded(String code, String what) {
    return WireAnswer.error(
        code, "The " + what + " TRANSACTION request has no corresponding BEGIN TRANSACTION.");
  }

  /** A statement is to be run: perhaps one that begins a transaction by itself. */
  void before(String normalized, TdsOutput out) throws IOException {
    String statement = upper(normalized);
    if (implicit && depth == 0 && begins(statement)) {
      begin(out);
    }
  }

  private static boolean begins(String statement) {
    List<String> words = List.of(statement.split("[^A-Z_]+", 2));
    return BEGINNERS.contains(words.get(0))
        || (words.get(0).equals("SELECT") && statement.contains(" FROM "));
  }

  /** A statement has been done. */
  void done(String normalized, TdsOutput out) throws IOException {
    String statement = upper(normalized);
    switch (kind(statement)) {
      case IMPLICIT -> {
        Matcher set = IMPLICIT.matcher(statement);
        implicit = set.matches() && set.group(1).equals("ON");
        if (set.group(2) != null && depth > 0) {
          end(out, TdsOutput.TRANSACTION_COMMITTED);
        }
      }
      case BEGIN -> begin(out);
      case COMMIT -> commit(out);
      case ROLLBACK -> {
        Matcher back = ROLLBACK.matcher(statement);
        if (back.matches() && back.group("to") == null) {
          rollBack(out);
        }
      }
      case SAVE -> {
        if (depth == 0) {
          begin(out);
        }
      }
      case OTHER -> {
        // Changes nothing.
      }
    }
  }

  private void begin(TdsOutput out) throws IOException {
    depth++;
    if (depth == 1) {
      number++;
      out.changed(TdsOutput.TRANSACTION_BEGUN, descriptor(), new byte[0]);
    }
  }

  private byte[] descriptor() {
    return new TdsWriter().int8(number).toBytes();
  }

  private void commit(TdsOutput out) throws IOException {
    if (depth > 1) {
      depth--;
    } else if (depth == 1) {
      end(out, TdsOutput.TRANSACTION_COMMITTED);
    }
  }

  /** All of it is undone, however deep it is. */
  void rollBack(TdsOutput out) throws IOException {
    if (depth > 0) {
      end(out, TdsOutput.TRANSACTION_ROLLED_BACK);
    }
  }

  private void end(TdsOutput out, int how) throws IOException {
    depth = 0;
    out.changed(how, new byte[0], descriptor());
  }

  /** The session is as new. */
  void reset() {
    implicit = false;
    depth = 0;
  }
}

package io.gds.database.testkit.wire;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a session remembers from statement to statement, and what the server answers by itself: what
 * the driver says beside the statements of its user. Used by one thread.
 */
final class TdsState {
  private static final Pattern USE =
      Pattern.compile(
          "USE (\\[[^\\]]*+(?:\\]\\][^\\]]*+)*+\\]|\"[^\"]*+(?:\"\"[^\"]*+)*+\""
              + "|[\\p{L}_#][\\p{L}\\p{N}_@#$]*+)"
              + "(?<more>[ ;].*)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern ROW_COUNT =
      Pattern.compile("SET ROWCOUNT (\\d+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SETTING =
      Pattern.compile(
          "SET (TEXTSIZE -?\\d+|LOCK_TIMEOUT -?\\d+|QUOTED_IDENTIFIER (ON|OFF)"
              + "|CONCAT_NULL_YIELDS_NULL (ON|OFF)|TRANSACTION ISOLATION LEVEL [A-Z ]+)",
          Pattern.CASE_INSENSITIVE);

  private final TdsSetup setup;
  private final String firstDatabase;
  private final TdsTransaction transaction = new TdsTransaction();
  private String database;
  private int rowCount;

  TdsState(TdsSetup setup, String database) {
    this.setup = setup;
    firstDatabase = database;
    this.database = database;
  }

  String database() {
    return database;
  }

  /** How many rows are given at most; 0 for all. */
  int rowCount() {
    return rowCount;
  }

  TdsTransaction transaction() {
    return transaction;
  }

  /** The database that a statement leads to, by itself or before more. */
  private static Optional<String> used(Matcher use) {
    if (!use.matches()) {
      return Optional.empty();
    }
    String name = use.group(1);
    char quote = name.charAt(0);
    if (quote != '[' && quote != '"') {
      return Optional.of(name);
    }
    String end = quote == '[' ? "]" : "\"";
    return Optional.of(name.substring(1, name.length() - 1).replace(end + end, end));
  }

  /**
   * A batch is to be run: perhaps one that goes to another database first. What is more in it is
   * asked for there.
   */
  void before(String normalized, TdsOutput out) throws IOException {
    Matcher use = USE.matcher(normalized);
    Optional<String> name = used(use);
    if (name.isPresent() && use.group("more") != null && setup.databases().test(name.get())) {
      change(name.get(), out);
    }
    transaction.before(normalized, out);
  }

  private void change(String name, TdsOutput out) throws IOException {
    out.changed(TdsOutput.DATABASE, name, database);
    out.notice(TdsWelcome.contextChanged(name));
    database = name;
  }

  /** What the server answers by itself. */
  Optional<WireAnswer> own(String normalized) {
    Matcher use = USE.matcher(normalized);
    Optional<String> name = used(use);
    if (name.isPresent() && !setup.databases().test(name.get())) {
      return Optional.of(missing(name.get()));
    }
    boolean alone = name.isPresent() && use.group("more") == null;
    if (alone || ROW_COUNT.matcher(normalized).matches() || SETTING.matcher(normalized).matches()) {
      return Optional.of(WireAnswer.done());
    }
    return switch (normalized.toUpperCase(Locale.ROOT)) {
      case "SELECT 1" -> Optional.of(number("int not null", 1));
      case "SELECT @@TRANCOUNT" -> Optional.of(number("int", transaction.depth()));
      default -> transaction.own(normalized);
    };
  }

  private static WireAnswer number(String type, int value) {
    return WireAnswer.rows(List.of(new WireColumn("", type))).row(value);
  }

  private static WireAnswer missing(String name) {
    return WireAnswer.error(
        "911",
        "Database '" + name + "' does not exist. Make sure that the name is entered correctly.");
  }

  /** A statement has been done. */
  void done(String normalized, TdsOutput out) throws IOException {
    Matcher use = USE.matcher(normalized);
    Optional<String> name = used(use);
    if (name.isPresent() && use.group("more") == null) {
      change(name.get(), out);
    }
    Matcher count = ROW_COUNT.matcher(normalized);
    if (count.matches()) {
      rowCount = Integer.parseInt(count.group(1));
    }
    transaction.done(normalized, out);
  }

  /** The session is as new, but for who is logged in. */
  void reset(TdsOutput out) throws IOException {
    database = firstDatabase;
    rowCount = 0;
    transaction.reset();
    out.changed(TdsOutput.RESET_DONE, new byte[0], new byte[0]);
  }
}

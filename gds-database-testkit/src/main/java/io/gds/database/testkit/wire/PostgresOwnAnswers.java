package io.gds.database.testkit.wire;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server answers by itself: what the driver says beside the statements of its user. */
final class PostgresOwnAnswers {
  private static final Pattern SET =
      Pattern.compile(
          "SET (?:SESSION )?(extra_float_digits|application_name) (?:=|TO) '?(.*?)'?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern ISOLATION =
      Pattern.compile(
          "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL ([A-Z ]+)",
          Pattern.CASE_INSENSITIVE);

  private final PostgresSetup setup;
  private final WireLogin login;
  private final PostgresTransaction transaction;
  private String isolation;

  PostgresOwnAnswers(PostgresSetup setup, WireLogin login, PostgresTransaction transaction) {
    this.setup = setup;
    this.login = login;
    this.transaction = transaction;
    isolation = setup.isolation();
  }

  Optional<WireAnswer> to(String normalized) {
    Optional<WireAnswer> ofTransaction = transaction.own(normalized);
    if (ofTransaction.isPresent()) {
      return ofTransaction;
    }
    String version = setup.version();
    return switch (normalized.toUpperCase(Locale.ROOT)) {
      case "SHOW TRANSACTION ISOLATION LEVEL" ->
          Optional.of(WireAnswer.rows("transaction_isolation text").row(isolation));
      case "SELECT CURRENT_CATALOG" ->
          Optional.of(WireAnswer.rows("current_catalog name").row(login.database()));
      case "SELECT VERSION()" ->
          version == null
              ? Optional.empty()
              : Optional.of(WireAnswer.rows("version text").row(version));
      case "SHOW SESSION_ID" ->
          version == null || !version.startsWith("CockroachDB")
              ? Optional.empty()
              : Optional.of(
                  WireAnswer.rows("session_id text").row("%032x".formatted(login.session())));
      case "DISCARD ALL", "DEALLOCATE ALL" -> Optional.of(WireAnswer.done(normalized));
      case "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
          "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE" ->
          Optional.of(WireAnswer.done("SET"));
      default ->
          SET.matcher(normalized).matches() || ISOLATION.matcher(normalized).matches()
              ? Optional.of(WireAnswer.done("SET"))
              : Optional.empty();
    };
  }

  /** A statement has been done. */
  void done(String normalized) {
    Matcher level = ISOLATION.matcher(normalized);
    if (level.matches()) {
      isolation = level.group(1).toLowerCase(Locale.ROOT);
    }
  }

  /** The name that a statement has given to the application. */
  static Optional<String> applicationName(String normalized) {
    Matcher set = SET.matcher(normalized);
    return set.matches() && set.group(1).equalsIgnoreCase("application_name")
        ? Optional.of(set.group(2).replace("''", "'"))
        : Optional.empty();
  }
}

package io.gds.database.mssql;

import java.util.regex.Pattern;

/** The statements of others, which may hold passwords and keys in clear text. */
final class MssqlSecretText {
  /** A text may have been cut before its closing quote. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(\\b(?:OLD_PASSWORD|PASSWORD|SECRET|KEY_SOURCE|ACCESS_TOKEN)\\s*=\\s*)"
              + "(?:N?'(?:[^']|'')*+(?:'|$)|0x[0-9A-F]*+)",
          Pattern.CASE_INSENSITIVE);

  private MssqlSecretText() {}

  /** The same text with what is given as a password or a secret left out. */
  static String hidden(String statement) {
    return SECRET.matcher(statement).replaceAll("$1'<hidden>'");
  }
}

package io.gds.database.snowflake;

import java.util.regex.Pattern;

/**
 * The statements of others, which may hold passwords and keys in clear text. The server leaves some
 * of them out of its history itself; which of them is not documented.
 */
final class SnowflakeSecretText {
  /** A text may have been cut before its closing quote. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(\\b(?:\\w*PASSWORD|PASSPHRASE|\\w*SECRET\\w*|\\w*_KEY|\\w*TOKEN|PRIVATE_KEY\\w*)"
              + "\\s*=>?\\s*)(?:'(?:[^'\\\\]|''|\\\\.)*+(?:'|$)|\\$\\$.*?(?:\\$\\$|$))",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private SnowflakeSecretText() {}

  /** The same text with what is given as a password, key or secret left out. */
  static String hidden(String statement) {
    return SECRET.matcher(statement).replaceAll("$1'<hidden>'");
  }
}

package io.gds.database.mssql;

import java.util.regex.Pattern;

/** The statements of others, which may hold passwords and keys in clear text. */
final class MssqlSecretText {
  /**
   * A text may have been cut before its closing quote. In a statement within a statement quotes are
   * doubled once or more; in a string for connecting there are none.
   */
  private static final Pattern SECRET =
      Pattern.compile(
          "((?:PASSWORD|PASSWD|PWD|SECRET|KEY_SOURCE|ACCESS_TOKEN)\\s*=\\s*)"
              + "(?:N?(''++)(?:\\2\\2|(?!\\2).)*+(?:\\2|$)"
              + "|N?'(?:[^']|'')*+(?:'|$)"
              + "|0x[0-9A-F]*+"
              + "|[^\\s;'\"@]++(?=[;'\"]))",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** What takes secrets by their place only, and not by a name. */
  private static final Pattern BY_PLACE =
      Pattern.compile(
          "(\\b(?:sp_addlogin|sp_password|sp_setapprole|sp_addapprole|sp_approlepassword"
              + "|sp_addlinkedsrvlogin|(?:EN|DE)CRYPTBYPASSPHRASE)\\b).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private MssqlSecretText() {}

  /** The same text with what is given as a password or a secret left out. */
  static String hidden(String statement) {
    String named = SECRET.matcher(statement).replaceAll("$1'<hidden>'");
    return BY_PLACE.matcher(named).replaceAll("$1 <hidden>");
  }
}

package io.gds.database.access;

import java.util.regex.Pattern;

/** Keywords that go into statements as they are. */
final class Words {
  private static final Pattern WORDS = Pattern.compile("[A-Za-z][A-Za-z0-9_]*( [A-Za-z0-9_]+)*");

  private static final int LONGEST = 128;

  private Words() {}

  static String checked(String what, String text) {
    if (text.length() > LONGEST || !WORDS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a " + what + " is words of letters, digits and underscores, such as CREATE TABLE");
    }
    return text;
  }
}

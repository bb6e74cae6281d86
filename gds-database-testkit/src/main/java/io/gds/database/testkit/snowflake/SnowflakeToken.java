package io.gds.database.testkit.snowflake;

import java.util.Locale;

/**
 * A piece of Snowflake's SQL.
 *
 * @param text what it means: a name without quotes, a text without quotes and escapes; else as it
 *     is written
 * @param begin where it begins in the statement
 * @param end where it ends, exclusive
 */
record SnowflakeToken(Kind kind, String text, int begin, int end) {
  /** What a piece is. */
  enum Kind {
    /** A keyword, or a name without quotes, which means its upper case. */
    WORD,
    /** A name in double quotes. */
    NAME,
    /** A text in quotes or between dollars. */
    TEXT,
    /** A number. */
    NUMBER,
    /** A place for something that is bound. */
    BIND,
    /** A stage with its path, from its @ on, or a file on the client. */
    STAGE,
    /** A sign of any other kind, such as :: and =>. */
    SIGN
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  /** Whether it can be the name of something. */
  boolean isName() {
    return kind == Kind.WORD || kind == Kind.NAME;
  }

  /** The name that it means: what is not quoted is folded to upper case. */
  String name() {
    return kind == Kind.WORD ? text.toUpperCase(Locale.ROOT) : text;
  }
}

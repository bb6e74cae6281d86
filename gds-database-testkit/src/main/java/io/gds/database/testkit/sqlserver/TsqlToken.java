package io.gds.database.testkit.sqlserver;

/**
 * A piece of Transact-SQL.
 *
 * @param text what it means: a name without brackets, a text without quotes; else as it is written
 * @param begin where it begins in the statement
 * @param end where it ends, exclusive
 */
record TsqlToken(Kind kind, String text, int begin, int end) {
  /** What a piece is. */
  enum Kind {
    /** A keyword, or a name without brackets. */
    WORD,
    /** A name in brackets or double quotes. */
    NAME,
    /** A text in quotes, with N before it or without. */
    TEXT,
    /** A number, or a hexadecimal constant. */
    NUMBER,
    /** A variable, with its one @. */
    VARIABLE,
    /** A function without arguments such as @@SPID. */
    GLOBAL,
    /** One sign of any other kind. */
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
}

package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.snowflake.SnowflakeToken.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one statement, piece by piece. What it does not expect fails the test, naming the word. */
final class SnowflakeReader {
  private final List<SnowflakeToken> tokens;
  private final List<@Nullable Object> binds;
  private int at;

  SnowflakeReader(List<SnowflakeToken> tokens, List<@Nullable Object> binds) {
    this.tokens = tokens;
    this.binds = binds;
  }

  boolean ended() {
    return at == tokens.size();
  }

  /** Whether these words or signs come next; they are not read. */
  boolean at(String... words) {
    return at(0, words);
  }

  /** Whether these come behind so many others. */
  boolean at(int behind, String... words) {
    if (at + behind + words.length > tokens.size()) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      SnowflakeToken token = tokens.get(at + behind + i);
      if (!token.isWord(words[i]) && !token.isSign(words[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether these words come somewhere, one behind the other. */
  boolean has(String... words) {
    for (int behind = 0; at + behind < tokens.size(); behind++) {
      if (at(behind, words)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one of these words comes next. */
  boolean atOne(String... words) {
    for (String word : words) {
      if (at(word)) {
        return true;
      }
    }
    return false;
  }

  /** Reads these words if they come next. */
  boolean take(String... words) {
    boolean there = at(words);
    at += there ? words.length : 0;
    return there;
  }

  /** Reads these words, which must come next. */
  SnowflakeReader demand(String... words) {
    if (!take(words)) {
      throw wrong();
    }
    return this;
  }

  /** Reads one of these words, which must come next. */
  String one(String... words) {
    for (String word : words) {
      if (take(word)) {
        return word;
      }
    }
    throw wrong();
  }

  /** A name, in quotes or without. */
  String name() {
    SnowflakeToken token = next();
    if (!token.isName()) {
      at--;
      throw wrong();
    }
    return token.name();
  }

  /** A name by its parts, with dots between them. */
  ModelName qualified() {
    List<String> parts = new ArrayList<>(List.of(name()));
    while (take(".")) {
      parts.add(name());
    }
    return new ModelName(parts);
  }

  /** A word of the language, as it is written. */
  String word() {
    SnowflakeToken token = next();
    if (token.kind() != Kind.WORD) {
      at--;
      throw wrong();
    }
    return token.text();
  }

  /** Whether a text comes next, or something bound. */
  boolean atText() {
    return !ended() && (peek().kind() == Kind.TEXT || peek().kind() == Kind.BIND);
  }

  /** A text, or one that is bound. */
  String text() {
    SnowflakeToken token = next();
    Object value = token.kind() == Kind.BIND ? bound() : token.text();
    if ((token.kind() == Kind.TEXT || token.kind() == Kind.BIND) && value instanceof String text) {
      return text;
    }
    at--;
    throw wrong();
  }

  private @Nullable Object bound() {
    int number =
        (int) tokens.subList(0, at - 1).stream().filter(t -> t.kind() == Kind.BIND).count();
    return binds.get(number);
  }

  /** A stage with its path, from its @ on. */
  String stage() {
    SnowflakeToken token = next();
    if (token.kind() != Kind.STAGE) {
      at--;
      throw wrong();
    }
    return token.text();
  }

  /** Whether a number comes next, with a minus before it or without. */
  boolean atNumber() {
    return !ended() && (peek().kind() == Kind.NUMBER || at("-"));
  }

  /** A number, as it is written. */
  BigDecimal decimal() {
    boolean negative = take("-");
    SnowflakeToken token = next();
    if (token.kind() != Kind.NUMBER) {
      at--;
      throw wrong();
    }
    BigDecimal number = new BigDecimal(token.text());
    return negative ? number.negate() : number;
  }

  /** A whole number. */
  int number() {
    return decimal().intValueExact();
  }

  /** TRUE or FALSE. */
  boolean truth() {
    return one("TRUE", "FALSE").equals("TRUE");
  }

  /** What follows this word and an equals sign, if they come next: the word is read then. */
  boolean option(String word) {
    return take(word, "=");
  }

  /** A word, a number or a text, as text: the value of an option. */
  String value() {
    if (atText()) {
      return text();
    }
    return atNumber() ? decimal().toPlainString() : word();
  }

  /** The pieces up to the comma or bracket that ends this argument; the sign is not read. */
  List<SnowflakeToken> argument() {
    List<SnowflakeToken> argument = new ArrayList<>();
    int depth = 0;
    while (depth > 0 || !(at(",") || at(")"))) {
      SnowflakeToken token = next();
      depth += token.isSign("(") ? 1 : token.isSign(")") ? -1 : 0;
      argument.add(token);
    }
    return argument;
  }

  /** All that is left. */
  List<SnowflakeToken> rest() {
    List<SnowflakeToken> rest = tokens.subList(at, tokens.size());
    at = tokens.size();
    return rest;
  }

  /** How many pieces were read. */
  int read() {
    return at;
  }

  /** What was bound to the whole statement. */
  List<@Nullable Object> binds() {
    return binds;
  }

  /** The piece that comes next. */
  Optional<SnowflakeToken> ahead() {
    return ended() ? Optional.empty() : Optional.of(tokens.get(at));
  }

  /** Nothing may follow. */
  void end() {
    if (!ended()) {
      throw wrong();
    }
  }

  private SnowflakeToken peek() {
    if (ended()) {
      throw wrong();
    }
    return tokens.get(at);
  }

  private SnowflakeToken next() {
    SnowflakeToken token = peek();
    at++;
    return token;
  }

  /** For what the model does not know. It is no error of the server: it fails the test. */
  AssertionError wrong() {
    return new AssertionError(
        ended()
            ? "the model knows no statement that ends so early"
            : "the model does not know what to do at '" + tokens.get(at).text() + "'");
  }
}

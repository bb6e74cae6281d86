package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.sqlserver.TsqlToken.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one statement, piece by piece. What it does not expect fails the test, naming the word. */
final class TsqlReader {
  private final List<TsqlToken> tokens;
  private final Map<String, @Nullable Object> variables;
  private int at;

  TsqlReader(List<TsqlToken> tokens, Map<String, @Nullable Object> variables) {
    this.tokens = tokens;
    this.variables = variables;
  }

  /** The statements of a batch, parted at semicolons. */
  static List<List<TsqlToken>> statements(List<TsqlToken> batch) {
    List<List<TsqlToken>> statements = new ArrayList<>();
    List<TsqlToken> current = new ArrayList<>();
    for (TsqlToken token : batch) {
      if (!token.isSign(";")) {
        current.add(token);
      } else if (!current.isEmpty()) {
        statements.add(current);
        current = new ArrayList<>();
      }
    }
    if (!current.isEmpty()) {
      statements.add(current);
    }
    return statements;
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
      TsqlToken token = tokens.get(at + behind + i);
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

  /** Reads these words if they come next. */
  boolean take(String... words) {
    boolean there = at(words);
    at += there ? words.length : 0;
    return there;
  }

  /** Reads these words, which must come next. */
  TsqlReader demand(String... words) {
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

  /** A name, in brackets or without. */
  String name() {
    TsqlToken token = next();
    if (!token.isName()) {
      at--;
      throw wrong();
    }
    return token.text();
  }

  /** A word of the language. */
  String word() {
    TsqlToken token = next();
    if (token.kind() != Kind.WORD) {
      at--;
      throw wrong();
    }
    return token.text();
  }

  /** A name, or a variable that holds one: what BACKUP and RESTORE take. */
  String nameOrVariable() {
    return peek().kind() == Kind.VARIABLE ? text() : name();
  }

  /** A name, or a text in quotes, which stands for one here and there. */
  String nameOrText() {
    return peek().kind() == Kind.TEXT ? next().text() : name();
  }

  /** Reads the name of a parameter and the equals sign behind it, which must come next. */
  TsqlReader named(String parameter) {
    TsqlToken token = next();
    if (token.kind() != Kind.VARIABLE || !token.text().equalsIgnoreCase(parameter)) {
      at--;
      throw wrong();
    }
    return demand("=");
  }

  /** A word or a number, as it is written. */
  String wordOrNumber() {
    return peek().kind() == Kind.NUMBER ? next().text() : word();
  }

  /** Reads over {@code IF @@TRANCOUNT > 0} if it comes next. */
  void skipCondition() {
    if (take("IF")) {
      at = Math.min(tokens.size(), at + 3);
    }
  }

  /** A number as it is written; a unit may follow without a blank, and is read on its own. */
  BigDecimal amount() {
    TsqlToken token = next();
    if (token.kind() != Kind.NUMBER) {
      at--;
      throw wrong();
    }
    return new BigDecimal(token.text());
  }

  /** A text, or a variable that holds one. */
  String text() {
    Object value = value();
    if (value instanceof String text) {
      return text;
    }
    at--;
    throw wrong();
  }

  /** A whole number, or a variable that holds one. */
  long number() {
    Object value = value();
    if (value instanceof Number number) {
      return number.longValue();
    }
    at--;
    throw wrong();
  }

  /** A constant, or what a variable holds. */
  @Nullable Object value() {
    TsqlToken token = next();
    return switch (token.kind()) {
      case TEXT -> token.text();
      case NUMBER ->
          token.text().regionMatches(true, 0, "0x", 0, 2)
              ? HexFormat.of().parseHex(token.text().substring(2))
              : new BigDecimal(token.text());
      case VARIABLE -> variable(token);
      default -> {
        at--;
        throw wrong();
      }
    };
  }

  private @Nullable Object variable(TsqlToken token) {
    if (!variables.containsKey(token.text())) {
      throw new ModelError(137, 15, "Must declare the scalar variable \"" + token.text() + "\".");
    }
    return variables.get(token.text());
  }

  /** A type with its length or precision. */
  ModelType type() {
    StringBuilder type = new StringBuilder(word());
    if (take("(")) {
      type.append('(');
      while (!at(")")) {
        type.append(next().text());
      }
      next();
      type.append(')');
    }
    return new ModelType(type.toString());
  }

  /**
   * The pieces up to the comma or the bracket that ends this argument, and all behind it up to the
   * bracket.
   */
  List<TsqlToken> argument() {
    List<TsqlToken> argument = new ArrayList<>();
    int depth = 0;
    boolean first = true;
    while (depth > 0 || !at(")")) {
      TsqlToken token = next();
      depth += token.isSign("(") ? 1 : token.isSign(")") ? -1 : 0;
      first &= depth > 0 || !token.isSign(",");
      if (first) {
        argument.add(token);
      }
    }
    next();
    return argument;
  }

  /** How many pieces were read. */
  int read() {
    return at;
  }

  /** Nothing may follow. */
  void end() {
    if (!ended()) {
      throw wrong();
    }
  }

  private TsqlToken peek() {
    if (ended()) {
      throw wrong();
    }
    return tokens.get(at);
  }

  private TsqlToken next() {
    TsqlToken token = peek();
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

package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.snowflake.SnowflakeToken.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT, turned into the words of the database that works it out. What it reads is found here
 * and put in before; functions that are not known fail the test.
 */
final class ModelQuery {
  /** Words that stay as they are; everything else that is not quoted is a name. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "SELECT",
          "FROM",
          "WHERE",
          "AND",
          "OR",
          "NOT",
          "AS",
          "ON",
          "IN",
          "IS",
          "NULL",
          "LIKE",
          "ILIKE",
          "ESCAPE",
          "BETWEEN",
          "CASE",
          "WHEN",
          "THEN",
          "ELSE",
          "END",
          "ORDER",
          "GROUP",
          "BY",
          "HAVING",
          "LIMIT",
          "OFFSET",
          "FETCH",
          "DISTINCT",
          "ALL",
          "UNION",
          "JOIN",
          "LEFT",
          "RIGHT",
          "FULL",
          "INNER",
          "OUTER",
          "CROSS",
          "ASC",
          "DESC",
          "NULLS",
          "FIRST",
          "LAST",
          "TRUE",
          "FALSE",
          "EXISTS",
          "WITH",
          "OVER",
          "PARTITION",
          "QUALIFY",
          "USING",
          "VALUES");

  /** Functions that the evaluating database has too. */
  private static final Set<String> COMMON =
      Set.of(
          "COUNT",
          "SUM",
          "MIN",
          "MAX",
          "AVG",
          "COALESCE",
          "NULLIF",
          "GREATEST",
          "LEAST",
          "UPPER",
          "LOWER",
          "LENGTH",
          "TRIM",
          "REPLACE",
          "SUBSTR",
          "CONCAT",
          "ABS",
          "ROUND",
          "FLOOR",
          "CEIL",
          "ROW_NUMBER",
          "MOD");

  private static final Set<String> OF_PARTS = Set.of("DATEADD", "DATEDIFF", "TIMESTAMPADD");
  private static final Set<String> ENDS_OF_FROM =
      Set.of("WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "QUALIFY", "UNION", "ON", "SELECT");

  private final ModelSession session;
  private final List<SnowflakeToken> tokens;
  private final List<@Nullable Object> bound;
  private final StringBuilder sql = new StringBuilder();
  private final List<@Nullable Object> binds = new ArrayList<>();
  private final Map<String, ModelRows> tables = new LinkedHashMap<>();
  private final Set<String> common = new HashSet<>();
  private final List<Boolean> from = new ArrayList<>(List.of(false));
  private int at;
  private int read;

  /**
   * A query, as this session asks it.
   *
   * @param bound what was bound to it, in order
   */
  ModelQuery(ModelSession session, List<SnowflakeToken> tokens, List<@Nullable Object> bound) {
    this.session = session;
    this.tokens = tokens;
    this.bound = bound;
    while (at < tokens.size()) {
      rewrite();
    }
  }

  String sql() {
    return sql.toString();
  }

  List<@Nullable Object> binds() {
    return binds;
  }

  /** What it reads, by the names that it has in {@link #sql}. */
  Map<String, ModelRows> tables() {
    return tables;
  }

  private void add(String text) {
    sql.append(text).append(' ');
    at++;
  }

  private boolean follows(int steps, String sign) {
    return at + steps < tokens.size() && tokens.get(at + steps).isSign(sign);
  }

  private boolean before(String word) {
    return at > 0 && tokens.get(at - 1).isWord(word);
  }

  private void rewrite() {
    SnowflakeToken token = tokens.get(at);
    switch (token.kind()) {
      case TEXT -> add("'" + token.text().replace("'", "''") + "'");
      case NUMBER -> add(token.text());
      case BIND -> {
        binds.add(bound.get(read));
        read++;
        add("?");
      }
      case NAME -> nameOrTable();
      case WORD -> word(token);
      case SIGN -> sign(token);
      case STAGE -> stage(token);
    }
  }

  private void stage(SnowflakeToken token) {
    if (!expectsTable()) {
      throw wrong(token);
    }
    SnowflakeReader reader = new SnowflakeReader(tokens.subList(at, tokens.size()), rest());
    reader.stage();
    put(reader, StageRows.read(session, token.text()), "STAGE");
  }

  private static AssertionError wrong(SnowflakeToken token) {
    return new AssertionError("the model does not know what to ask of '" + token.text() + "'");
  }

  private boolean inFrom() {
    return from.get(from.size() - 1);
  }

  private void inFrom(boolean value) {
    from.set(from.size() - 1, value);
  }

  private void sign(SnowflakeToken token) {
    if (token.isSign("(")) {
      from.add(false);
    } else if (token.isSign(")")) {
      from.remove(from.size() - 1);
    } else if (token.isSign("::")) {
      at++;
      cast("::");
      return;
    }
    add(token.text());
  }

  private void cast(String before) {
    SnowflakeReader reader = new SnowflakeReader(tokens.subList(at, tokens.size()), List.of());
    sql.append(before).append(ModelType.evaluated(ModelType.read(reader))).append(' ');
    at += reader.read();
  }

  private void word(SnowflakeToken token) {
    String word = token.name();
    if (ENDS_OF_FROM.contains(word)) {
      inFrom(false);
    }
    if (word.equals("FROM")) {
      inFrom(true);
      add(word);
    } else if (word.equals("WITH")) {
      commonTable();
    } else if (before("AS") && isCast()) {
      cast("");
    } else if (word.equals("CURRENT_TIMESTAMP") && !follows(1, "(")) {
      add(ModelFunctions.find(word).orElseThrow() + "()");
    } else if (expectsTable() || follows(1, ".")) {
      nameOrTable();
    } else if (follows(1, "(") && !KEYWORDS.contains(word)) {
      function(word);
    } else if (KEYWORDS.contains(word)) {
      add(word);
    } else {
      nameOrTable();
    }
  }

  /** Whether the AS that was just read is one of CAST. */
  private boolean isCast() {
    int depth = 0;
    for (int i = at - 1; i > 0; i--) {
      SnowflakeToken token = tokens.get(i);
      depth += token.isSign(")") ? 1 : token.isSign("(") ? -1 : 0;
      if (depth < 0) {
        return tokens.get(i - 1).isWord("CAST") || tokens.get(i - 1).isWord("TRY_CAST");
      }
    }
    return false;
  }

  /** Remembers the names of common tables, which are no tables of the account. */
  private void commonTable() {
    for (int i = at; i + 2 < tokens.size(); i++) {
      if (tokens.get(i).isName()
          && tokens.get(i + 1).isWord("AS")
          && tokens.get(i + 2).isSign("(")) {
        common.add(tokens.get(i).name());
      }
    }
    add("WITH");
  }

  private boolean expectsTable() {
    return before("FROM")
        || before("JOIN")
        || (at > 0 && inFrom() && tokens.get(at - 1).isSign(","));
  }

  private void function(String name) {
    if (name.equals("HASH_AGG")) {
      if (follows(2, "*") && follows(3, ")")) {
        sql.append("MODEL_HASH_AGG(").append(ModelName.quoted(ModelCatalog.HASH)).append(") ");
        at += 4;
      } else {
        hashOfColumns();
      }
    } else if (OF_PARTS.contains(name)) {
      String part = tokens.get(at + 2).text().toUpperCase(Locale.ROOT);
      sql.append(name).append('(').append(part).append(' ');
      from.add(false);
      at += 3;
    } else if (name.equals("IFF")) {
      add("CASEWHEN");
    } else if (name.equals("CAST") || COMMON.contains(name)) {
      add(name);
    } else {
      add(ModelFunctions.find(name).orElseThrow(() -> unknown(name)));
    }
  }

  private void hashOfColumns() {
    SnowflakeReader reader = new SnowflakeReader(tokens.subList(at + 2, tokens.size()), List.of());
    List<String> columns = new ArrayList<>();
    do {
      columns.add(ModelName.quoted(reader.name()));
    } while (reader.take(","));
    reader.demand(")");
    sql.append("MODEL_HASH_AGG(")
        .append(ModelFunctions.find("MODEL_ROW_HASH").orElseThrow())
        .append('(')
        .append(String.join(", ", columns))
        .append(")) ");
    at += 2 + reader.read();
  }

  private static AssertionError unknown(String function) {
    return new AssertionError("the model knows no function " + function);
  }

  private void nameOrTable() {
    if (expectsTable()) {
      table();
    } else {
      SnowflakeReader reader = new SnowflakeReader(tokens.subList(at, tokens.size()), List.of());
      List<String> parts = new ArrayList<>(List.of(reader.name()));
      boolean star = false;
      while (!star && reader.take(".")) {
        star = reader.take("*");
        if (!star) {
          parts.add(reader.name());
        }
      }
      String name = String.join(".", parts.stream().map(ModelName::quoted).toList());
      if (reader.take(":")) {
        name =
            ModelFunctions.find("GET_PATH").orElseThrow()
                + "("
                + name
                + ", '"
                + (reader.atText() ? reader.text() : pathPart(reader)).replace("'", "''")
                + "')";
      }
      sql.append(name).append(star ? ".* " : " ");
      at += reader.read();
    }
  }

  /** A key of JSON keeps its letters, whether it is quoted or not. */
  private static String pathPart(SnowflakeReader reader) {
    return reader.ahead().filter(each -> each.kind() == Kind.WORD).isPresent()
        ? reader.word()
        : reader.name();
  }

  private void table() {
    SnowflakeReader reader = new SnowflakeReader(tokens.subList(at, tokens.size()), rest());
    if (reader.take("TABLE", "(")) {
      tableFunction(reader);
      return;
    }
    ModelName name = reader.qualified();
    if (!name.has(1) && common.contains(name.last())) {
      at += reader.read();
      sql.append(ModelName.quoted(name.last())).append(' ');
      return;
    }
    ModelRows rows =
        view(name)
            .map(view -> view.rows(session, new ModelCall(databaseOf(name), Map.of())))
            .orElseGet(() -> ModelContents.read(session, name, reader));
    put(reader, rows, name.last());
  }

  private List<@Nullable Object> rest() {
    return bound.subList(Math.min(read, bound.size()), bound.size());
  }

  private String databaseOf(ModelName name) {
    return name.has(2) ? name.part(2) : session.databaseName();
  }

  private Optional<ModelView> view(ModelName name) {
    Optional<ModelView> view =
        name.has(1) ? ModelViews.view(name.part(1) + "." + name.last()) : Optional.empty();
    if (view.isPresent()) {
      demandPlace(name);
    } else if (name.has(1) && name.part(1).equals("INFORMATION_SCHEMA")) {
      throw new AssertionError("the model knows no view " + name);
    }
    return view;
  }

  /** A view of a database needs one that is seen, and a warehouse. */
  private void demandPlace(ModelName name) {
    if (!databaseOf(name).equals("SNOWFLAKE")) {
      session.databaseOf(name, 2);
    }
    session.demandWarehouse();
  }

  private void tableFunction(SnowflakeReader reader) {
    ModelName name = reader.qualified();
    ModelView function =
        (name.has(1)
                ? ModelViews.function(name.part(1) + "." + name.last())
                : ModelViews.function(name.last()))
            .orElseThrow(() -> unknown(name.toString()));
    if (name.has(1)) {
      demandPlace(name);
    }
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    reader.demand("(");
    while (!reader.at(")")) {
      String key = String.valueOf(arguments.size() + 1);
      if (reader.at(1, "=>")) {
        key = reader.name();
        reader.demand("=>");
      }
      List<SnowflakeToken> argument = reader.argument();
      arguments.put(key, ModelEvaluation.value(session, argument, rest()));
      read += (int) argument.stream().filter(token -> token.kind() == Kind.BIND).count();
      reader.take(",");
    }
    reader.demand(")").demand(")");
    put(reader, function.rows(session, new ModelCall(databaseOf(name), arguments)), name.last());
  }

  /** Puts the rows in under a name of their own; without an alias they keep the name they had. */
  private void put(SnowflakeReader reader, ModelRows rows, String name) {
    at += reader.read();
    String own = "T" + (tables.size() + 1);
    tables.put(own, rows);
    sql.append(own).append(' ');
    boolean alias =
        at < tokens.size()
            && (tokens.get(at).isWord("AS")
                || tokens.get(at).kind() == Kind.NAME
                || (tokens.get(at).kind() == Kind.WORD
                    && !KEYWORDS.contains(tokens.get(at).name())));
    if (!alias) {
      sql.append("AS ").append(ModelName.quoted(name)).append(' ');
    }
  }
}

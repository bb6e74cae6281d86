package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.sqlserver.TsqlToken.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT over the catalogue, turned from Transact-SQL into the words of the database that
 * evaluates it. Only what differs is touched, so that a column or a view that SQL Server does not
 * have is still an error.
 */
final class CatalogQuery {
  private static final Map<String, String> FUNCTIONS =
      Map.of(
          "sum", "MODEL_SUM",
          "count_big", "COUNT",
          "datediff_big", "DATEDIFF",
          "isnull", "COALESCE",
          "getdate", "MODEL_GETDATE",
          "getutcdate", "MODEL_GETUTCDATE");

  /** Names that columns have, and the evaluating database keeps for itself. */
  private static final Set<String> RESERVED = Set.of("value", "key", "user", "type");

  private final ModelSession session;
  private final ModelCatalog catalog;
  private final List<TsqlToken> tokens;
  private final Map<String, @Nullable Object> variables;
  private final List<@Nullable Object> binds = new ArrayList<>();
  private final Deque<Boolean> casts = new ArrayDeque<>();
  private final StringBuilder sql = new StringBuilder();
  private int at;

  /** A query, as this session asks it. */
  CatalogQuery(
      ModelSession session, List<TsqlToken> tokens, Map<String, @Nullable Object> variables) {
    this.session = session;
    this.catalog = session.catalog();
    this.tokens = tokens;
    this.variables = variables;
    while (at < tokens.size()) {
      rewrite();
    }
  }

  /** The query as the evaluating database takes it. */
  String sql() {
    return sql.toString();
  }

  List<@Nullable Object> binds() {
    return binds;
  }

  private void rewrite() {
    TsqlToken token = tokens.get(at);
    switch (token.kind()) {
      case VARIABLE -> bind(token);
      case GLOBAL -> global(token);
      case TEXT -> add("'" + token.text().replace("'", "''") + "'");
      case NAME -> names();
      case WORD -> word(token);
      case NUMBER -> add(token.text());
      case SIGN -> sign(token);
    }
  }

  private void add(String text) {
    sql.append(text).append(' ');
    at++;
  }

  private void bind(TsqlToken token) {
    if (!variables.containsKey(token.text())) {
      throw new ModelError(137, 15, "Must declare the scalar variable \"" + token.text() + "\".");
    }
    binds.add(variables.get(token.text()));
    add("?");
  }

  private void global(TsqlToken token) {
    Object value = session.globals().get(token.text().toUpperCase(Locale.ROOT));
    if (value == null) {
      throw new AssertionError("the model does not know " + token.text());
    }
    binds.add(value);
    add("?");
  }

  private void sign(TsqlToken token) {
    if (token.isSign("(")) {
      casts.push(before(1).filter(word -> word.isWord("CAST")).isPresent());
    } else if (token.isSign(")") && !casts.isEmpty()) {
      casts.pop();
    }
    add(token.text());
    boolean comparison = token.isSign("<") || token.isSign(">") || token.isSign("!");
    if (comparison && (follows(0, "=") || (token.isSign("<") && follows(0, ">")))) {
      sql.setLength(sql.length() - 1);
      add(tokens.get(at).text());
    }
  }

  private Optional<TsqlToken> before(int steps) {
    return at >= steps ? Optional.of(tokens.get(at - steps)) : Optional.empty();
  }

  private boolean follows(int steps, String sign) {
    return at + steps < tokens.size() && tokens.get(at + steps).isSign(sign);
  }

  private void word(TsqlToken token) {
    if (token.isWord("COLLATE")) {
      at += 2;
    } else if (token.isWord("OPTION") && follows(1, "(")) {
      at = tokens.size();
    } else if (isCastType()) {
      TsqlReader reader = new TsqlReader(tokens.subList(at, tokens.size()), Map.of());
      sql.append(reader.type().evaluated()).append(' ');
      at += reader.read();
    } else if (token.isWord("OUTER") && tokens.get(at + 1).isWord("APPLY")) {
      apply("LEFT JOIN ");
    } else if (token.isWord("CROSS") && tokens.get(at + 1).isWord("APPLY")) {
      apply("JOIN ");
    } else if (follows(1, "(")) {
      add(FUNCTIONS.getOrDefault(token.text().toLowerCase(Locale.ROOT), token.text()));
    } else if (follows(1, ".")) {
      names();
    } else {
      add(RESERVED.contains(token.text().toLowerCase(Locale.ROOT)) ? quoted(token) : token.text());
    }
  }

  private static String quoted(TsqlToken token) {
    return ModelTable.quoted(token.text());
  }

  private boolean isCastType() {
    return !casts.isEmpty()
        && casts.peek()
        && before(1).filter(word -> word.isWord("AS")).isPresent();
  }

  /** A function that gives a table is its rows that have this first argument, or all for NULL. */
  private String called(String function, List<String> parts) {
    String argument = argument();
    if (parts.get(parts.size() - 1).equals(ModelFiles.LYING)) {
      return session.server().files().lying(function, argument);
    }
    return argument.isEmpty() || argument.strip().equalsIgnoreCase("NULL")
        ? function
        : "(SELECT * FROM " + function + " WHERE " + firstColumn(parts) + " = " + argument + ")";
  }

  private String firstColumn(List<String> parts) {
    ModelTable table = declared(parts).orElseThrow(() -> unknown(parts));
    return ModelTable.quoted(table.columns().keySet().iterator().next());
  }

  /** The first argument in brackets, rewritten; the others are read over. */
  private String argument() {
    TsqlReader reader = new TsqlReader(tokens.subList(at, tokens.size()), Map.of());
    List<TsqlToken> argument = reader.demand("(").argument();
    at += reader.read();
    CatalogQuery inner = new CatalogQuery(session, argument, variables);
    binds.addAll(inner.binds);
    return inner.sql();
  }

  /** A function that is applied to each row becomes a join over its argument. */
  private void apply(String join) {
    at += 2;
    List<String> parts = parts();
    String function = view(parts).orElseThrow(() -> unknown(parts));
    if (parts.get(parts.size() - 1).equals(ModelFiles.VOLUMES)) {
      session.server().files().showVolumes();
    }
    String argument = argument();
    if (tokens.get(at).isWord("AS")) {
      at++;
    }
    String alias = ModelTable.quoted(tokens.get(at).text());
    at++;
    sql.append(join).append(function).append(' ').append(alias).append(" ON ").append(alias);
    sql.append('.').append(firstColumn(parts)).append(" = ").append(argument);
  }

  /** A name with the parts that follow it by dots: a view is found, anything else is kept. */
  private void names() {
    int begin = at;
    List<String> parts = parts();
    Optional<String> view = view(parts);
    if (view.isPresent()) {
      boolean function = at < tokens.size() && tokens.get(at).isSign("(");
      sql.append(function ? called(view.get(), parts) : view.get()).append(' ');
      return;
    }
    at = begin;
    boolean star = false;
    for (int i = 0; i < parts.size(); i++) {
      star = parts.get(i).equals("*");
      sql.append(i == 0 ? "" : ".").append(star ? "*" : ModelTable.quoted(parts.get(i)));
      at += i == 0 ? 1 : 2;
    }
    sql.append(' ');
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>(List.of(tokens.get(at).text()));
    at++;
    while (at + 1 < tokens.size()
        && tokens.get(at).isSign(".")
        && (tokens.get(at + 1).isName() || tokens.get(at + 1).isSign("*"))) {
      parts.add(tokens.get(at + 1).text());
      at += 2;
    }
    return parts;
  }

  private Optional<ModelTable> declared(List<String> parts) {
    String name = parts.get(parts.size() - 1);
    if (parts.size() == 3
        && parts.get(0).equalsIgnoreCase("msdb")
        && !parts.get(1).equalsIgnoreCase("sys")) {
      return catalog.shared("msdb." + parts.get(1), name);
    }
    if (parts.size() < 2 || !parts.get(parts.size() - 2).equalsIgnoreCase("sys")) {
      return Optional.empty();
    }
    return catalog.shared("sys", name).or(() -> catalog.own(name));
  }

  /** Where the evaluating database has this view. */
  private Optional<String> view(List<String> parts) {
    return declared(parts)
        .map(
            table -> {
              String schema = table.schema();
              if (catalog.shared(schema, table.name()).isEmpty() || schema.startsWith("db.")) {
                String owner = parts.size() == 3 ? parts.get(0) : session.database();
                demandReadable(owner, parts);
                schema = own(owner, table.name());
              }
              String view = ModelTable.quoted(schema) + "." + ModelTable.quoted(table.name());
              return ModelViews.seen(session, table.name())
                  .map(rows -> "(SELECT * FROM " + view + " WHERE " + rows + ")")
                  .orElse(view);
            });
  }

  /** Where a database has its own views, filled with what is made only when asked for. */
  private String own(String owner, String name) {
    ModelServer server = session.server();
    server.objects().begin(owner);
    if (name.equals(ModelScopedSettings.VIEW)) {
      server.scopedSettings().show(owner);
    }
    return catalog.schemaOf(owner);
  }

  /** Refuses what lies in a database that is not there, not online, or closed to the login. */
  private void demandReadable(String database, List<String> parts) {
    Optional<String> state = session.server().databases().text(database, "state_desc");
    if (state.isEmpty()) {
      throw new ModelError(208, 16, "Invalid object name '" + String.join(".", parts) + "'.");
    }
    if (!state.get().equals("ONLINE")) {
      throw new ModelError(
          942, 14, "Database '" + database + "' cannot be opened because it is offline.");
    }
    if (!session.mayUse(database)) {
      throw new ModelError(
          916,
          14,
          "The server principal \""
              + session.login()
              + "\" is not able to access the database \""
              + database
              + "\" under the current security context.");
    }
  }

  private static AssertionError unknown(List<String> parts) {
    return new AssertionError("the model has no function " + String.join(".", parts));
  }

  /** Whether these pieces are a query: they begin with SELECT or WITH. */
  static boolean isQuery(List<TsqlToken> tokens) {
    TsqlToken first = tokens.get(0);
    return first.kind() == Kind.WORD && (first.isWord("SELECT") || first.isWord("WITH"));
  }
}

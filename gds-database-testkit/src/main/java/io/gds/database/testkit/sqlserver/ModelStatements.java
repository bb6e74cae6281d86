package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds for each statement of a batch who carries it out: the verb of its form, the catalogue, or
 * the session. Not thread-safe.
 */
final class ModelStatements {
  /** What sessions say of themselves; the peer answers. */
  private static final Set<String> OF_SESSIONS =
      Set.of("USE", "SET", "IF", "BEGIN", "COMMIT", "ROLLBACK", "SAVE");

  private final ModelServer server;
  private final List<ModelVerb> verbs =
      List.of(
          new SnapshotVerb(),
          new CreateDatabase(),
          new AlterAuthorization(),
          new LoginVerb(),
          new ServerRoleVerb(),
          new UserVerb(),
          new RoleVerb(),
          new GrantVerb(),
          new JobOwnerVerb(),
          new AlterDatabase(),
          new DropDatabase(),
          new BackupVerb(),
          new RestoreVerb(),
          new CheckDbVerb(),
          new CloneDatabaseVerb(),
          new ScopedConfigurationVerb(),
          new ShrinkVerb(),
          new ConfigureVerb(),
          new KillVerb(),
          new ShutdownVerb(),
          new ReadErrorLog(),
          new CreateGroup(),
          new AlterGroup(),
          new DropGroup());

  ModelStatements(ModelServer server) {
    this.server = server;
  }

  /**
   * What the server answers to this; errors are answers.
   *
   * @throws AssertionError naming the request, if a statement of it is not known
   */
  WireAnswer answer(WireRequest request) {
    List<WireAnswer> answers = new ArrayList<>();
    try {
      server.groups().refresh();
      ModelSession session = new ModelSession(server, request);
      Map<String, @Nullable Object> variables = variables(request);
      server.sessions().at(session.number(), request.database());
      List<List<TsqlToken>> all = TsqlReader.statements(TsqlLexer.tokens(request.statement()));
      for (List<TsqlToken> each : all) {
        server.undo().enter(session.number());
        Optional<ModelVerb> verb =
            verbs.stream().filter(v -> v.begins(new TsqlReader(each, variables))).findFirst();
        if (verb.isPresent()) {
          answers.add(verb.get().run(new TsqlReader(each, variables), session));
        } else if (!isOfSession(each)) {
          answers.add(query(each, variables, session));
        } else {
          SessionWords.follow(new TsqlReader(each, variables), session);
          if (all.size() == 1) {
            return WireAnswer.passed();
          }
        }
      }
    } catch (ModelError e) {
      answers.add(e.answer());
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + " in: " + request, e);
    }
    return answers.size() == 1 ? answers.get(0) : new WireAnswer.Several(answers);
  }

  private static boolean isOfSession(List<TsqlToken> statement) {
    TsqlToken first = statement.get(0);
    boolean question =
        first.isWord("SELECT")
            && statement.size() == 2
            && (statement.get(1).text().equals("1")
                || statement.get(1).text().equalsIgnoreCase("@@TRANCOUNT"));
    return question || OF_SESSIONS.contains(first.text().toUpperCase(Locale.ROOT));
  }

  /** Drivers name what they bind @P0, @P1 and so on. */
  private static Map<String, @Nullable Object> variables(WireRequest request) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    for (int i = 0; i < request.binds().size(); i++) {
      variables.put("@P" + i, request.binds().get(i));
    }
    return variables;
  }

  private WireAnswer query(
      List<TsqlToken> tokens, Map<String, @Nullable Object> variables, ModelSession session) {
    if (!CatalogQuery.isQuery(tokens)) {
      throw new TsqlReader(tokens, variables).wrong();
    }
    server.machine().show(tokens);
    CatalogQuery query = new CatalogQuery(session, tokens, variables);
    return ModelFunctions.as(
        session,
        () -> {
          try (PreparedStatement statement = server.catalog().prepare(query.sql())) {
            for (int i = 0; i < query.binds().size(); i++) {
              statement.setObject(i + 1, query.binds().get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
              return CatalogRows.read(server.catalog(), rows);
            }
          } catch (SQLException e) {
            throw new AssertionError("the model cannot evaluate this: " + e.getMessage(), e);
          }
        });
  }
}

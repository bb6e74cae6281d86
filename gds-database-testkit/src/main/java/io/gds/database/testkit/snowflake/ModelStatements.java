package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds for each statement who carries it out, and keeps the history of queries. Rooms add their
 * verbs to the list here. Not thread-safe.
 */
final class ModelStatements {
  private static final List<SnowflakeVerb> VERBS =
      List.of(
          new BackupSetVerb(),
          new DatabaseRoleVerb(),
          new DescribeTable(),
          new LoadVerb(),
          new ShowSequences(),
          new StageVerb(),
          new UnloadVerb(),
          new CreateDatabase(),
          new ReplicateDatabase(),
          new GroupVerb(),
          new ConnectionVerb(),
          new ShowReplication(),
          new AlterDatabase(),
          new CreateSchema(),
          new CreateTable(),
          new DropVerb(),
          new UndropVerb(),
          new ChangeRows(),
          new SessionVerb(),
          new GrantVerb(),
          new ShowGrants(),
          new ShowDatabases(),
          new ShowSchemas(),
          new ShowTables(),
          new ShowColumns(),
          new ShowWarehouses(),
          new AlterWarehouse(),
          new ShowParameters(),
          new AlterParameters(),
          new UserVerb(),
          new ShowUsers(),
          new RoleVerb(),
          new ShowLocks(),
          new ShowAccounts());

  private final ModelAccount account;

  ModelStatements(ModelAccount account) {
    this.account = account;
  }

  /**
   * What the server answers to this; errors are answers.
   *
   * @throws AssertionError naming the request, if the statement is not known
   */
  WireAnswer answer(WireRequest request) {
    ModelMoment moment = account.next();
    ModelSession session = new ModelSession(account, request);
    if (Boolean.parseBoolean(request.attributes().get("describe"))) {
      return describe(request, session);
    }
    ModelQueryEntry entry = account.queries().begin(session, moment);
    try {
      WireAnswer answer = carryOut(request, session);
      entry.succeed(account.moment().at(), rows(answer));
      return answer;
    } catch (ModelError e) {
      entry.fail(account.moment().at(), e);
      return e.answer();
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + " in: " + request, e);
    }
  }

  /**
   * Tells the columns of a query, with nothing bound; what changes something is not carried out.
   */
  private static WireAnswer describe(WireRequest request, ModelSession session) {
    List<SnowflakeToken> tokens = tokens(request);
    if (!new SnowflakeReader(tokens, List.of()).atOne("SELECT", "WITH")) {
      return SnowflakeVerb.done("");
    }
    try {
      return ModelEvaluation.answer(session, tokens, Collections.nCopies(tokens.size(), null));
    } catch (ModelError e) {
      return e.answer();
    }
  }

  private static List<SnowflakeToken> tokens(WireRequest request) {
    List<SnowflakeToken> tokens = new ArrayList<>(SnowflakeLexer.tokens(request.statement()));
    while (!tokens.isEmpty() && tokens.get(tokens.size() - 1).isSign(";")) {
      tokens.remove(tokens.size() - 1);
    }
    return tokens;
  }

  private static WireAnswer carryOut(WireRequest request, ModelSession session) {
    List<SnowflakeToken> tokens = tokens(request);
    Optional<SnowflakeVerb> verb =
        VERBS.stream()
            .filter(each -> each.begins(new SnowflakeReader(tokens, request.binds())))
            .findFirst();
    if (verb.isPresent()) {
      return verb.get().run(new SnowflakeReader(tokens, request.binds()), session);
    }
    SnowflakeReader reader = new SnowflakeReader(tokens, request.binds());
    if (reader.has("RESULT_SCAN", "(")) {
      return WireAnswer.passed();
    }
    if (reader.atOne("SELECT", "WITH")) {
      return ModelEvaluation.answer(session, tokens, request.binds());
    }
    if (tokens.isEmpty() || tokens.get(0).kind() != SnowflakeToken.Kind.WORD) {
      throw ModelError.syntax(0, tokens.isEmpty() ? "<EOF>" : tokens.get(0).text());
    }
    throw new AssertionError(
        "the model knows no statement " + tokens.get(0).text().toUpperCase(Locale.ROOT));
  }

  private static long rows(WireAnswer answer) {
    return answer instanceof WireAnswer.Rows rows
        ? rows.rows().size()
        : answer instanceof WireAnswer.Done done ? Math.max(0, done.count()) : 0;
  }
}

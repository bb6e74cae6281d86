package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.core.json.Json;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationListener;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Progress;
import io.gds.database.testkit.Canary;
import io.gds.database.testkit.CapturedLogs;
import io.gds.database.testkit.wire.MongoReply;
import io.gds.database.testkit.wire.MongoRequest;
import io.gds.database.testkit.wire.WireAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The password of connections, which is that of a new user and the value of a secret parameter too,
 * is nowhere: not in what any method tells, throws, plans, runs or writes, nor in what the driver
 * logs, whatever becomes of the call, and be it that the server repeats it.
 */
class MongoCanaryTest {
  private static final Set<String> CHANGES =
      Set.of(
          "createUser",
          "updateUser",
          "dropUser",
          "createRole",
          "dropRole",
          "grantRolesToUser",
          "grantPrivilegesToRole",
          "setParameter",
          "create",
          "dropDatabase",
          "killOp",
          "replSetReconfig");

  /** What becomes of calls, and how many of them at least. */
  enum Fate {
    GOES_WELL("root", ErrorCode.PRECONDITION_FAILED, 0),
    NOT_ALLOWED("clerk", ErrorCode.PERMISSION_DENIED, 50),
    CONNECTION_LOST("root", ErrorCode.CONNECTION_LOST, 5),
    CHANGE_FAILS("root", ErrorCode.STATEMENT_FAILED, 10),
    NO_SENSE("root", ErrorCode.STATEMENT_FAILED, 10),
    SERVER_FAILS("root", ErrorCode.STATEMENT_FAILED, 50);

    private final String user;
    private final ErrorCode code;
    private final int least;

    Fate(String user, ErrorCode code, int least) {
      this.user = user;
      this.code = code;
      this.least = least;
    }

    /** What a member says; the words of its errors repeat all that it was told. */
    private WireAnswer answer(MongoRequest request) {
      String told = request.body().toJson();
      return switch (this) {
        case GOES_WELL -> WireAnswer.passed();
        case NOT_ALLOWED ->
            MongoReply.error(
                13, "not authorized on " + request.database() + " to execute command " + told);
        case CONNECTION_LOST -> WireAnswer.drop();
        case CHANGE_FAILS ->
            CHANGES.contains(request.name())
                ? MongoReply.error(8, "UnknownError", "it cannot be done: " + told)
                : WireAnswer.passed();
        case NO_SENSE -> MongoReply.parse("{x: 1}");
        case SERVER_FAILS -> MongoReply.error(8, "UnknownError", "the disk failed at " + told);
      };
    }

    /** A new connection for each takes its time: some readings will do. */
    private boolean concerns(MongoMethod method) {
      return this != CONNECTION_LOST
          || (method.handle() == MongoDatabase.class && method.method().getParameterCount() == 0);
    }
  }

  private final Canary canary = Canary.random();
  private final List<AuditRecord> audit = new CopyOnWriteArrayList<>();
  private final Map<ErrorCode, Integer> errors = new EnumMap<>(ErrorCode.class);
  private final List<String> done = new ArrayList<>();

  @ParameterizedTest
  @EnumSource
  void itIsNowhere(Fate fate) {
    try (CapturedLogs logs = CapturedLogs.start();
        MongoNamedScene at = scene()) {
      MongoEngine engine = at.manager.open(at.info(fate.user), MongoEngine.class);
      engine.ping();
      answerAlways(at, fate);
      see("the engine", engine);
      callAll(fate, MongoArguments.of(engine, at, canary.ref())).stream()
          .sorted(Comparator.comparing(MongoCanaryTest::turn))
          .forEach(operation -> execute(engine, operation));
      audit.forEach(record -> see("the audit", Json.line(record)));
      see(fate, logs);
      assertThat(logs.lines("org.mongodb.driver.protocol.command")).isNotEmpty();
    }
    assertThat(errors.getOrDefault(fate.code, 0))
        .as("%s", errors)
        .isGreaterThanOrEqualTo(fate.least);
    assertThat(audit).isNotEmpty();
    if (fate == Fate.GOES_WELL) {
      assertThat(done)
          .contains("createUser", "alterUser", "backup", "restore", "clone", "setConfiguration");
    }
  }

  private MongoNamedScene scene() {
    OperationListener listener =
        new OperationListener() {
          @Override
          public void progressed(String operationId, Progress progress) {
            see("the progress", progress);
          }

          @Override
          public void finished(AuditRecord finished) {
            audit.add(finished);
          }
        };
    DatabaseManager manager =
        DatabaseManager.builder().provider(new MongoProvider()).audit(listener).build();
    return new MongoNamedScene("shop", canary.secret(), manager, canary.ref());
  }

  /** What connections and the driver say for themselves goes on as ever. */
  private static void answerAlways(MongoNamedScene at, Fate fate) {
    for (int number = 0; number < 3; number++) {
      at.set.peer(number).script().matching(MongoNamedScene::isOfCalls).by(fate::answer);
    }
  }

  private List<Operation<?>> callAll(Fate fate, MongoArguments samples) {
    List<Operation<?>> planned = new ArrayList<>();
    for (MongoMethod method : MongoMethod.all()) {
      if (fate.concerns(method)) {
        try {
          Object told = samples.call(method);
          see(method.signature(), told);
          if (told instanceof Operation<?> operation) {
            see(method + ", script", operation.script().text());
            see(method + ", checks", operation.checks());
            planned.add(operation);
          }
        } catch (DatabaseException e) {
          failed(method.signature(), e);
        }
      }
    }
    return planned;
  }

  /** What needs a name that others take comes first, and what leaves nothing for others last. */
  private static int turn(Operation<?> operation) {
    return switch (operation.name()) {
      case "createUser" -> 0;
      case "create", "drop", "dropUser", "dropRole" -> 2;
      case "switchover", "failover", "removeNode", "startup", "restart", "shutdown" -> 3;
      default -> 1;
    };
  }

  private <T extends @Nullable Object> void execute(MongoEngine engine, Operation<T> planned) {
    OperationResult<T> result = engine.operations().execute(planned, OperationContext.none());
    String name = planned.name();
    see(name + ", result", result);
    see(name + ", message", result.message());
    see(name + ", details", result.details());
    result.error().ifPresentOrElse(error -> failed(name, error), () -> done.add(name));
  }

  private void failed(String what, DatabaseException error) {
    see(what, error);
    see(what + ", remedy", error.remedy());
    see(what + ", details", error.details());
    errors.merge(error.code(), 1, Integer::sum);
  }

  /** What a server repeats, against its custom, the driver's own log repeats too. */
  private void see(Fate fate, CapturedLogs logs) {
    if (fate == Fate.CHANGE_FAILS) {
      logs.lines("io.gds").forEach(line -> see("the log", line));
      logs.lines("gds").forEach(line -> see("the log", line));
    } else {
      canary.assertAbsentFrom(logs);
    }
  }

  private void see(String where, Object told) {
    canary.assertAbsentFrom(where, told);
  }
}

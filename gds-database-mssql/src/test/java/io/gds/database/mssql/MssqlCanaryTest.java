package io.gds.database.mssql;

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
import io.gds.database.testkit.Canary;
import io.gds.database.testkit.CapturedLogs;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The password of connections, which is that of a new user too, is nowhere: not in what any method
 * tells, throws, plans, runs or writes, whatever becomes of the call.
 */
class MssqlCanaryTest {
  /** What becomes of calls, and how many of them at least. */
  enum Fate {
    GOES_WELL("sa", ErrorCode.DATABASE_IN_USE, 1),
    NOT_ALLOWED("clerk", ErrorCode.PERMISSION_DENIED, 50),
    CONNECTION_LOST("sa", ErrorCode.CONNECTION_LOST, 10),
    NO_SENSE("sa", ErrorCode.STATEMENT_FAILED, 50),
    SERVER_FAILS("sa", ErrorCode.DATABASE_CORRUPT, 50);

    private final String user;
    private final ErrorCode code;
    private final int least;

    Fate(String user, ErrorCode code, int least) {
      this.user = user;
      this.code = code;
      this.least = least;
    }

    /** What a server says that is of this fate; empty if it is as it always is. */
    private Optional<WireAnswer> answer() {
      return switch (this) {
        case GOES_WELL, NOT_ALLOWED -> Optional.empty();
        case CONNECTION_LOST -> Optional.of(WireAnswer.drop());
        case NO_SENSE -> Optional.of(WireAnswer.rows("x int").row(1));
        case SERVER_FAILS -> Optional.of(WireAnswer.error("823", "The operating system failed."));
      };
    }

    /** A new connection for each takes its time: some readings will do. */
    private boolean concerns(MssqlMethod method) {
      return this != CONNECTION_LOST
          || (method.handle() == MssqlDatabase.class
              && !method.method().getName().startsWith("prepare"));
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
        MssqlNamedScene at = scene()) {
      MssqlEngine engine = open(fate, at.scene);
      fate.answer().ifPresent(answer -> answerAlways(at.scene, answer));
      see("the engine", engine);
      callAll(fate, new MssqlSamples(engine, at, names(at), canary.secret())).stream()
          .sorted(Comparator.comparing(MssqlCanaryTest::turn))
          .forEach(operation -> execute(engine, operation));
      audit.forEach(record -> see("the audit", Json.line(record)));
      canary.assertAbsentFrom(logs);
      assertThat(logs.lines()).isNotEmpty();
    }
    assertThat(errors.get(fate.code)).as("%s", errors).isGreaterThanOrEqualTo(fate.least);
    assertThat(audit).isNotEmpty();
    if (fate == Fate.GOES_WELL) {
      assertThat(done).contains("createUser", "alterUser", "backup", "clone", "verifyBackup");
    } else {
      assertThat(done).isEmpty();
    }
  }

  private MssqlNamedScene scene() {
    OperationListener listener =
        new OperationListener() {
          @Override
          public void finished(AuditRecord finished) {
            audit.add(finished);
          }
        };
    DatabaseManager manager =
        DatabaseManager.builder().provider(new MssqlProvider()).audit(listener).build();
    return new MssqlNamedScene(
        new MssqlScene(canary.secret(), manager, like -> like.login("clerk", canary.secret())),
        "shop");
  }

  private static List<String> names(MssqlNamedScene at) {
    return List.of(at.name, at.other, at.fresh);
  }

  /** An engine that knows another server too. */
  private MssqlEngine open(Fate fate, MssqlScene scene) {
    return scene.manager.open(
        scene.info(fate.user, canary.secret()).toBuilder()
            .peer("SQL2", scene.info("clerk", canary.secret()))
            .build(),
        MssqlEngine.class);
  }

  /** What the driver and the pool say by themselves goes on as ever. */
  private static void answerAlways(MssqlScene scene, WireAnswer answer) {
    scene.peer.script().onAnything().by(request -> isFrame(request) ? WireAnswer.passed() : answer);
  }

  private static boolean isFrame(WireRequest request) {
    return MssqlCorpus.FRAME.contains(request.normalized());
  }

  private List<Operation<?>> callAll(Fate fate, MssqlSamples samples) {
    List<Operation<?>> planned = new ArrayList<>();
    for (MssqlMethod method : MssqlMethod.all()) {
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
      case "create", "alter", "drop", "restore" -> 2;
      case "startup", "restart", "shutdown" -> 3;
      default -> 1;
    };
  }

  private <T extends @Nullable Object> void execute(MssqlEngine engine, Operation<T> planned) {
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

  private void see(String where, Object told) {
    canary.assertAbsentFrom(where, told);
  }
}

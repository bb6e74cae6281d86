package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.AlterOptions;
import io.gds.database.CreateOptions;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationListener;
import io.gds.database.testkit.Canary;
import io.gds.database.testkit.CapturedLogs;
import io.gds.database.testkit.wire.WireAnswer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The password of connections, and secrets in statements, are nowhere: not in what is told, thrown,
 * planned or written, and not in the driver's own log at its finest.
 */
@Timeout(30)
class SnowflakeCanaryTest {
  private static final Logger DRIVER = Logger.getLogger("net.snowflake");

  private final Canary canary = Canary.random();
  private final List<AuditRecord> audit = new CopyOnWriteArrayList<>();

  private void see(String where, @Nullable Object object) {
    canary.assertAbsentFrom(where, String.valueOf(object));
  }

  private SnowflakeScene scene() {
    OperationListener listener =
        new OperationListener() {
          @Override
          public void finished(AuditRecord finished) {
            audit.add(finished);
          }
        };
    return new SnowflakeScene(
        canary.secret(),
        DatabaseManager.builder().provider(new SnowflakeProvider()).audit(listener).build(),
        like -> like);
  }

  private static AutoCloseable finest() {
    Level before = DRIVER.getLevel();
    DRIVER.setLevel(Level.FINEST);
    return () -> DRIVER.setLevel(before);
  }

  @Test
  void thePasswordIsNowhere() throws Exception {
    try (AutoCloseable level = finest();
        CapturedLogs logs = CapturedLogs.start();
        SnowflakeScene scene = scene()) {
      SnowflakeDatabase database = scene.engine.database("A");
      see(
          "the engine",
          scene.engine + " " + scene.engine.connectionInfo() + scene.engine.metadata());
      see("a plan", database.prepareCreate(CreateOptions.defaults()).script().text());
      database.create(CreateOptions.defaults());
      see("metadata", database.refresh(Detail.values()));
      database.alter(AlterOptions.builder().option(SnowflakeAlter.COMMENT, "x").build());
      database.drop(DropOptions.defaults());
      try {
        scene.open("ada", canary.secret() + "x");
      } catch (DatabaseException e) {
        see("a refusal", e + " " + e.details().values());
        canary.assertAbsentFrom("a refusal with its causes", e);
      }
      scene.peer.endSessions();
      scene.engine.databases();
      audit.forEach(record -> see("the audit", record));
      canary.assertAbsentFrom(logs);
      assertThat(logs.lines("net.snowflake")).isNotEmpty();
    }
    assertThat(audit).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSecretInAStatementIsNowhereHoweverItEnds(boolean well) throws Exception {
    String sql = "ALTER USER \"BOB\" SET PASSWORD = '" + canary.secret() + "'";
    try (AutoCloseable level = finest();
        SnowflakeBareScene scene = new SnowflakeBareScene();
        CapturedLogs logs = CapturedLogs.start()) {
      scene.context.sql().session().close();
      scene
          .peer
          .script()
          .on(sql)
          .answer(
              well
                  ? WireAnswer.done()
                  : WireAnswer.error("003002", "Password '" + canary.secret() + "' is weak"));
      SnowflakeRun run = scene.context.gateway().prepare(sql, "ALTER USER … PASSWORD <hidden>");
      Operation<@Nullable Void> operation = scene.plan(run);
      see("a plan", operation.script().text());
      var result = scene.runner.execute(operation, OperationContext.none());
      see("a result", result + " " + result.message() + result.details());
      result.error().ifPresent(e -> canary.assertAbsentFrom("an error with its causes", e));
      canary.assertAbsentFrom(logs);
      assertThat(result.isSuccess()).isEqualTo(well);
      assertThat(scene.sent(sql)).hasSize(1);
    }
  }

  @Test
  void theNewPasswordOfAUserIsNowhereHoweverItEnds() throws Exception {
    try (AutoCloseable level = finest();
        CapturedLogs logs = CapturedLogs.start();
        SnowflakeScene scene = scene()) {
      SecretRef secret = SecretRef.inline((canary.secret() + "'\\").toCharArray());
      Operation<?> create =
          scene.engine.prepareCreateUser(
              CreateUserOptions.builder().name("BEA").password(secret).build());
      see("a plan", create + create.script().text() + create.checks());
      create.run();
      see("what is told", scene.engine.users(PrincipalQuery.all()));
      AlterUserOptions change = AlterUserOptions.builder().name("BEA").password(secret).build();
      see("options", change);
      scene.engine.alterUser(change);
      scene
          .peer
          .script()
          .beginningWith("ALTER USER \"BEA\"")
          .once(WireAnswer.error("003002", "Password '" + canary.secret() + "' is weak"));
      try {
        scene.engine.alterUser(change);
      } catch (DatabaseException e) {
        see("a refusal", e + " " + e.details().values());
        canary.assertAbsentFrom("a refusal with its causes", e);
      }
      audit.forEach(record -> see("the audit", record));
      canary.assertAbsentFrom(logs);
    }
    assertThat(audit).hasSize(3);
  }
}

package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.StepKind;
import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(30)
class SnowflakeGatewayTest {
  private static final String SQL = "CREATE DATABASE \"X\"";

  private SnowflakeBareScene scene;

  @BeforeEach
  void open() {
    scene = new SnowflakeBareScene();
  }

  @AfterEach
  void close() {
    scene.peer.verify();
    scene.close();
  }

  private void history(String status, String code, String message) {
    scene
        .peer
        .script()
        .beginningWith("SELECT QUERY_ID")
        .by(
            request ->
                WireAnswer.rows(
                        "QUERY_ID text",
                        "EXECUTION_STATUS text",
                        "ERROR_CODE text",
                        "ERROR_MESSAGE text")
                    .row(scene.peer.queries().get(0).id(), status, code, message));
  }

  private void seen(int rows) {
    scene
        .peer
        .script()
        .beginningWith("SELECT COUNT(*) AS SEEN FROM TABLE(")
        .once(WireAnswer.rows("SEEN fixed").row(rows));
  }

  private void noHistory() {
    scene
        .peer
        .script()
        .beginningWith("SELECT QUERY_ID")
        .answer(
            WireAnswer.rows(
                "QUERY_ID text", "EXECUTION_STATUS text", "ERROR_CODE text", "ERROR_MESSAGE text"));
  }

  @Test
  void aStatementIsStartedWithATagOfItsOwnAndFollowedByItsId() {
    scene.peer.script().on(SQL).answer(WireAnswer.done("Database X successfully created."));
    SnowflakeRun run = scene.context.gateway().prepare(SQL);

    assertThat(scene.run(run).outcome()).isEqualTo(Outcome.SUCCEEDED);

    WireRequest sent = scene.sent(SQL).get(0);
    assertThat(sent.attributes()).containsEntry("async", "true").containsEntry("tag", run.tag());
    assertThat(run.tag()).startsWith("{\"app\":\"gds\",\"id\":\"");
    assertThat(run.queryId()).contains(sent.attributes().get("query"));
    assertThat(scene.context.gateway().prepare(SQL).tag()).isNotEqualTo(run.tag());
    assertThat(scene.peer.script().requests()).hasSize(1);
  }

  @Test
  void readsAreTaggedTooAndNotEndedByAnyOther() {
    scene.peer.script().beginningWith("SELECT").answer(WireAnswer.rows("A fixed").row(1));

    scene.context.sql().query("SELECT 1 AS A", row -> row.longValue("A"));
    scene.context.sql().query("SELECT 1 AS A WHERE 1 = ?", row -> row.longValue("A"), 1);

    assertThat(scene.peer.script().requests())
        .extracting(request -> request.attributes().get("tag"))
        .allSatisfy(tag -> assertThat(tag).startsWith("{\"app\":\"gds\""))
        .doesNotHaveDuplicates();
    assertThat(scene.peer.script().requests())
        .extracting(request -> request.attributes().get("timeout"))
        .containsOnly("30");
  }

  @Test
  void theServersErrorIsToldAsIfItHadBeenWaitedFor() {
    scene
        .peer
        .script()
        .on(SQL)
        .answer(WireAnswer.error("002002", "SQL compilation error:\nObject 'X' already exists."));

    OperationResult<@Nullable Void> result = scene.run(scene.context.gateway().prepare(SQL));

    DatabaseException error = result.error().orElseThrow();
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(error.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(error.nativeCode()).contains("2002");
    assertThat(error).hasMessageContaining("already exists");
    assertThat(error.details().get("statement")).contains(SQL);
  }

  @Test
  void theWordsOfAnErrorAreWithheldWhereTheStatementHoldsASecret() {
    String secret = "ALTER USER \"ADA\" SET PASSWORD = 'canary'";
    scene
        .peer
        .script()
        .on(secret)
        .answer(WireAnswer.error("003002", "Password 'canary' is too weak"));

    OperationResult<@Nullable Void> result =
        scene.run(scene.context.gateway().prepare(secret, "ALTER USER … PASSWORD <hidden>"));

    DatabaseException error = result.error().orElseThrow();
    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
    assertThat(error.toString() + error.details().values()).doesNotContain("canary");
  }

  @Test
  void rowsAreReadByTheIdForADay() {
    scene
        .peer
        .script()
        .beginningWith("COPY INTO")
        .answer(WireAnswer.rows("rows_unloaded fixed").row(7));
    Operation<@Nullable Void> operation =
        scene
            .runner
            .<@Nullable Void>plan("unload", "X")
            .step(
                StepKind.SQL,
                Effect.ONCE,
                "COPY INTO @S FROM T",
                step ->
                    assertThat(
                            scene
                                .context
                                .gateway()
                                .rows(
                                    step,
                                    "COPY INTO @S FROM T",
                                    row -> row.longValue("rows_unloaded")))
                        .containsExactly(7L))
            .yields(() -> null);

    operation.run();
  }

  @Test
  void aBrokenConnectionDoesNotLoseAStatementThatRuns() {
    scene.peer.script().on(SQL).answer(WireAnswer.done().after(Duration.ofMillis(300)));
    OperationHandle<@Nullable Void> handle =
        scene.runner.submit(
            scene.plan(scene.context.gateway().prepare(SQL)), OperationContext.none());
    awaitBegun();
    scene.peer.cut();

    assertThat(handle.await().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.sent(SQL)).hasSize(1);
  }

  private void awaitBegun() {
    scene.awaitHeld(() -> !scene.peer.queries().isEmpty());
  }

  @Test
  void aCancelStopsItOnTheServer() {
    scene.peer.script().on(SQL).answer(WireAnswer.done().after(Duration.ofSeconds(20)));
    scene
        .peer
        .script()
        .beginningWith("SELECT SYSTEM$CANCEL_QUERY")
        .by(
            request -> {
              scene.peer.cancel(scene.peer.queries().get(0).id());
              return WireAnswer.rows("ANSWER text").row("query terminated.");
            });
    OperationHandle<@Nullable Void> handle =
        scene.runner.submit(
            scene.plan(scene.context.gateway().prepare(SQL)), OperationContext.none());
    awaitBegun();
    handle.cancel();

    assertThat(handle.await().outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void aStartThatWasNeverReceivedIsNotDoneOnceTheHistoryWouldKnow() {
    noHistory();
    scene.peer.script().on(SQL).answer(WireAnswer.error("HTTP 400", "turned away"));
    Operation<@Nullable Void> operation = scene.plan(scene.context.gateway().prepare(SQL));

    OperationResult<@Nullable Void> result =
        scene.runner.execute(operation, OperationContext.none());

    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(scene.runner.reconcile(operation).outcome()).isEqualTo(Outcome.UNKNOWN);
    scene.clock.advance(Duration.ofMinutes(2));
    seen(10_000);
    assertThat(scene.runner.reconcile(operation).outcome())
        .as("of a busy user the history may leave it out")
        .isEqualTo(Outcome.UNKNOWN);
    seen(9_999);
    assertThat(scene.runner.reconcile(operation).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(scene.sent(SQL)).hasSize(1);
    assertThat(scene.peer.queries()).noneMatch(ran -> ran.statement().equals(SQL));
  }

  @Test
  void aStartWhoseAnswerWasLostIsFoundByItsTag() {
    history("SUCCESS", "", "");
    scene
        .peer
        .script()
        .on(SQL)
        .by(
            request -> {
              scene.peer.down();
              return WireAnswer.lost();
            });
    SnowflakeRun run = scene.context.gateway().prepare(SQL);
    Operation<@Nullable Void> operation = scene.plan(run);

    OperationResult<@Nullable Void> result =
        scene.runner.execute(operation, OperationContext.none());
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    scene.peer.up();

    assertThat(scene.runner.reconcile(operation).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.sent(SQL)).hasSize(1);
    assertThat(
            scene.peer.script().statements().stream()
                .filter(sql -> sql.startsWith("SELECT QUERY_ID"))
                .findFirst()
                .orElseThrow())
        .isEqualTo(
            "SELECT QUERY_ID, EXECUTION_STATUS, ERROR_CODE, ERROR_MESSAGE FROM"
                + " TABLE(\"SNOWFLAKE\".INFORMATION_SCHEMA.QUERY_HISTORY_BY_USER("
                + "END_TIME_RANGE_START => '2026-03-01T09:50:00Z'::TIMESTAMP_LTZ,"
                + " RESULT_LIMIT => 10000)) WHERE QUERY_TAG = '"
                + run.tag()
                + "'");
  }

  @Test
  void aStatementThatTheServerKnowsNothingOfIsJudgedByItsEffect() {
    scene
        .peer
        .script()
        .beginningWith("SELECT QUERY_ID")
        .answer(WireAnswer.error("000606", "No active warehouse selected"));
    scene.peer.script().on(SQL).answer(WireAnswer.error("HTTP 400", "turned away"));
    Operation<@Nullable Void> operation =
        scene.plan(scene.context.gateway().prepare(SQL).seen(() -> true));

    OperationResult<@Nullable Void> result =
        scene.runner.execute(operation, OperationContext.none());

    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.runner.reconcile(operation).outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void aFailureInTheHistoryHadNoEffect() {
    history("FAIL", "002003", "Database 'X' does not exist or not authorized.");
    scene.peer.script().on(SQL).answer(WireAnswer.error("002003", "no"));
    scene.run(scene.context.gateway().prepare(SQL));

    SnowflakeGateway.Found found =
        scene.context.gateway().find("tag", scene.clock.instant()).orElseThrow();

    assertThat(found.status())
        .isEqualTo(
            new SnowflakeStatus(
                SnowflakeStatus.State.FAILED,
                2003,
                "Database 'X' does not exist or not authorized."));
  }

  @Test
  void whatTheServerForgetsIsNotWaitedForForEver() {
    scene
        .peer
        .script()
        .on(SQL)
        .by(
            request -> {
              scene.clock.advance(Duration.ofMinutes(3));
              return WireAnswer.error("HTTP 400", "turned away");
            });
    scene
        .peer
        .script()
        .beginningWith("SELECT QUERY_ID")
        .inTurn(
            WireAnswer.rows(
                    "QUERY_ID text",
                    "EXECUTION_STATUS text",
                    "ERROR_CODE text",
                    "ERROR_MESSAGE text")
                .row("01b2c3d4-0000-0000-0000-000000000000", "RUNNING", "", ""));
    OperationHandle<@Nullable Void> handle =
        scene.runner.submit(
            scene.plan(scene.context.gateway().prepare(SQL)), OperationContext.none());
    scene.awaitHeld(
        () -> {
          scene.clock.advance(Duration.ofMinutes(1));
          return handle.isDone();
        });

    assertThat(handle.await().outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void statesAreToldByTheServersWords() {
    for (String word :
        new String[] {
          "RUNNING",
          "QUEUED",
          "BLOCKED",
          "RESUMING_WAREHOUSE",
          "ABORTING",
          "queued",
          "RESTARTED",
          "QUEUED_REPARING_WAREHOUSE",
          "DISCONNECTED"
        }) {
      assertThat(SnowflakeStatus.of(word, 0, "").isRunning()).as(word).isTrue();
    }
    for (String word : new String[] {"FAILED_WITH_ERROR", "ABORTED", "fail", "incident"}) {
      assertThat(SnowflakeStatus.of(word, 1, "x").state())
          .as(word)
          .isEqualTo(SnowflakeStatus.State.FAILED);
    }
    assertThat(SnowflakeStatus.of("SUCCESS", 0, "No error reported").message()).isEmpty();
    assertThat(SnowflakeStatus.of("NO_DATA", 0, "").state())
        .isEqualTo(SnowflakeStatus.State.UNKNOWN);
  }

  @Test
  void aClosedEngineSendsNothing() {
    scene.runner.close();

    assertThatThrownBy(() -> scene.context.gateway().status("x"))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_CLOSED));
  }
}

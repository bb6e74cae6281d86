package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.DropOptions;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationListener;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every operation goes through: checks, script, audit, result. */
abstract class GateTests extends ContractGroup {
  GateTests(PlatformContract contract) {
    super(contract);
  }

  private Operation<? extends Database> creation(Database database) {
    return database.prepareCreate(CreateOptions.defaults());
  }

  private <T> OperationResult<T> execute(Operation<T> operation) {
    return engine().operations().execute(operation, OperationContext.none());
  }

  @Test
  void aPlanTellsWhatItWillDoBeforeItDoesIt() {
    Database target = run().missing();
    Operation<? extends Database> planned = creation(target);
    assertThat(planned.name()).isNotBlank();
    assertThat(planned.target()).isEqualTo(target.name());
    assertThat(planned.refused()).isFalse();
    assertThat(planned.script().steps()).isNotEmpty().anyMatch(Step::changes);
    assertThat(planned.script().readOnly()).isFalse();
    assertThat(planned.script().steps()).extracting(Step::text).noneMatch(String::isBlank);
    assertThat(planned.script()).isEqualTo(planned.script());
    assertThat(planned.preparedAt()).isNotNull();
  }

  @Test
  void anOperationRunsOnce() {
    Operation<? extends Database> planned = creation(run().missing());
    planned.run();
    run()
        .unchanged(
            "a second run",
            () ->
                assertThatThrownBy(planned::run)
                    .isInstanceOf(IllegalStateException.class)
                    .isNotInstanceOf(DatabaseException.class));
  }

  @Test
  void onlyTheEngineThatPreparedAnOperationRunsIt() {
    Operation<? extends Database> planned = creation(run().missing());
    DatabaseEngine other = manager().open(fixture().connection());
    run()
        .unchanged(
            "another engine's run",
            () ->
                assertThatThrownBy(
                        () -> other.operations().execute(planned, OperationContext.none()))
                    .isInstanceOf(IllegalArgumentException.class));
  }

  @Test
  void aPlanThatTheWorldHasOvertakenIsStale() {
    Database target = run().missing();
    Operation<? extends Database> planned = creation(target);
    engine().createDatabase(target.name(), CreateOptions.defaults());
    fixture().fill(target, 5);
    assertRefused("a plan that has become wrong", ErrorCode.PLAN_STALE, planned::run);
    Operation<Void> drop = target.prepareDrop(DropOptions.defaults());
    target.drop(DropOptions.defaults());
    assertRefused("dropping what is gone meanwhile", ErrorCode.PLAN_STALE, drop::run);
  }

  @Test
  void aRefusedOperationChangesNothingAndSaysWhy() {
    Database existing = run().filled();
    Operation<? extends Database> planned = creation(existing);
    OperationResult<? extends Database> result =
        run().unchanged("a refused operation", () -> execute(planned));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.value()).isEmpty();
    assertThat(result.steps()).allMatch(step -> step.status() == StepStatus.NOT_STARTED);
    DatabaseException error = result.error().orElseThrow();
    assertThat(error.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(error.platform()).contains(engine().type().id());
    assertThat(error.engine()).contains(engine().name());
    assertThat(error.operation()).contains(planned.name());
    assertThat(error.target()).contains(existing.name());
    assertThat(error.remedy()).as("what to do about it").isPresent();
  }

  @Test
  void aResultTellsAllThereIsToTell() {
    Database target = run().missing();
    Operation<? extends Database> planned = creation(target);
    OperationResult<? extends Database> result =
        engine()
            .operations()
            .execute(planned, OperationContext.builder().correlationId("ticket-7").build());
    assertThat(result.isSuccess()).as(result.message()).isTrue();
    assertThat(result.orThrow()).isEqualTo(target);
    assertThat(result.correlationId()).isEqualTo("ticket-7");
    assertThat(result.attempts()).isPositive();
    assertThat(result.finishedAt()).isAfterOrEqualTo(result.startedAt());
    assertThat(result.steps()).hasSameSizeAs(planned.script().steps());
    assertThat(result.steps()).allMatch(step -> step.status() == StepStatus.DONE);
    assertThat(result.details())
        .containsEntry("correlationId", "ticket-7")
        .containsEntry("outcome", "SUCCEEDED")
        .containsEntry("target", target.name());
  }

  @Test
  void anAttemptHoldsEvenAFailureToPrepare() {
    OperationResult<Database> result =
        engine()
            .operations()
            .attempt(
                "create",
                "nothing",
                () -> {
                  throw new IllegalStateException("not to be prepared");
                },
                OperationContext.none());
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error()).map(DatabaseException::code).contains(ErrorCode.INTERNAL);
    assertThat(result.steps()).isEmpty();
  }

  @Test
  void theAuditTrailHoldsOneStartAndOneEndOfEachOperation() {
    Database target = run().missing();
    Operation<? extends Database> planned = creation(target);
    run().audit().forget();
    planned.run(
        OperationContext.builder().actor("ada").reason("a test").correlationId("ticket-8").build());
    List<AuditRecord> records = run().audit().records();
    assertThat(records)
        .extracting(AuditRecord::event)
        .containsExactly(AuditRecord.Event.STARTED, AuditRecord.Event.FINISHED);
    for (AuditRecord record : records) {
      assertThat(record.operationId()).isEqualTo(records.get(0).operationId()).isNotBlank();
      assertThat(record.correlationId()).isEqualTo("ticket-8");
      assertThat(record.actor()).isEqualTo("ada");
      assertThat(record.reason()).contains("a test");
      assertThat(record.platform()).isEqualTo(engine().type().id());
      assertThat(record.engine()).isEqualTo(engine().name());
      assertThat(record.operation()).isEqualTo(planned.name());
      assertThat(record.target()).isEqualTo(target.name());
      assertThat(record.options()).containsKey("mode");
      assertThat(record.script())
          .isEqualTo(planned.script().steps().stream().map(Step::text).toList());
    }
    assertThat(records.get(0).finishedAt()).isEmpty();
    assertThat(records.get(1).outcome()).contains(Outcome.SUCCEEDED);
    assertThat(records.get(1).errorCode()).isEmpty();
  }

  @Test
  void theAuditTrailHoldsRefusalsToo() {
    Operation<? extends Database> planned = creation(run().created());
    run().audit().forget();
    execute(planned);
    assertThat(run().audit().of(AuditRecord.Event.STARTED)).hasSize(1);
    AuditRecord end = run().audit().of(AuditRecord.Event.FINISHED).get(0);
    assertThat(end.outcome()).contains(Outcome.FAILED);
    assertThat(end.errorCode()).contains(ErrorCode.ALREADY_EXISTS);
    assertThat(end.errorMessage()).isPresent();
  }

  @Test
  void nothingIsBegunIfTheAuditTrailCannotBeWritten() {
    OperationListener full =
        new OperationListener() {
          @Override
          public void started(AuditRecord started) {
            throw new IllegalStateException("the audit store is full");
          }
        };
    try (DatabaseManager audited =
        DatabaseManager.builder()
            .provider(fixture().provider())
            .clock(fixture().clock())
            .audit(full)
            .build()) {
      DatabaseEngine engine = audited.open(fixture().connection());
      assertRefused(
          "an operation that cannot be audited",
          ErrorCode.AUDIT_FAILED,
          () -> engine.createDatabase(fixture().newDatabaseName(), CreateOptions.defaults()));
    }
  }

  @Test
  void aListenerThatThrowsDoesNoHarm() {
    run()
        .audit()
        .atNextStart(
            () -> {
              throw new IllegalStateException("the listener is broken");
            });
    OperationContext watched =
        OperationContext.builder()
            .progress(
                now -> {
                  throw new IllegalStateException("so is the progress bar");
                })
            .build();
    Database target = run().missing();
    assertThat(engine().operations().execute(creation(target), watched).isSuccess()).isTrue();
    assertThat(target.exists()).isTrue();
  }

  @Test
  void askingAgainAboutAnOperationThatEndedTellsHowItEnded() {
    Database target = run().missing();
    Operation<? extends Database> planned = creation(target);
    assertThatThrownBy(() -> engine().operations().reconcile(planned))
        .as("asking about an operation that was never run")
        .isInstanceOf(IllegalStateException.class);
    planned.run();
    OperationResult<?> again =
        run().unchanged("asking again", () -> engine().operations().reconcile(planned));
    assertThat(again.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }
}

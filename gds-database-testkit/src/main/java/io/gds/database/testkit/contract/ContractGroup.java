package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.Capability;
import io.gds.database.CapabilitySource;
import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.TestAbortedException;

/** The tests of one part of the contract. A suite composes several as nested classes. */
abstract class ContractGroup {
  private final PlatformContract contract;

  ContractGroup(PlatformContract contract) {
    this.contract = contract;
  }

  /** A test of a capability that is there. */
  interface CapabilityTest<C> {
    void accept(C capability) throws Exception;
  }

  /** A test whose failure says by itself which of the many it is: not every report tells. */
  static DynamicTest dynamicTest(String sentence, Executable test) {
    return DynamicTest.dynamicTest(
        sentence,
        () -> {
          try {
            test.execute();
          } catch (TestAbortedException e) {
            throw e;
          } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("it is not so that " + sentence + ": " + e.getMessage(), e);
          }
        });
  }

  ContractRun run() {
    return contract.run();
  }

  TestEngine fixture() {
    return run().fixture();
  }

  Declaration declared() {
    return run().declared();
  }

  DatabaseEngine engine() {
    return run().engine();
  }

  DatabaseManager manager() {
    return run().manager();
  }

  /** Tests what the engine declares; what it does not declare must be refused instead. */
  <C extends Capability> void onEngine(Class<C> type, CapabilityTest<C> test) throws Exception {
    if (declared().engine().contains(type)) {
      test.accept(engine().require(type));
    } else {
      assertRefused(engine(), type);
    }
  }

  /** Tests what a database declares; what it does not declare must be refused instead. */
  <C extends Capability> void onDatabase(Database database, Class<C> type, CapabilityTest<C> test)
      throws Exception {
    if (declared().database().contains(type)) {
      test.accept(database.require(type));
    } else {
      assertRefused(database, type);
    }
  }

  /**
   * The exact refusal of a capability: empty, and an exception that says which, why and what of.
   */
  void assertRefused(CapabilitySource source, Class<? extends Capability> type) {
    String name = type.getSimpleName();
    assertThat(source.capability(type)).as("%s, which is not declared", name).isEmpty();
    DatabaseException refusal =
        ContractRun.failing("requiring " + name, () -> source.require(type));
    assertUnsupported(refusal, name);
    UnsupportedCapabilityException unsupported = (UnsupportedCapabilityException) refusal;
    assertThat(unsupported.capability()).isEqualTo(name);
    assertThat(unsupported.availability().isStructural())
        .as("%s is refused for what the platform, version or edition is, not for a state", name)
        .isTrue();
  }

  /** That an exception is the refusal of something the platform does not have, and explains it. */
  void assertUnsupported(DatabaseException refusal, String what) {
    assertThat(refusal)
        .as("the refusal of %s", what)
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY);
    assertThat(refusal.platform()).contains(engine().type().id());
    assertThat(refusal.getMessage())
        .as("the refusal names what is refused and says why")
        .contains(what)
        .doesNotEndWith(": ");
  }

  /** That something is refused as unsupported and changes nothing. */
  void assertUnsupported(String what, ThrowingCallable action) {
    DatabaseException refusal = run().refused(what, action);
    assertThat(refusal)
        .as("the refusal of %s", what)
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY);
    assertThat(refusal.getMessage()).as("the reason why %s is refused", what).isNotBlank();
  }

  /** That something is refused with this code and changes nothing. */
  DatabaseException assertRefused(String what, ErrorCode code, ThrowingCallable action) {
    DatabaseException refusal = run().refused(what, action);
    assertThat(refusal.code()).as("the refusal of %s: %s", what, refusal).isEqualTo(code);
    assertThat(refusal.getMessage()).as("the text of the refusal of %s", what).isNotBlank();
    return refusal;
  }

  /** That something is refused as unsupported, or by a check, and changes nothing. */
  void assertNotDone(String what, ThrowingCallable action) {
    DatabaseException refusal = run().refused(what, action);
    assertThat(refusal.code())
        .as("the refusal of %s: %s", what, refusal)
        .isNotIn(ErrorCode.INTERNAL, ErrorCode.OUTCOME_UNKNOWN);
    assertThat(refusal.getMessage()).as("the text of the refusal of %s", what).isNotBlank();
  }

  /**
   * Uses a database from a second session until closed; skips the test where that hinders nobody.
   */
  AutoCloseable occupied(Database database) {
    Optional<AutoCloseable> session = fixture().occupy(database);
    assumeTrue(
        session.isPresent(), "skipped, because no session of this platform stands in the way");
    return session.orElseThrow();
  }

  /** Skips the test where nobody counts the statements that are sent. */
  long statementsSent() {
    OptionalLong sent = fixture().statementsSent();
    assumeTrue(sent.isPresent(), "skipped, because statements cannot be counted on this platform");
    return sent.orElseThrow();
  }

  /** Runs an operation and cancels it, on its own thread, when it first tells its progress. */
  <T extends @Nullable Object> OperationResult<T> cancelledAtFirstProgress(Operation<T> planned) {
    CompletableFuture<OperationHandle<T>> running = new CompletableFuture<>();
    OperationContext watched =
        OperationContext.builder()
            .progress(now -> running.orTimeout(30, TimeUnit.SECONDS).join().cancel())
            .build();
    running.complete(engine().operations().submit(planned, watched));
    return running
        .join()
        .await(Duration.ofSeconds(60))
        .orElseThrow(() -> new AssertionError(planned.name() + " goes on after it was cancelled"));
  }
}

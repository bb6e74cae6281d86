package io.gds.database.manager;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationExecutor;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Script;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Runs operations at once, on the caller's thread. */
final class TestOperations implements OperationExecutor {
  /** An operation of this name that does this. */
  static <T> Operation<T> operation(String name, Callable<T> body) {
    return new Prepared<>(name, body);
  }

  @Override
  public <T> OperationResult<T> execute(Operation<T> operation, OperationContext context) {
    Instant now = Instant.EPOCH;
    String id = context.correlationId().orElse("fresh");
    try {
      T value = operation.run(context);
      return new OperationResult<>(
          operation.name(),
          operation.target(),
          Outcome.SUCCEEDED,
          1,
          now,
          now,
          id,
          Optional.ofNullable(value),
          Optional.empty(),
          List.of(),
          List.of());
    } catch (DatabaseException e) {
      return OperationResult.notStarted(operation.name(), operation.target(), now, id, e);
    }
  }

  @Override
  public <T> OperationResult<T> attempt(
      String name, String target, Supplier<Operation<T>> prepare, OperationContext context) {
    Operation<T> operation;
    try {
      operation = prepare.get();
    } catch (DatabaseException e) {
      return OperationResult.notStarted(name, target, Instant.EPOCH, "fresh", e);
    }
    return execute(operation, context);
  }

  @Override
  public <T> OperationHandle<T> submit(Operation<T> operation, OperationContext context) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> OperationResult<T> reconcile(Operation<T> operation) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<OperationHandle<?>> active() {
    return List.of();
  }

  private record Prepared<T>(String name, Callable<T> body) implements Operation<T> {
    @Override
    public String target() {
      return "target";
    }

    @Override
    public Instant preparedAt() {
      return Instant.EPOCH;
    }

    @Override
    public List<Check> checks() {
      return List.of();
    }

    @Override
    public Script script() {
      return new Script(List.of());
    }

    @Override
    public boolean refused() {
      return false;
    }

    @Override
    public T run(OperationContext context) {
      try {
        return body.call();
      } catch (InterruptedException e) {
        throw ErrorDetails.of(ErrorCode.CANCELLED, "interrupted").toException();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

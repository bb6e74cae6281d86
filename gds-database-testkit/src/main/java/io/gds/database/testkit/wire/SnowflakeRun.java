package io.gds.database.testkit.wire;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Carries a statement's answer out, step by step. Used by one thread. */
final class SnowflakeRun {
  private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);

  private final SnowflakeQuery query;
  private final String normalized;
  private final long limitNanos;
  private final long begun = System.nanoTime();
  private final int limitSeconds;

  /**
   * A run.
   *
   * @param limitSeconds when the server ends it; 0 for never
   * @param second how long each of them takes
   */
  SnowflakeRun(SnowflakeQuery query, String normalized, int limitSeconds, Duration second) {
    this.query = query;
    this.normalized = normalized;
    this.limitSeconds = limitSeconds;
    limitNanos = limitSeconds == 0 ? DAY_NANOS : second.multipliedBy(limitSeconds).toNanos();
  }

  /** Whether it takes time. */
  static boolean waits(List<WireAnswer> steps) {
    return steps.stream()
        .anyMatch(s -> s instanceof WireAnswer.Pause || s instanceof WireAnswer.Held);
  }

  /**
   * How it ends.
   *
   * @throws IllegalArgumentException if the server cannot answer so
   */
  SnowflakeEnd end(List<WireAnswer> steps) {
    WireAnswer.@Nullable Rows result = null;
    for (WireAnswer step : steps) {
      if (step instanceof WireAnswer.Pause || step instanceof WireAnswer.Held) {
        WireAnswer.Failure failure = await(step);
        if (failure != null) {
          return new SnowflakeEnd.Failed(failure);
        }
      } else if (step instanceof WireAnswer.Dropped) {
        return new SnowflakeEnd.Dropped();
      } else if (step instanceof WireAnswer.Failure failure) {
        int http = SnowflakeCodes.http(failure);
        return http > 0
            ? new SnowflakeEnd.Turned(http, failure.message())
            : new SnowflakeEnd.Failed(known(failure));
      } else if (result != null) {
        throw new IllegalArgumentException("a statement of Snowflake has one result: " + step);
      } else if (step instanceof WireAnswer.Rows rows) {
        result = rows;
      } else if (step instanceof WireAnswer.Done done) {
        result = SnowflakeKinds.rows(done, query.kind());
      } else {
        throw new IllegalArgumentException("no step of an answer of Snowflake: " + step);
      }
    }
    if (result == null) {
      throw new IllegalArgumentException("no result");
    }
    SnowflakeState state = query.session().after(normalized);
    return new SnowflakeEnd.Rows(result, query.kind(), state);
  }

  private static WireAnswer.Failure known(WireAnswer.Failure failure) {
    SnowflakeCodes.state(failure);
    return failure;
  }

  private WireAnswer.@Nullable Failure await(WireAnswer step) {
    CompletableFuture<Void> over =
        step instanceof WireAnswer.Held held ? held.gate().arrive() : new CompletableFuture<>();
    long wanted = step instanceof WireAnswer.Pause pause ? pause.time().toNanos() : DAY_NANOS;
    long left = limitNanos - (System.nanoTime() - begun);
    try {
      CompletableFuture.anyOf(over, query.cancelled())
          .get(Math.min(wanted, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return wanted < left ? null : timedOut();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return canceled();
    }
    return query.cancelled().isDone() ? canceled() : null;
  }

  private static WireAnswer.Failure canceled() {
    return WireAnswer.error(SnowflakeCodes.CANCELED, "SQL execution canceled");
  }

  private WireAnswer.Failure timedOut() {
    return WireAnswer.error(
        SnowflakeCodes.TIMED_OUT,
        "Statement reached its statement or warehouse timeout of %d second(s) and was canceled."
            .formatted(limitSeconds));
  }
}

package io.gds.database.testkit.wire;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A statement that a client has sent, from its arrival on. Thread-safe. */
final class SnowflakeQuery {
  private final String id;
  private final SnowflakeSession session;
  private final WireRequest request;
  private final long kind;
  private final Clock clock;
  private final Instant begun;
  private final int mostRows;
  private final CompletableFuture<SnowflakeEnd> end = new CompletableFuture<>();
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
  private final AtomicBoolean mute = new AtomicBoolean();
  private volatile @Nullable Instant ended;

  /**
   * One that has just come.
   *
   * @param mostRows how many rows are given at most; 0 for all
   */
  SnowflakeQuery(
      String id,
      SnowflakeSession session,
      WireRequest request,
      long kind,
      Clock clock,
      int mostRows) {
    this.id = id;
    this.session = session;
    this.request = request;
    this.kind = kind;
    this.clock = clock;
    this.mostRows = mostRows;
    begun = clock.instant();
  }

  String id() {
    return id;
  }

  SnowflakeSession session() {
    return session;
  }

  WireRequest request() {
    return request;
  }

  long kind() {
    return kind;
  }

  int mostRows() {
    return mostRows;
  }

  CompletableFuture<SnowflakeEnd> end() {
    return end;
  }

  CompletableFuture<Void> cancelled() {
    return cancelled;
  }

  /** The client will not hear of it what is answered first. */
  void silence() {
    mute.set(true);
  }

  /** Whether this answer is the one that is not heard. */
  boolean takeSilence() {
    return mute.getAndSet(false);
  }

  /** Whether it was running until now. */
  boolean cancel() {
    return !end.isDone() && cancelled.complete(null);
  }

  void end(SnowflakeEnd how) {
    ended = clock.instant();
    end.complete(how);
  }

  /** As it is told to others. */
  SnowflakeRan ran(String whileRunning) {
    SnowflakeEnd how = end.getNow(null);
    Instant last = how == null ? null : ended;
    WireAnswer.Failure failure =
        how instanceof SnowflakeEnd.Failed failed ? failed.failure() : null;
    String status =
        how == null
            ? whileRunning
            : how instanceof SnowflakeEnd.Rows ? "SUCCESS" : "FAILED_WITH_ERROR";
    return new SnowflakeRan(
        id,
        session.number(),
        session.user(),
        request.statement(),
        request.attributes().getOrDefault("tag", ""),
        new SnowflakePlace(
            request.database(),
            request.attributes().getOrDefault("schema", ""),
            request.attributes().getOrDefault("warehouse", ""),
            request.attributes().getOrDefault("role", "")),
        status,
        begun,
        Optional.ofNullable(last),
        failure == null ? "" : SnowflakeCodes.code(failure),
        failure == null ? "" : failure.message());
  }
}

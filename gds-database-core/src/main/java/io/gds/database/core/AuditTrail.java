package io.gds.database.core;

import io.gds.database.core.json.Json;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.OperationListener;
import io.gds.database.operation.OperationResult;
import io.gds.database.spi.EngineEnvironment;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the audit trail: one JSON line a record to the logger {@code gds.audit} at INFO, and the
 * same record to the listeners. Thread-safe.
 */
final class AuditTrail {
  /** The logger's name, which operators configure. */
  static final String LOGGER = "gds.audit";

  private static final Logger AUDIT = LoggerFactory.getLogger(LOGGER);
  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

  private final String platform;
  private final String engine;
  private final EngineEnvironment environment;

  AuditTrail(String platform, String engine, EngineEnvironment environment) {
    this.platform = platform;
    this.engine = engine;
    this.environment = environment;
  }

  /** Writes STARTED; a required listener that fails stops the operation. */
  void started(RunningOperation<?> running) {
    AuditRecord started = record(running, null);
    for (OperationListener listener : environment.requiredListeners()) {
      try {
        listener.started(started);
      } catch (RuntimeException | Error e) {
        throw ErrorDetails.of(
                ErrorCode.AUDIT_FAILED,
                "the audit listener refused the record, so nothing was begun: " + e)
            .cause(e)
            .remedy("Make the audit store take records again.")
            .toException();
      }
    }
    log(started);
    for (OperationListener listener : environment.listeners()) {
      quietly(() -> listener.started(started));
    }
  }

  /** Writes FINISHED; no failure of it changes how the operation ended. */
  void finished(RunningOperation<?> running, OperationResult<?> result) {
    AuditRecord finished = record(running, result);
    quietly(() -> log(finished));
    for (OperationListener listener : environment.requiredListeners()) {
      quietly(() -> listener.finished(finished));
    }
    for (OperationListener listener : environment.listeners()) {
      quietly(() -> listener.finished(finished));
    }
  }

  private static void log(AuditRecord record) {
    if (AUDIT.isInfoEnabled()) {
      AUDIT.info(Json.line(record));
    }
  }

  private static void quietly(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      // A class that a listener lacks is the listener's trouble, too, and not the operation's.
      LOG.error("An audit listener failed: {}", e.toString());
    }
  }

  private AuditRecord record(RunningOperation<?> running, @Nullable OperationResult<?> result) {
    Optional<DatabaseException> error = result == null ? Optional.empty() : result.error();
    long bytes = running.reporter().bytes();
    return new AuditRecord(
        result == null ? AuditRecord.Event.STARTED : AuditRecord.Event.FINISHED,
        running.id(),
        running.correlationId(),
        running.context().actor().orElseGet(() -> System.getProperty("user.name", "unknown")),
        running.context().reason(),
        platform,
        engine,
        running.plan().name(),
        running.plan().target(),
        running.plan().options(),
        running.plan().texts(),
        running.startedAt(),
        Optional.ofNullable(result).map(OperationResult::finishedAt),
        result == null ? 0 : result.attempts(),
        Optional.ofNullable(result).map(OperationResult::outcome),
        error.map(DatabaseException::code),
        error.map(DatabaseException::getMessage),
        bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty());
  }
}

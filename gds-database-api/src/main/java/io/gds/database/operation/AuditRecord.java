package io.gds.database.operation;

import io.gds.database.error.ErrorCode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One record of the audit trail: who did what to what, when, why, and how it ended. Two are written
 * for each operation, STARTED before its first changing step and FINISHED after, with the same
 * operation id. Holds no secret.
 *
 * @param event which of the two
 * @param operationId the id that both records share
 * @param correlationId the caller's id, or a fresh one
 * @param actor who is responsible
 * @param reason why, if it was said
 * @param platform the platform's id
 * @param engine the engine's name
 * @param operation the verb
 * @param target what it works on
 * @param options the options as given, secrets hidden
 * @param script the text of each step
 * @param startedAt when it was begun
 * @param finishedAt when it ended; empty in STARTED
 * @param attempts how often the most repeated step was sent
 * @param outcome how it ended; empty in STARTED
 * @param errorCode why it did not succeed
 * @param errorMessage the same as a sentence
 * @param bytes how many bytes were written or read, where that is known
 */
public record AuditRecord(
    Event event,
    String operationId,
    String correlationId,
    String actor,
    Optional<String> reason,
    String platform,
    String engine,
    String operation,
    String target,
    Map<String, String> options,
    List<String> script,
    Instant startedAt,
    Optional<Instant> finishedAt,
    int attempts,
    Optional<Outcome> outcome,
    Optional<ErrorCode> errorCode,
    Optional<String> errorMessage,
    OptionalLong bytes) {
  /** Which end of an operation a record stands for. */
  public enum Event {
    /** Written before the first changing step. */
    STARTED,
    /** Written after the last. */
    FINISHED
  }

  /** Takes copies. */
  public AuditRecord {
    options =
        options.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(options));
    script = List.copyOf(script);
  }
}

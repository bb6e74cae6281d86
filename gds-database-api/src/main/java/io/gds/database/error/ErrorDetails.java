package io.gds.database.error;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything an error knows about itself, gathered before the exception is made. Immutable and
 * thread-safe: each method returns a changed copy. No text in it may hold a secret.
 */
public final class ErrorDetails implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String message;
  private final @Nullable Throwable cause;
  private final @Nullable Boolean isTransient;
  private final Map<String, String> values;

  private ErrorDetails(
      ErrorCode code,
      String message,
      @Nullable Throwable cause,
      @Nullable Boolean isTransient,
      Map<String, String> values) {
    this.code = Objects.requireNonNull(code, "code");
    this.message = Objects.requireNonNull(message, "message");
    this.cause = cause;
    this.isTransient = isTransient;
    this.values = values;
  }

  /** Starts with the two things every error has. */
  public static ErrorDetails of(ErrorCode code, String message) {
    return new ErrorDetails(code, message, null, null, Map.of());
  }

  /** The id of the platform the error comes from. */
  public ErrorDetails platform(String platform) {
    return with("platform", platform);
  }

  /** The name of the engine the error comes from. */
  public ErrorDetails engine(String engine) {
    return with("engine", engine);
  }

  /** The database, user, file or other object concerned. */
  public ErrorDetails target(String target) {
    return with("target", target);
  }

  /** The operation that was running. */
  public ErrorDetails operation(String operation) {
    return with("operation", operation);
  }

  /** The phase of the operation. */
  public ErrorDetails phase(String phase) {
    return with("phase", phase);
  }

  /** The error number or name the server, driver or tool gave. */
  public ErrorDetails nativeCode(String nativeCode) {
    return with("nativeCode", nativeCode);
  }

  /** The SQLState, where there is one. */
  public ErrorDetails sqlState(String sqlState) {
    return with("sqlState", sqlState);
  }

  /** What the reader can do about it, as a sentence. */
  public ErrorDetails remedy(String remedy) {
    return with("remedy", remedy);
  }

  /** The failure underneath. Its text must be free of secrets too. */
  public ErrorDetails cause(Throwable cause) {
    return new ErrorDetails(code, message, cause, isTransient, values);
  }

  /** Overrides {@link ErrorCode#isTransient()} for this one error. */
  public ErrorDetails isTransient(boolean isTransient) {
    return new ErrorDetails(code, message, cause, isTransient, values);
  }

  /**
   * A further fact that the typed exceptions read: {@code path}, {@code right}, {@code tool},
   * {@code exitCode}, {@code stderr}, {@code constraint}.
   */
  public ErrorDetails with(String key, String value) {
    Map<String, String> copy = new LinkedHashMap<>(values);
    copy.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, key));
    return new ErrorDetails(code, message, cause, isTransient, Collections.unmodifiableMap(copy));
  }

  /** The code. */
  public ErrorCode code() {
    return code;
  }

  /** The message, without context and remedy. */
  public String message() {
    return message;
  }

  /** The failure underneath. */
  public Optional<Throwable> cause() {
    return Optional.ofNullable(cause);
  }

  /** Whether the same call may succeed a little later. */
  public boolean isTransient() {
    return isTransient == null ? code.isTransient() : isTransient;
  }

  /** One of the facts, by key. */
  public Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** All facts, in the order they were given. */
  public Map<String, String> values() {
    return values;
  }

  /** The exception whose type belongs to the code. */
  public DatabaseException toException() {
    return switch (code) {
      case AUTHENTICATION_FAILED, SECRET_UNAVAILABLE -> new AuthenticationFailedException(this);
      case PERMISSION_DENIED -> new PermissionDeniedException(this);
      case NOT_FOUND -> new NotFoundException(this);
      case ALREADY_EXISTS -> new AlreadyExistsException(this);
      case DATABASE_IN_USE, LOCKED -> new DatabaseInUseException(this);
      case CONNECTION_FAILED, CONNECTION_LOST, POOL_EXHAUSTED, TLS_REFUSED, SERVER_BUSY ->
          new ConnectionException(this);
      case TIMEOUT -> new OperationTimeoutException(this);
      case CANCELLED -> new OperationCancelledException(this);
      case ARCHIVE_CORRUPT,
          ARCHIVE_TRUNCATED,
          ARCHIVE_WRONG_PLATFORM,
          ARCHIVE_TOO_NEW,
          ARCHIVE_UNRECOGNIZED,
          ARCHIVE_UNSAFE ->
          new ArchiveException(this);
      case STORAGE_FULL, STORAGE_UNREADABLE, STORAGE_READ_ONLY, STORAGE_FAILED ->
          new StorageException(this);
      case TOOL_MISSING, TOOL_TOO_OLD, TOOL_TOO_NEW, TOOL_FAILED -> new ToolException(this);
      case CONSTRAINT_UNIQUE, CONSTRAINT_FOREIGN_KEY, CONSTRAINT_CHECK, CONSTRAINT_NOT_NULL ->
          new ConstraintViolationException(this);
      case INVALID_NAME, INVALID_CONNECTION, INVALID_OPTIONS -> new InvalidOptionsException(this);
      default -> new DatabaseException(this);
    };
  }

  @Override
  public String toString() {
    return code + ": " + message + values;
  }
}

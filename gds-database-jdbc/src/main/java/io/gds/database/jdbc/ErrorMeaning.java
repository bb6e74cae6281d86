package io.gds.database.jdbc;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a native error code stands for: one row of an {@link ErrorTable}. Immutable. */
public final class ErrorMeaning {
  private final ErrorCode code;
  private final @Nullable String remedy;
  private final @Nullable String right;
  private final @Nullable Boolean isTransient;

  private ErrorMeaning(
      ErrorCode code,
      @Nullable String remedy,
      @Nullable String right,
      @Nullable Boolean isTransient) {
    this.code = Objects.requireNonNull(code, "code");
    this.remedy = remedy;
    this.right = right;
    this.isTransient = isTransient;
  }

  /** This code, with nothing else said. */
  public static ErrorMeaning of(ErrorCode code) {
    return new ErrorMeaning(code, null, null, null);
  }

  /** The same, with what the reader can do about it. */
  public ErrorMeaning remedy(String remedy) {
    return new ErrorMeaning(code, remedy, right, isTransient);
  }

  /** The same, with the right that is missing, in the platform's words. */
  public ErrorMeaning right(String right) {
    return new ErrorMeaning(code, remedy, right, isTransient);
  }

  /** The same, overriding whether the call may succeed a little later. */
  public ErrorMeaning isTransient(boolean isTransient) {
    return new ErrorMeaning(code, remedy, right, isTransient);
  }

  /** The code. */
  public ErrorCode code() {
    return code;
  }

  ErrorDetails describe(String message) {
    ErrorDetails details = ErrorDetails.of(code, message);
    if (remedy != null) {
      details = details.remedy(remedy);
    }
    if (right != null) {
      details = details.with("right", right);
    }
    return isTransient == null ? details : details.isTransient(isTransient);
  }
}

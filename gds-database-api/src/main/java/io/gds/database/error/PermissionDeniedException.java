package io.gds.database.error;

import java.util.Optional;

/** The server or the file system refused for lack of a right. */
public final class PermissionDeniedException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception of its details. */
  public PermissionDeniedException(ErrorDetails details) {
    super(details);
  }

  /** The right that is missing, in the platform's own words, where it is known. */
  public Optional<String> missingRight() {
    return details().get("right");
  }
}

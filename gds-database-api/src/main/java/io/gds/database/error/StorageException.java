package io.gds.database.error;

import java.util.Optional;

/** A file or directory could not be read or written. */
public final class StorageException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception of its details. */
  public StorageException(ErrorDetails details) {
    super(details);
  }

  /** The path concerned. */
  public Optional<String> path() {
    return details().get("path");
  }
}

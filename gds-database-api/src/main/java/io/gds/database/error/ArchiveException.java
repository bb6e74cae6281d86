package io.gds.database.error;

import java.util.Optional;

/**
 * A backup archive was refused: corrupt, truncated, of another platform, of a newer form, or not an
 * archive at all. The code says which. The target of a restore was not touched.
 */
public final class ArchiveException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception of its details. */
  public ArchiveException(ErrorDetails details) {
    super(details);
  }

  /** The path or address of the archive. */
  public Optional<String> path() {
    return details().get("path");
  }
}

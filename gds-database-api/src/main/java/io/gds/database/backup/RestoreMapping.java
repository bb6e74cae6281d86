package io.gds.database.backup;

import java.util.Objects;

/**
 * Where a part of a backup goes when it does not go back to where it was.
 *
 * @param kind what kind of part
 * @param from its name in the backup
 * @param to its name or place after the restore
 */
public record RestoreMapping(Kind kind, String from, String to) {
  /** What can be put elsewhere. Each platform says which of these it takes. */
  public enum Kind {
    /** A logical data or log file. */
    FILE,
    /** A tablespace or filegroup. */
    TABLESPACE,
    /** A schema, collection or other namespace; platform patterns allowed. */
    NAMESPACE
  }

  /** Checks that nothing is missing. */
  public RestoreMapping {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
  }
}

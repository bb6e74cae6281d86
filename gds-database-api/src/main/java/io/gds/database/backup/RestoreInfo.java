package io.gds.database.backup;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a restore did.
 *
 * @param target the database that now holds the backup's content
 * @param reached the instant its content stands for, where the platform tells
 * @param used the backups it was made of, in order
 * @param next what is left for the caller to do, as sentences or commands; empty if nothing is
 */
public record RestoreInfo(
    String target, Optional<Instant> reached, List<BackupInfo> used, List<String> next) {
  /** Checks that nothing is missing, and takes copies. */
  public RestoreInfo {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(reached, "reached");
    used = List.copyOf(used);
    next = List.copyOf(next);
  }
}

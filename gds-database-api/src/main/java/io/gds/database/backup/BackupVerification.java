package io.gds.database.backup;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * That a backup was proved, and what exactly was looked at. There is no such thing as a
 * verification that looked at nothing.
 *
 * @param backup the backup
 * @param level how far it was proved
 * @param checked what was looked at and found good, as sentences; at least one
 * @param verifiedAt when this was known
 */
public record BackupVerification(
    BackupInfo backup, VerifyLevel level, List<String> checked, Instant verifiedAt) {
  /** Takes a copy, and refuses an empty list. */
  public BackupVerification {
    Objects.requireNonNull(backup, "backup");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(verifiedAt, "verifiedAt");
    checked = List.copyOf(checked);
    if (checked.isEmpty()) {
      throw new IllegalArgumentException("a verification that checked nothing is none");
    }
  }
}

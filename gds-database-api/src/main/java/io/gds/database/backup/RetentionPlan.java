package io.gds.database.backup;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a retention policy keeps and what it deletes, each with the reason.
 *
 * @param keep what stays, newest first
 * @param delete what goes, newest first; nothing that stays is based on any of it
 * @param reasons why, by backup id
 */
public record RetentionPlan(
    List<BackupInfo> keep, List<BackupInfo> delete, Map<String, String> reasons) {
  /** Takes copies. */
  public RetentionPlan {
    keep = List.copyOf(keep);
    delete = List.copyOf(delete);
    reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
  }
}

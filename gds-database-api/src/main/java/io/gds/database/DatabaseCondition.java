package io.gds.database;

import java.util.Objects;

/**
 * Whether, by whom and how a database can be used.
 *
 * @param state whether it can be used
 * @param accessMode by whom
 * @param readOnly whether writes are refused
 */
public record DatabaseCondition(DatabaseState state, AccessMode accessMode, boolean readOnly) {
  /** Online, for everybody, writable. */
  public static final DatabaseCondition USABLE =
      new DatabaseCondition(DatabaseState.ONLINE, AccessMode.MULTI_USER, false);

  /** Checks that nothing is missing. */
  public DatabaseCondition {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(accessMode, "accessMode");
  }
}

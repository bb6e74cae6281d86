package io.gds.database.mssql;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/** The options that only SQL Server has when a backup is proved. */
public final class MssqlVerify {
  /**
   * Which set is proved, of several at one place, by its number there. Default: none, which is the
   * newest.
   */
  public static final OptionKey<Integer> POSITION =
      OptionKey.of("mssql.position", Integer.class, "Which set of the place, counted from 1.")
          .checked(number -> number >= 1, "1 and more");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(POSITION);

  private MssqlVerify() {}
}

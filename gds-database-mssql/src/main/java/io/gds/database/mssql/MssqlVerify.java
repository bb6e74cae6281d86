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

  /**
   * The credential of the server that holds a storage account's key, by which a page blob was
   * written and is read. Not for access by a token. Default: none.
   */
  public static final OptionKey<String> CREDENTIAL =
      OptionKey.of(
              "mssql.credential",
              String.class,
              "The server's credential with a storage account's key.")
          .checked(name -> !name.isBlank() && name.length() <= 128, "1 to 128 characters");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(POSITION, CREDENTIAL);

  private MssqlVerify() {}
}

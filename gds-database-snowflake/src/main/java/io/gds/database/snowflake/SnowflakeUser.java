package io.gds.database.snowflake;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only Snowflake has for users. In a change, what is not given stays as it is.
 *
 * <p>A user belongs to the account, and so does a role without a database; one with a database is a
 * database role. What is made belongs to roles, never to users. A public key of a user is set by
 * {@code publicKey}: there is room for two, and one that is in use is never overwritten.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-user">CREATE USER</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-user">ALTER USER</a>
 * @see <a href="https://docs.snowflake.com/en/user-guide/key-pair-auth">Key-pair authentication and
 *     rotation</a>
 */
public final class SnowflakeUser {
  /** The role that sessions begin with; it is not granted by that. Default: none. */
  public static final OptionKey<String> DEFAULT_ROLE =
      OptionKey.of(
              "snowflake.default-role",
              String.class,
              "The role that sessions begin with; it is not granted by that.")
          .checked(name -> !name.isEmpty(), "a role's exact name");

  /** The warehouse that sessions begin with. Default: none. */
  public static final OptionKey<String> DEFAULT_WAREHOUSE =
      OptionKey.of(
              "snowflake.default-warehouse",
              String.class,
              "The warehouse that sessions begin with.")
          .checked(name -> !name.isEmpty(), "a warehouse's exact name");

  /** PERSON, SERVICE (no password) or LEGACY_SERVICE. Default: none, which the server decides. */
  public static final OptionKey<String> TYPE =
      OptionKey.of("snowflake.user-type", String.class, "What logs in: a person or a service.")
          .checked(
              word -> word.matches("PERSON|SERVICE|LEGACY_SERVICE"),
              "PERSON, SERVICE or LEGACY_SERVICE");

  /**
   * The fingerprint of the key that {@code removeOldKey} takes away, as lists of users' properties
   * tell it: {@code SHA256:…}. Without it no key is removed.
   */
  public static final OptionKey<String> OLD_KEY =
      OptionKey.of(
              "snowflake.old-key-fingerprint",
              String.class,
              "The fingerprint of the key that removeOldKey takes away.")
          .checked(text -> text.matches("SHA256:[A-Za-z0-9+/]{43}="), "SHA256:…");

  /**
   * Whether it is meant that the user of this connection, or the last one who has ACCOUNTADMIN, is
   * dropped, disabled, renamed, let expire, or loses a key or ACCOUNTADMIN. Default: false.
   */
  public static final OptionKey<Boolean> ALLOW_OWN =
      OptionKey.of(
              "snowflake.allow-own",
              Boolean.class,
              "Whether this connection's own user, or the last account administrator, is meant.")
          .defaultsTo(false);

  static final Set<OptionKey<?>> OF_USER = Set.of(DEFAULT_ROLE, DEFAULT_WAREHOUSE, TYPE);
  static final Set<OptionKey<?>> OF_CHANGE =
      Set.of(DEFAULT_ROLE, DEFAULT_WAREHOUSE, TYPE, OLD_KEY, ALLOW_OWN);
  static final Set<OptionKey<?>> OF_DROP = Set.of(ALLOW_OWN);

  private SnowflakeUser() {}
}

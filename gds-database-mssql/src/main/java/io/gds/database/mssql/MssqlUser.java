package io.gds.database.mssql;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only SQL Server has for logins of the server and users of databases. In a
 * change, what is not given stays as it is.
 *
 * <p>A name without a database is a login, or a role of the server; with one it is a user, or a
 * role, of that database. A login proves who it is by its password, by {@code INTEGRATED}
 * (Windows), by {@code OAUTH} (Entra), or not at all by {@code CERTIFICATE}, where it only signs
 * code. A user of a database is one of a login; with a password it is one that a contained database
 * lets in by itself, and with {@code NONE} one that nobody can log in as.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/statements/create-login-transact-sql">
 *     CREATE LOGIN</a>
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/statements/create-user-transact-sql">
 *     CREATE USER</a>
 */
public final class MssqlUser {
  /** The database a login begins in. Default: {@code master}. */
  public static final OptionKey<String> DEFAULT_DATABASE =
      OptionKey.of("mssql.default-database", String.class, "The database a login begins in.");

  /** In which language the server speaks to it. Default: the server's, or the database's. */
  public static final OptionKey<String> DEFAULT_LANGUAGE =
      OptionKey.of(
          "mssql.default-language", String.class, "In which language the server speaks to it.");

  /** Where a user's names without a schema are looked for first. Default: {@code dbo}. */
  public static final OptionKey<String> DEFAULT_SCHEMA =
      OptionKey.of(
          "mssql.default-schema",
          String.class,
          "Where names without a schema are looked for first, of a user of a database.");

  /** Whether passwords must be as the policy of the server's machine wants. Default: true. */
  public static final OptionKey<Boolean> CHECK_POLICY =
      OptionKey.of(
          "mssql.check-policy",
          Boolean.class,
          "Whether passwords must be as the policy of the server's machine wants.");

  /** Whether a login's password expires by that policy. Default: false. */
  public static final OptionKey<Boolean> CHECK_EXPIRATION =
      OptionKey.of(
          "mssql.check-expiration",
          Boolean.class,
          "Whether a login's password expires by the policy of the server's machine.");

  /**
   * The identifier, as {@code 0x} and hexadecimal digits: with that of a login elsewhere, the users
   * of databases that come from there belong to this one. Of logins and contained users with a
   * password. Default: a new one.
   */
  public static final OptionKey<String> SID =
      OptionKey.of("mssql.sid", String.class, "The identifier, as 0x and hexadecimal digits.")
          .checked(
              sid -> sid.matches("0[xX](?:[0-9A-Fa-f]{2}){1,85}"), "0x and hexadecimal digits");

  /**
   * Whether the password given is not the password but the server's hash of it, as {@code 0x} and
   * hexadecimal digits: to move a login with its password to another server. The vendor wants it
   * for nothing else, since no policy can judge a hash. Default: false.
   */
  public static final OptionKey<Boolean> HASHED =
      OptionKey.of(
              "mssql.hashed",
              Boolean.class,
              "Whether what is given as the password is the server's hash of it, to move a login.")
          .defaultsTo(false);

  /** The login that a user of a database belongs to. Default: the one of the same name. */
  public static final OptionKey<String> LOGIN =
      OptionKey.of("mssql.login", String.class, "The login that a user of a database belongs to.");

  /** The certificate in {@code master} of a login that signs code. */
  public static final OptionKey<String> CERTIFICATE =
      OptionKey.of(
          "mssql.certificate",
          String.class,
          "The certificate in master of a login that signs code.");

  /** Whether what depends on a right is taken away or withheld too. Default: false. */
  public static final OptionKey<Boolean> CASCADE =
      OptionKey.of(
              "mssql.cascade",
              Boolean.class,
              "Whether a right that is withheld is withheld too from whom it was passed on to.")
          .defaultsTo(false);

  /**
   * Whether a right is given though the same is withheld from the grantee: the server lifts the
   * DENY without a word. Without this it is refused. Default: false.
   */
  public static final OptionKey<Boolean> LIFT_DENIAL =
      OptionKey.of(
              "mssql.lift-denial",
              Boolean.class,
              "Whether a right is given though it is withheld, which lifts the DENY.")
          .defaultsTo(false);

  /** What a login or user can be made with. */
  static final Set<OptionKey<?>> OF_USER =
      Set.of(
          DEFAULT_DATABASE,
          DEFAULT_LANGUAGE,
          DEFAULT_SCHEMA,
          CHECK_POLICY,
          CHECK_EXPIRATION,
          SID,
          HASHED,
          LOGIN,
          CERTIFICATE);

  /** What can be changed about one. */
  static final Set<OptionKey<?>> OF_CHANGE =
      Set.of(
          DEFAULT_DATABASE,
          DEFAULT_LANGUAGE,
          DEFAULT_SCHEMA,
          CHECK_POLICY,
          CHECK_EXPIRATION,
          LOGIN);

  /** What can be said where a right is given or withheld. */
  static final Set<OptionKey<?>> OF_GRANT = Set.of(CASCADE, LIFT_DENIAL);

  private MssqlUser() {}
}

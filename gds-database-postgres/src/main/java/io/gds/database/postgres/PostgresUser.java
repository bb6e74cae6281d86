package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only PostgreSQL has for users and roles, which are one thing there: a user is a
 * role that may log in. In a change, what is not given stays as it is.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createrole.html">CREATE ROLE</a>
 */
public final class PostgresUser {
  /** Whether no right is ever asked of it. Default: false, or unchanged. */
  public static final OptionKey<Boolean> SUPERUSER =
      OptionKey.of(
          "postgresql.superuser", Boolean.class, "Whether no right is ever asked of the role.");

  /** Whether it may create databases. Default: false, or unchanged. */
  public static final OptionKey<Boolean> CREATE_DATABASES =
      OptionKey.of(
          "postgresql.create-databases", Boolean.class, "Whether the role may create databases.");

  /** Whether it may create roles, and change those it has to administer. Default: false. */
  public static final OptionKey<Boolean> CREATE_ROLES =
      OptionKey.of(
          "postgresql.create-roles",
          Boolean.class,
          "Whether the role may create roles, and change those it administers.");

  /** Whether the rights of the roles it has count without being taken on. Default: true. */
  public static final OptionKey<Boolean> INHERIT =
      OptionKey.of(
          "postgresql.inherit",
          Boolean.class,
          "Whether the rights of the roles it has count without being taken on.");

  /** Whether it may stream the whole server: standbys, base backups. Default: false. */
  public static final OptionKey<Boolean> REPLICATION =
      OptionKey.of(
          "postgresql.replication",
          Boolean.class,
          "Whether the role may stream the whole server: standbys, base backups.");

  /** Whether row security does not bind it. Default: false, or unchanged. */
  public static final OptionKey<Boolean> BYPASS_RLS =
      OptionKey.of(
          "postgresql.bypass-rls", Boolean.class, "Whether row security does not bind the role.");

  /** How its password is kept. Default: as the server's password_encryption says. */
  public static final OptionKey<PostgresPasswordEncryption> PASSWORD_ENCRYPTION =
      OptionKey.of(
          "postgresql.password-encryption",
          PostgresPasswordEncryption.class,
          "How the password is kept; by default as the server's password_encryption says.");

  /** Takes the password away, so that none is right any more. Default: false. */
  public static final OptionKey<Boolean> NO_PASSWORD =
      OptionKey.of(
              "postgresql.no-password",
              Boolean.class,
              "Takes the password away, so that none is right any more.")
          .defaultsTo(false);

  /** Takes the limit of connections away. Default: false. */
  public static final OptionKey<Boolean> NO_CONNECTION_LIMIT =
      OptionKey.of(
              "postgresql.no-connection-limit",
              Boolean.class,
              "Takes the limit of connections away.")
          .defaultsTo(false);

  /**
   * Whether what is dropped because the role owned it takes along what depends on it, whoever owns
   * that. Only where what it owns is dropped. Default: false, which fails then.
   */
  public static final OptionKey<Boolean> CASCADE =
      OptionKey.of(
              "postgresql.cascade",
              Boolean.class,
              "Whether dropped objects take along what depends on them, whoever owns that.")
          .defaultsTo(false);

  /** What a role can be made with. */
  static final Set<OptionKey<?>> OF_ROLE =
      Set.of(SUPERUSER, CREATE_DATABASES, CREATE_ROLES, INHERIT, REPLICATION, BYPASS_RLS);

  /** What a user can be made with. */
  static final Set<OptionKey<?>> OF_USER =
      Set.of(
          SUPERUSER,
          CREATE_DATABASES,
          CREATE_ROLES,
          INHERIT,
          REPLICATION,
          BYPASS_RLS,
          PASSWORD_ENCRYPTION);

  /** What can be changed about a user. */
  static final Set<OptionKey<?>> OF_CHANGE =
      Set.of(
          SUPERUSER,
          CREATE_DATABASES,
          CREATE_ROLES,
          INHERIT,
          REPLICATION,
          BYPASS_RLS,
          PASSWORD_ENCRYPTION,
          NO_PASSWORD,
          NO_CONNECTION_LIMIT);

  /** What can be said about a drop. */
  static final Set<OptionKey<?>> OF_DROP = Set.of(CASCADE);

  private PostgresUser() {}
}

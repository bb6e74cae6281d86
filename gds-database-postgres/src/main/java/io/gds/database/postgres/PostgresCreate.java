package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only PostgreSQL has when a database is created.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createdatabase.html">CREATE
 *     DATABASE</a>
 */
public final class PostgresCreate {
  /**
   * The database that is copied. Default: none, which is template1, or template0 if an encoding or
   * locale is given.
   */
  public static final OptionKey<String> TEMPLATE =
      OptionKey.of("postgresql.template", String.class, "The database that is copied.");

  /** The encoding of texts. Default: none, which is the template's. */
  public static final OptionKey<String> ENCODING =
      OptionKey.of("postgresql.encoding", String.class, "The encoding of texts, such as UTF8.")
          .checked(name -> name.matches("[A-Za-z0-9_-]{1,32}"), "an encoding's name");

  /** The operating system's classes of characters. Default: none, which is the template's. */
  public static final OptionKey<String> LC_CTYPE =
      OptionKey.of("postgresql.lc-ctype", String.class, "The classes of characters.");

  /** Who compares characters. Default: none, which is the template's. */
  public static final OptionKey<PostgresLocaleProvider> LOCALE_PROVIDER =
      OptionKey.of(
          "postgresql.locale-provider",
          PostgresLocaleProvider.class,
          "Who compares characters: the operating system, ICU or PostgreSQL itself.");

  /**
   * The locale of ICU or of the built-in provider, such as {@code de-DE}. Default: none, which is
   * the collation given, else the template's.
   */
  public static final OptionKey<String> LOCALE =
      OptionKey.of(
          "postgresql.locale", String.class, "The locale of ICU or of the built-in provider.");

  /** Further collation rules for ICU. Default: none. */
  public static final OptionKey<String> ICU_RULES =
      OptionKey.of("postgresql.icu-rules", String.class, "Further collation rules for ICU.");

  /** Where its files lie. Default: none, which is the template's tablespace. */
  public static final OptionKey<String> TABLESPACE =
      OptionKey.of("postgresql.tablespace", String.class, "The tablespace its files lie in.");

  /** The most sessions at a time, superusers not counted; -1 for no limit. Default: -1. */
  public static final OptionKey<Integer> CONNECTION_LIMIT =
      OptionKey.of(
              "postgresql.connection-limit",
              Integer.class,
              "The most sessions at a time, superusers not counted; -1 for no limit.")
          .defaultsTo(-1)
          .checked(limit -> limit >= -1, "-1 or more");

  /** Whether anybody may connect. Default: true. */
  public static final OptionKey<Boolean> ALLOW_CONNECTIONS =
      OptionKey.of("postgresql.allow-connections", Boolean.class, "Whether anybody may connect.")
          .defaultsTo(true);

  /** Whether anybody who may create databases may copy it. Default: false. */
  public static final OptionKey<Boolean> IS_TEMPLATE =
      OptionKey.of(
              "postgresql.is-template",
              Boolean.class,
              "Whether anybody who may create databases may copy it.")
          .defaultsTo(false);

  /** How the template is copied. Default: none, which is the server's own choice. */
  public static final OptionKey<PostgresCopyStrategy> STRATEGY =
      OptionKey.of(
          "postgresql.strategy", PostgresCopyStrategy.class, "How the template is copied.");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(
          TEMPLATE,
          ENCODING,
          LC_CTYPE,
          LOCALE_PROVIDER,
          LOCALE,
          ICU_RULES,
          TABLESPACE,
          CONNECTION_LIMIT,
          ALLOW_CONNECTIONS,
          IS_TEMPLATE,
          STRATEGY);

  private PostgresCreate() {}
}

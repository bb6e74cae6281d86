package io.gds.database.postgres;

/**
 * Who compares and classifies characters.
 *
 * @see <a href="https://www.postgresql.org/docs/current/locale.html#LOCALE-PROVIDERS">Locale
 *     Providers</a>
 */
public enum PostgresLocaleProvider {
  /** The operating system. */
  LIBC,
  /** The ICU library; PostgreSQL 15 and newer. */
  ICU,
  /** PostgreSQL itself, for {@code C} and {@code C.UTF-8}; 17 and newer. */
  BUILTIN
}

package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * The options that only PostgreSQL has when a database is backed up. Row security is never switched
 * on, since it would leave rows out without a word: a role that it binds is refused instead.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pgdump.html">pg_dump</a>
 */
public final class PostgresBackup {
  /** The form of the archive. Default: custom. */
  public static final OptionKey<PostgresBackupFormat> FORMAT =
      OptionKey.of("postgresql.format", PostgresBackupFormat.class, "The form of the archive.")
          .defaultsTo(PostgresBackupFormat.CUSTOM);

  /**
   * How the archive is compressed: a level from 0 (not at all) to 9, or, with tools of version 16
   * or newer, a method with or without a level, such as {@code zstd:3}. Default: none given, which
   * is the tool's own choice: gzip for the forms custom and directory, nothing for the others.
   */
  public static final OptionKey<String> COMPRESSION =
      OptionKey.of(
              "postgresql.compression",
              String.class,
              "How the archive is compressed: a level from 0 to 9, or method:level from 16 on.")
          .checked(
              text -> text.matches("[0-9]|none|(gzip|lz4|zstd)(:[0-9]{1,2})?"),
              "0 to 9, none, gzip, lz4 or zstd, each of the three with or without a level behind a"
                  + " colon");

  /** What of the database is backed up. Default: all. */
  public static final OptionKey<PostgresBackupContent> CONTENT =
      OptionKey.of(
              "postgresql.content",
              PostgresBackupContent.class,
              "What of the database is backed up: definitions, rows or both.")
          .defaultsTo(PostgresBackupContent.ALL);

  /** The only schemas that are backed up, each of which must exist. Default: all. */
  public static final OptionKey<PostgresNames> SCHEMAS =
      names("postgresql.schemas", "The only schemas that are backed up; each must exist.");

  /** The only tables that are backed up, each of which must exist. Default: all. */
  public static final OptionKey<PostgresNames> TABLES =
      names("postgresql.tables", "The only tables that are backed up; each must exist.");

  /** Schemas that are left out. Default: none. */
  public static final OptionKey<PostgresNames> EXCLUDE_SCHEMAS =
      names("postgresql.exclude-schemas", "Schemas that are left out.");

  /** Tables that are left out. Default: none. */
  public static final OptionKey<PostgresNames> EXCLUDE_TABLES =
      names("postgresql.exclude-tables", "Tables that are left out.");

  /** Tables whose definition is backed up without their rows. Default: none. */
  public static final OptionKey<PostgresNames> EXCLUDE_TABLE_DATA =
      names("postgresql.exclude-table-data", "Tables that are backed up without their rows.");

  /** How many tables are read at once; more than one needs the form directory. Default: 1. */
  public static final OptionKey<Integer> JOBS =
      OptionKey.of(
              "postgresql.jobs",
              Integer.class,
              "How many tables are worked on at once; in a backup, the form directory is needed.")
          .defaultsTo(1)
          .checked(jobs -> jobs >= 1 && jobs <= 256, "1 to 256");

  /**
   * Whether the roles and tablespaces of the whole server are written beside the archive, as a
   * script called like it with {@code .globals.sql} behind. It holds the hashes of passwords if the
   * connected role is a superuser, and none otherwise. Default: no.
   */
  public static final OptionKey<Boolean> GLOBALS =
      OptionKey.of(
              "postgresql.globals",
              Boolean.class,
              "Whether the server's roles and tablespaces are written beside the archive.")
          .defaultsTo(false);

  /** How long a table's lock is waited for before the backup fails. Default: one minute. */
  public static final OptionKey<Duration> LOCK_WAIT =
      OptionKey.of(
              "postgresql.lock-wait",
              Duration.class,
              "How long a table's lock is waited for before the backup fails.")
          .defaultsTo(Duration.ofMinutes(1))
          .checked(
              wait -> wait.toMillis() >= 1 && wait.compareTo(Duration.ofDays(7)) <= 0,
              "a duration such as PT1M, at most seven days");

  /**
   * The directory that holds PostgreSQL's client tools; no other is looked into. Default: none,
   * which is that of the provider, else the usual places and the PATH.
   */
  public static final OptionKey<Path> TOOLS =
      OptionKey.of("postgresql.tools", Path.class, "The directory of PostgreSQL's client tools.");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(
          FORMAT,
          COMPRESSION,
          CONTENT,
          SCHEMAS,
          TABLES,
          EXCLUDE_SCHEMAS,
          EXCLUDE_TABLES,
          EXCLUDE_TABLE_DATA,
          JOBS,
          GLOBALS,
          LOCK_WAIT,
          TOOLS);

  private PostgresBackup() {}

  private static OptionKey<PostgresNames> names(String id, String description) {
    return OptionKey.of(id, PostgresNames.class, description)
        .parsedBy(PostgresNames::parse)
        .checked(
            names -> true,
            "names with commas between, quoted where needed: public.item, \"odd.name\"");
  }
}

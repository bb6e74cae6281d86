package io.gds.database.sqlite;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/** The options that only SQLite has when a database is created. */
public final class SqliteCreate {
  /** Bytes of a page: a power of two from 512 to 65536. Default: 4096. */
  public static final OptionKey<Integer> PAGE_SIZE =
      OptionKey.of("sqlite.page-size", Integer.class, "Bytes of a page.")
          .defaultsTo(4096)
          .checked(
              size -> size >= 512 && size <= 65536 && Integer.bitCount(size) == 1,
              "a power of two from 512 to 65536");

  /** The encoding of texts. Default: UTF-8. */
  public static final OptionKey<SqliteEncoding> ENCODING =
      OptionKey.of("sqlite.encoding", SqliteEncoding.class, "The encoding of texts.")
          .defaultsTo(SqliteEncoding.UTF_8);

  /** How transactions are kept whole. Default: a rollback journal. */
  public static final OptionKey<SqliteJournalMode> JOURNAL_MODE =
      OptionKey.of(
              "sqlite.journal-mode", SqliteJournalMode.class, "How transactions are kept whole.")
          .defaultsTo(SqliteJournalMode.DELETE);

  /** The number by which an application knows its files. Default: 0. */
  public static final OptionKey<Integer> APPLICATION_ID =
      OptionKey.of(
              "sqlite.application-id",
              Integer.class,
              "The number by which an application knows its files.")
          .defaultsTo(0);

  /** The application's own version number. Default: 0. */
  public static final OptionKey<Integer> USER_VERSION =
      OptionKey.of("sqlite.user-version", Integer.class, "The application's own version number.")
          .defaultsTo(0);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(PAGE_SIZE, ENCODING, JOURNAL_MODE, APPLICATION_ID, USER_VERSION);

  private SqliteCreate() {}
}

package io.gds.database.sqlite;

import io.gds.database.Detail;
import io.gds.database.error.DatabaseException;
import io.gds.database.jdbc.SqlSession;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Makes metadata of what files say. */
final class SqliteReadings {
  private static final Map<Detail, String> UNREADABLE =
      Map.of(
          Detail.LAST_BACKUP,
          "SQLite keeps no record of backups: ask backupHistory for the directory they lie in",
          Detail.REPLICATION,
          "SQLite has no replication",
          Detail.SESSIONS,
          "SQLite keeps no list of sessions");

  private final SqliteContext context;

  SqliteReadings(SqliteContext context) {
    this.context = context;
  }

  /** Reads one database; its journal mode is asked of SQLite where no file beside it tells. */
  SqliteDatabaseMetadata read(String name, Set<Detail> details) {
    SqliteFileFacts facts = context.files().require(name);
    return of(
        name,
        facts.journalMode().isPresent() ? facts : facts.withJournalMode(journalMode(facts)),
        details);
  }

  /** Opening a database in WAL mode makes files beside it, and closing it again removes them. */
  private Optional<SqliteJournalMode> journalMode(SqliteFileFacts facts) {
    if (!facts.intact() || facts.readOnly()) {
      return Optional.empty();
    }
    try (SqlSession session =
        context.connections().open(facts.file(), SqliteAccess.READ_WRITE, LockPatience.SLICE)) {
      String mode = SqliteConnections.value(session, "journal_mode");
      return Optional.of(
          mode.equalsIgnoreCase("wal") ? SqliteJournalMode.WAL : SqliteJournalMode.DELETE);
    } catch (DatabaseException e) {
      if (SqliteErrors.isLock(e)) {
        return Optional.empty();
      }
      throw SqliteErrors.about(e, facts.file().toString());
    }
  }

  SqliteDatabaseMetadata of(String name, SqliteFileFacts facts, Set<Detail> asked) {
    Set<Detail> read = EnumSet.noneOf(Detail.class);
    Map<Detail, String> unreadable = new EnumMap<>(Detail.class);
    OptionalLong size = OptionalLong.empty();
    for (Detail detail : asked) {
      String why = UNREADABLE.get(detail);
      if (why == null) {
        read.add(detail);
        size = OptionalLong.of(SideFiles.size(facts.file()) + SideFiles.bytes(facts.file()));
      } else {
        unreadable.put(detail, why);
      }
    }
    return new SqliteDatabaseMetadata(
        name,
        SqliteStates.condition(facts),
        Optional.of(facts.createdAt()),
        size,
        read,
        unreadable,
        context.clock().instant(),
        facts.file(),
        facts.pageSize(),
        facts.pageCount(),
        facts.encoding(),
        facts.journalMode(),
        facts.userVersion(),
        facts.applicationId(),
        facts.modifiedAt());
  }
}

package io.gds.database.snowflake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The databases of the account as backups see them: which are snapshots, which were set aside, and
 * what is still kept of those that were dropped. Reads, always anew.
 */
final class SnowflakeShelf {
  private final SnowflakeContext context;

  SnowflakeShelf(SnowflakeContext context) {
    this.context = context;
  }

  /**
   * A database.
   *
   * @param name its name
   * @param createdOn when it was made
   * @param isTransient whether it has no fail-safe
   * @param days for how many days its history is kept
   * @param comment its comment
   * @param owner the role that owns it
   * @param kind what it is, in the server's word
   * @param droppedOn when it was dropped, if it was
   */
  record Entry(
      String name,
      Instant createdOn,
      boolean isTransient,
      int days,
      String comment,
      String owner,
      String kind,
      Optional<Instant> droppedOn) {
    private static Entry of(Row row) {
      String word = SnowflakeRows.text(row, "kind").orElse("STANDARD");
      String origin = SnowflakeRows.text(row, "origin").orElse("");
      return new Entry(
          row.text("name"),
          row.instant("created_on"),
          SnowflakeRows.text(row, "options").orElse("").contains("TRANSIENT"),
          SnowflakeRows.small(row, "retention_time").orElse(0),
          SnowflakeRows.text(row, "comment").orElse(""),
          SnowflakeRows.text(row, "owner").orElse(""),
          origin.isEmpty() ? word : "IMPORTED DATABASE",
          SnowflakeRows.instant(row, "dropped_on"));
    }

    /**
     * Whether it is one of the account's own, and not of a share, an application or a catalogue.
     */
    boolean isOwn() {
      return kind.equals("STANDARD") || kind.equals("PERSONAL DATABASE");
    }

    /** What its comment says, if this library made it. */
    Optional<SnowflakeMark> mark() {
      return SnowflakeMark.of(name, comment);
    }

    /** As something with a past. */
    SnowflakeReach.Item item() {
      return new SnowflakeReach.Item(
          "DATABASE",
          name,
          createdOn,
          Optional.of(days),
          isTransient ? Optional.of("transient") : Optional.empty());
    }
  }

  /** The database of exactly this name. */
  Optional<Entry> find(String name) {
    return list("SHOW DATABASES STARTS WITH " + SnowflakeSql.literal(name)).stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst();
  }

  /**
   * The database of this name.
   *
   * @throws io.gds.database.error.NotFoundException if there is none
   */
  Entry require(String name) {
    return find(name).orElseThrow(() -> absent(name));
  }

  static DatabaseException absent(String name) {
    return ErrorDetails.of(
            ErrorCode.NOT_FOUND,
            "there is no database \"" + name + "\", or this role does not see it")
        .platform(DatabaseType.SNOWFLAKE.id())
        .target(name)
        .remedy("Check the name, letter case included, and the rights of the role.")
        .toException();
  }

  /** Those of this name that were dropped and are still kept, the last dropped first. */
  List<Entry> dropped(String name) {
    return list("SHOW DATABASES HISTORY STARTS WITH " + SnowflakeSql.literal(name)).stream()
        .filter(entry -> entry.name().equals(name) && entry.droppedOn().isPresent())
        .sorted(Comparator.comparing((Entry entry) -> entry.droppedOn().orElseThrow()).reversed())
        .toList();
  }

  /** All that are there. */
  List<Entry> all() {
    return list("SHOW DATABASES");
  }

  private List<Entry> list(String show) {
    return SnowflakePages.all(
        context.sql(),
        show,
        Entry::of,
        Entry::name,
        entry -> List.of(entry.name(), entry.createdOn(), entry.droppedOn()));
  }

  /** The server's time. */
  Instant now() {
    return context
        .sql()
        .first("SELECT CURRENT_TIMESTAMP() AS NOW", row -> row.instant("NOW"))
        .orElseThrow();
  }

  /** Whether the database of this name is the one that this mark was made for. */
  boolean isOurs(SnowflakeMark mark) {
    return find(mark.name())
        .flatMap(Entry::mark)
        .filter(found -> found.id().equals(mark.id()))
        .isPresent();
  }

  /** The snapshots and what was set aside, the newest first. */
  List<BackupInfo> backups(Instant now) {
    return all().stream()
        .flatMap(entry -> info(entry, now, List.of()).stream())
        .sorted(Comparator.comparing(BackupInfo::finishedAt).reversed())
        .toList();
  }

  /** A snapshot, or what was set aside, as the API tells of backups; empty if it is neither. */
  static Optional<BackupInfo> info(Entry entry, Instant now, List<String> checked) {
    return entry
        .mark()
        .filter(mark -> mark.kind().staysNamed())
        .map(mark -> info(entry, mark, now, checked));
  }

  private static BackupInfo info(
      Entry entry, SnowflakeMark mark, Instant now, List<String> checked) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("kind", mark.kind().name());
    attributes.put("transient", String.valueOf(entry.isTransient()));
    mark.keepUntil().ifPresent(until -> attributes.put("keepUntil", until.toString()));
    boolean kept = mark.kind() == SnowflakeStamp.Kind.KEPT;
    Instant made = kept ? mark.at() : entry.createdOn();
    return new BackupInfo(
        mark.id(),
        mark.of(),
        DatabaseType.SNOWFLAKE,
        BackupType.SNAPSHOT,
        Location.engine(entry.name()),
        made,
        made,
        mark.instant(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        kept || mark.keepUntil().filter(now::isBefore).isPresent(),
        Map.of(),
        checked,
        attributes);
  }
}

package io.gds.database.backup;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which recorded backups to list. Immutable and thread-safe. */
public final class BackupQuery {
  private static final BackupQuery ALL = new BackupQuery(null, null, null, null, 1000);

  private final @Nullable String database;
  private final @Nullable Location directory;
  private final @Nullable Instant since;
  private final @Nullable BackupType type;
  private final int limit;

  private BackupQuery(
      @Nullable String database,
      @Nullable Location directory,
      @Nullable Instant since,
      @Nullable BackupType type,
      int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is at least 1");
    }
    this.database = database;
    this.directory = directory;
    this.since = since;
    this.type = type;
    this.limit = limit;
  }

  /** All that are known, the newest 1,000. */
  public static BackupQuery all() {
    return ALL;
  }

  /** The same, of this database only. */
  public BackupQuery database(String database) {
    return new BackupQuery(
        Objects.requireNonNull(database, "database"), directory, since, type, limit);
  }

  /** The same, as found in this directory, stage or container instead of the server's history. */
  public BackupQuery in(Location directory) {
    return new BackupQuery(
        database, Objects.requireNonNull(directory, "directory"), since, type, limit);
  }

  /** The same, finished at or after this instant. */
  public BackupQuery since(Instant since) {
    return new BackupQuery(
        database, directory, Objects.requireNonNull(since, "since"), type, limit);
  }

  /** The same, of this type only. */
  public BackupQuery type(BackupType type) {
    return new BackupQuery(database, directory, since, Objects.requireNonNull(type, "type"), limit);
  }

  /** The same, at most this many, the newest first; at least 1. */
  public BackupQuery limit(int limit) {
    return new BackupQuery(database, directory, since, type, limit);
  }

  /** The database; all by default. */
  public Optional<String> database() {
    return Optional.ofNullable(database);
  }

  /** Where to look; the server's own history by default. */
  public Optional<Location> directory() {
    return Optional.ofNullable(directory);
  }

  /** The earliest end; none by default. */
  public Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  /** The type; all by default. */
  public Optional<BackupType> type() {
    return Optional.ofNullable(type);
  }

  /** The most to be listed; 1,000 by default. */
  public int limit() {
    return limit;
  }

  /** Whether a backup is one of those asked for, the limit and the place apart. */
  public boolean matches(BackupInfo backup) {
    return (database == null || database.equals(backup.database()))
        && (since == null || !backup.finishedAt().isBefore(since))
        && (type == null || type == backup.backupType());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BackupQuery that
        && Objects.equals(database, that.database)
        && Objects.equals(directory, that.directory)
        && Objects.equals(since, that.since)
        && type == that.type
        && limit == that.limit;
  }

  @Override
  public int hashCode() {
    return Objects.hash(database, directory, since, type, limit);
  }

  @Override
  public String toString() {
    return "database="
        + database
        + ", in="
        + directory
        + ", since="
        + since
        + ", type="
        + type
        + ", limit="
        + limit;
  }
}

package io.gds.database.backup;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to restore from: one archive, the history of a database from which the chain is chosen, or a
 * database that was dropped and is still kept by the platform. Immutable and thread-safe.
 */
public final class RestoreSource {
  /** Which of the three. */
  public enum Kind {
    /** One archive. */
    ARCHIVE,
    /** The recorded backups of a database; the chain is chosen and shown in the plan. */
    HISTORY,
    /** A dropped database that the platform still keeps. */
    DROPPED
  }

  private final Kind kind;
  private final @Nullable Location archive;
  private final @Nullable String database;

  private RestoreSource(Kind kind, @Nullable Location archive, @Nullable String database) {
    this.kind = kind;
    this.archive = archive;
    this.database = database;
  }

  /** One archive. */
  public static RestoreSource archive(Location archive) {
    return new RestoreSource(Kind.ARCHIVE, Objects.requireNonNull(archive, "archive"), null);
  }

  /** One local archive. */
  public static RestoreSource archive(Path archive) {
    return archive(Location.local(archive));
  }

  /** The recorded backups of this database. */
  public static RestoreSource history(String database) {
    return new RestoreSource(Kind.HISTORY, null, Objects.requireNonNull(database, "database"));
  }

  /** The recorded backups of this database, as found in a directory, stage or container. */
  public static RestoreSource history(String database, Location directory) {
    return new RestoreSource(
        Kind.HISTORY,
        Objects.requireNonNull(directory, "directory"),
        Objects.requireNonNull(database, "database"));
  }

  /** A dropped database of this name. */
  public static RestoreSource dropped(String database) {
    return new RestoreSource(Kind.DROPPED, null, Objects.requireNonNull(database, "database"));
  }

  /** Which of the three. */
  public Kind kind() {
    return kind;
  }

  /** The archive, or the directory in which a history is looked for. */
  public Optional<Location> location() {
    return Optional.ofNullable(archive);
  }

  /** The database whose history or remains are meant. */
  public Optional<String> database() {
    return Optional.ofNullable(database);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RestoreSource that
        && kind == that.kind
        && Objects.equals(archive, that.archive)
        && Objects.equals(database, that.database);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, archive, database);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case ARCHIVE -> "archive " + archive;
      case HISTORY -> "history of " + database + (archive == null ? "" : " in " + archive);
      case DROPPED -> "dropped " + database;
    };
  }
}

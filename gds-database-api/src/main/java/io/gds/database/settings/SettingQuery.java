package io.gds.database.settings;

import io.gds.database.NamePattern;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which settings to list, and as whom they are seen. Immutable and thread-safe. */
public final class SettingQuery {
  private static final SettingQuery ALL = new SettingQuery(null, null, null, false, false, false);

  private final @Nullable String like;
  private final @Nullable String database;
  private final @Nullable String user;
  private final boolean changedOnly;
  private final boolean pendingOnly;
  private final boolean advanced;

  private SettingQuery(
      @Nullable String like,
      @Nullable String database,
      @Nullable String user,
      boolean changedOnly,
      boolean pendingOnly,
      boolean advanced) {
    this.like = like;
    this.database = database;
    this.user = user;
    this.changedOnly = changedOnly;
    this.pendingOnly = pendingOnly;
    this.advanced = advanced;
  }

  /** All settings of the server but those the platform hides. */
  public static SettingQuery all() {
    return ALL;
  }

  /** The same, for names that match this pattern, see {@link NamePattern}. */
  public SettingQuery like(String like) {
    return new SettingQuery(
        Objects.requireNonNull(like, "like"), database, user, changedOnly, pendingOnly, advanced);
  }

  /** The same, as set for this database. */
  public SettingQuery database(String database) {
    return new SettingQuery(
        like,
        Objects.requireNonNull(database, "database"),
        user,
        changedOnly,
        pendingOnly,
        advanced);
  }

  /** The same, as set for this user. */
  public SettingQuery user(String user) {
    return new SettingQuery(
        like, database, Objects.requireNonNull(user, "user"), changedOnly, pendingOnly, advanced);
  }

  /** The same, with or without those that have their default. */
  public SettingQuery changedOnly(boolean changedOnly) {
    return new SettingQuery(like, database, user, changedOnly, pendingOnly, advanced);
  }

  /** The same, with or without those that run as configured. */
  public SettingQuery pendingOnly(boolean pendingOnly) {
    return new SettingQuery(like, database, user, changedOnly, pendingOnly, advanced);
  }

  /** The same, with or without those the platform hides. */
  public SettingQuery advanced(boolean advanced) {
    return new SettingQuery(like, database, user, changedOnly, pendingOnly, advanced);
  }

  /** The pattern names must match; none by default. */
  public Optional<String> like() {
    return Optional.ofNullable(like);
  }

  /** The database; by default the server. */
  public Optional<String> database() {
    return Optional.ofNullable(database);
  }

  /** The user; by default none. */
  public Optional<String> user() {
    return Optional.ofNullable(user);
  }

  /** Whether only those are listed that differ from their default; false by default. */
  public boolean changedOnly() {
    return changedOnly;
  }

  /** Whether only those are listed that wait for a restart; false by default. */
  public boolean pendingOnly() {
    return pendingOnly;
  }

  /** Whether those are listed that the platform hides; false by default. */
  public boolean advanced() {
    return advanced;
  }

  /** Whether a setting is one of those asked for, database and user apart. */
  public boolean matches(Setting setting) {
    return (like == null || new NamePattern(like).matches(setting.name()))
        && (!changedOnly || setting.isChanged())
        && (!pendingOnly || setting.pendingRestart())
        && (advanced || !setting.advanced());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SettingQuery that
        && Objects.equals(like, that.like)
        && Objects.equals(database, that.database)
        && Objects.equals(user, that.user)
        && changedOnly == that.changedOnly
        && pendingOnly == that.pendingOnly
        && advanced == that.advanced;
  }

  @Override
  public int hashCode() {
    return Objects.hash(like, database, user, changedOnly, pendingOnly, advanced);
  }

  @Override
  public String toString() {
    return "like="
        + like
        + ", database="
        + database
        + ", user="
        + user
        + ", changedOnly="
        + changedOnly
        + ", pendingOnly="
        + pendingOnly
        + ", advanced="
        + advanced;
  }
}

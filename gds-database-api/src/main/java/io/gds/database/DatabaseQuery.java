package io.gds.database;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which databases to list, and what to read about them. Immutable and thread-safe. */
public final class DatabaseQuery {
  private static final DatabaseQuery USER = new DatabaseQuery(null, false, Set.of());

  private final @Nullable String like;
  private final boolean system;
  private final Set<Detail> details;

  private DatabaseQuery(@Nullable String like, boolean system, Set<Detail> details) {
    this.like = like;
    this.system = system;
    this.details = details;
  }

  /** All user databases, cheap columns only. */
  public static DatabaseQuery userDatabases() {
    return USER;
  }

  /**
   * The same, for names that match this pattern: {@code *} stands for any text, {@code ?} for one
   * character, everything else for itself, letter case included; see {@link NamePattern}.
   */
  public DatabaseQuery like(String pattern) {
    return new DatabaseQuery(Objects.requireNonNull(pattern, "pattern"), system, details);
  }

  /** The same, with or without the platform's own databases. */
  public DatabaseQuery system(boolean include) {
    return new DatabaseQuery(like, include, details);
  }

  /** The same, reading these details too. */
  public DatabaseQuery with(Detail... details) {
    EnumSet<Detail> all = EnumSet.noneOf(Detail.class);
    all.addAll(this.details);
    Collections.addAll(all, details);
    return new DatabaseQuery(like, system, Set.copyOf(all));
  }

  /** The pattern names must match; none by default. */
  public Optional<String> like() {
    return Optional.ofNullable(like);
  }

  /** Whether the platform's own databases are listed; false by default. */
  public boolean includesSystem() {
    return system;
  }

  /** The details to read; none by default. */
  public Set<Detail> details() {
    return details;
  }

  /** Whether a name matches the pattern. */
  public boolean matches(String name) {
    return like == null || new NamePattern(like).matches(name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DatabaseQuery that
        && Objects.equals(like, that.like)
        && system == that.system
        && details.equals(that.details);
  }

  @Override
  public int hashCode() {
    return Objects.hash(like, system, details);
  }

  @Override
  public String toString() {
    return "like=" + like + ", system=" + system + ", details=" + details;
  }
}

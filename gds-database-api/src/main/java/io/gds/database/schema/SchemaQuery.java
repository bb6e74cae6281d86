package io.gds.database.schema;

import io.gds.database.NamePattern;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which tables to list, and what to read about them. Immutable and thread-safe. */
public final class SchemaQuery {
  private static final SchemaQuery ALL = new SchemaQuery(null, null, false, Set.of(), Set.of());

  private final @Nullable String schema;
  private final @Nullable String like;
  private final boolean system;
  private final Set<TableKind> kinds;
  private final Set<SchemaDetail> details;

  private SchemaQuery(
      @Nullable String schema,
      @Nullable String like,
      boolean system,
      Set<TableKind> kinds,
      Set<SchemaDetail> details) {
    this.schema = schema;
    this.like = like;
    this.system = system;
    this.kinds = kinds;
    this.details = details;
  }

  /** All but the platform's own, names and kinds only. */
  public static SchemaQuery all() {
    return ALL;
  }

  /** The same, of exactly this schema. */
  public SchemaQuery schema(String schema) {
    return new SchemaQuery(Objects.requireNonNull(schema, "schema"), like, system, kinds, details);
  }

  /** The same, for table names that match this pattern, see {@link NamePattern}. */
  public SchemaQuery like(String like) {
    return new SchemaQuery(schema, Objects.requireNonNull(like, "like"), system, kinds, details);
  }

  /** The same, with or without the platform's own. */
  public SchemaQuery system(boolean system) {
    return new SchemaQuery(schema, like, system, kinds, details);
  }

  /** The same, of these kinds only. */
  public SchemaQuery kinds(TableKind... kinds) {
    return new SchemaQuery(schema, like, system, Set.copyOf(List.of(kinds)), details);
  }

  /** The same, reading these details too. */
  public SchemaQuery with(SchemaDetail... details) {
    EnumSet<SchemaDetail> all = EnumSet.noneOf(SchemaDetail.class);
    all.addAll(this.details);
    all.addAll(List.of(details));
    return new SchemaQuery(schema, like, system, kinds, Set.copyOf(all));
  }

  /** The schema; all by default. */
  public Optional<String> schema() {
    return Optional.ofNullable(schema);
  }

  /** The pattern table names must match; none by default. */
  public Optional<String> like() {
    return Optional.ofNullable(like);
  }

  /** Whether the platform's own are listed; false by default. */
  public boolean system() {
    return system;
  }

  /** The kinds; all by default. */
  public Set<TableKind> kinds() {
    return kinds;
  }

  /** The details to read; none by default. */
  public Set<SchemaDetail> details() {
    return details;
  }

  /** Whether a table is one of those asked for. */
  public boolean matches(TableInfo table) {
    return (schema == null || table.schema().filter(schema::equals).isPresent())
        && (like == null || new NamePattern(like).matches(table.name()))
        && (system || !table.system())
        && (kinds.isEmpty() || kinds.contains(table.kind()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SchemaQuery that
        && Objects.equals(schema, that.schema)
        && Objects.equals(like, that.like)
        && system == that.system
        && kinds.equals(that.kinds)
        && details.equals(that.details);
  }

  @Override
  public int hashCode() {
    return Objects.hash(schema, like, system, kinds, details);
  }

  @Override
  public String toString() {
    return "schema="
        + schema
        + ", like="
        + like
        + ", system="
        + system
        + ", kinds="
        + kinds
        + ", details="
        + details;
  }
}

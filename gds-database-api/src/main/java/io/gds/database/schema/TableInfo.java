package io.gds.database.schema;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A table, collection or view, with what was asked for about it. A list is empty, and a figure
 * missing, if it was not asked for; {@link #details()} says what was.
 *
 * @param schema its schema, where there are schemas
 * @param name the exact name
 * @param kind what it is
 * @param owner the owner, where the platform has one
 * @param comment what is noted about it
 * @param createdAt when it was made, where that is recorded
 * @param system whether the platform made it for itself
 * @param partitionOf the table it is a partition of
 * @param rowEstimate the server's estimate of its rows; missing if it has none
 * @param sizeBytes its size in bytes with all that belongs to it
 * @param indexBytes the part of it that its indexes take
 * @param columns its columns, in order
 * @param indexes its indexes
 * @param constraints its constraints
 * @param definition the text that defines it
 * @param details what was asked for and read
 * @param attributes what else its platform tells
 */
public record TableInfo(
    Optional<String> schema,
    String name,
    TableKind kind,
    Optional<String> owner,
    Optional<String> comment,
    Optional<Instant> createdAt,
    boolean system,
    Optional<String> partitionOf,
    OptionalLong rowEstimate,
    OptionalLong sizeBytes,
    OptionalLong indexBytes,
    List<ColumnInfo> columns,
    List<IndexInfo> indexes,
    List<ConstraintInfo> constraints,
    Optional<String> definition,
    Set<SchemaDetail> details,
    Map<String, String> attributes) {
  /** Checks that nothing is missing, and takes copies. */
  public TableInfo {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(comment, "comment");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(partitionOf, "partitionOf");
    Objects.requireNonNull(rowEstimate, "rowEstimate");
    Objects.requireNonNull(sizeBytes, "sizeBytes");
    Objects.requireNonNull(indexBytes, "indexBytes");
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
    constraints = List.copyOf(constraints);
    Objects.requireNonNull(definition, "definition");
    details = Set.copyOf(details);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** Starts with what must be known; nothing else was read. */
  public static Builder builder(String name, TableKind kind) {
    return new Builder(name, kind);
  }

  /** The column of exactly this name. */
  public Optional<ColumnInfo> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /** The columns of the primary key, in order; empty if there is none or it was not asked for. */
  public List<String> primaryKey() {
    return constraints.stream()
        .filter(constraint -> constraint.kind() == ConstraintKind.PRIMARY_KEY)
        .findFirst()
        .map(ConstraintInfo::columns)
        .orElse(List.of());
  }

  /** Builds the record. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final TableKind kind;
    private Optional<String> schema = Optional.empty();
    private Optional<String> owner = Optional.empty();
    private Optional<String> comment = Optional.empty();
    private Optional<Instant> createdAt = Optional.empty();
    private boolean system;
    private Optional<String> partitionOf = Optional.empty();
    private OptionalLong rowEstimate = OptionalLong.empty();
    private OptionalLong sizeBytes = OptionalLong.empty();
    private OptionalLong indexBytes = OptionalLong.empty();
    private List<ColumnInfo> columns = List.of();
    private List<IndexInfo> indexes = List.of();
    private List<ConstraintInfo> constraints = List.of();
    private Optional<String> definition = Optional.empty();
    private Set<SchemaDetail> details = Set.of();
    private Map<String, String> attributes = Map.of();

    private Builder(String name, TableKind kind) {
      this.name = name;
      this.kind = kind;
    }

    /** Its schema, where there are schemas. */
    public Builder schema(String schema) {
      this.schema = Optional.of(schema);
      return this;
    }

    /** The owner, where the platform has one. */
    public Builder owner(String owner) {
      this.owner = Optional.of(owner);
      return this;
    }

    /** What is noted about it. */
    public Builder comment(String comment) {
      this.comment = Optional.of(comment);
      return this;
    }

    /** When it was made, where that is recorded. */
    public Builder createdAt(Instant createdAt) {
      this.createdAt = Optional.of(createdAt);
      return this;
    }

    /** Whether the platform made it for itself. */
    public Builder system(boolean system) {
      this.system = system;
      return this;
    }

    /** The table it is a partition of. */
    public Builder partitionOf(String partitionOf) {
      this.partitionOf = Optional.of(partitionOf);
      return this;
    }

    /** The server's estimate of its rows. */
    public Builder rowEstimate(long rowEstimate) {
      this.rowEstimate = OptionalLong.of(rowEstimate);
      return this;
    }

    /** Its size in bytes with all that belongs to it. */
    public Builder sizeBytes(long sizeBytes) {
      this.sizeBytes = OptionalLong.of(sizeBytes);
      return this;
    }

    /** The part of it that its indexes take. */
    public Builder indexBytes(long indexBytes) {
      this.indexBytes = OptionalLong.of(indexBytes);
      return this;
    }

    /** Its columns, in order. */
    public Builder columns(List<ColumnInfo> columns) {
      this.columns = columns;
      return this;
    }

    /** Its indexes. */
    public Builder indexes(List<IndexInfo> indexes) {
      this.indexes = indexes;
      return this;
    }

    /** Its constraints. */
    public Builder constraints(List<ConstraintInfo> constraints) {
      this.constraints = constraints;
      return this;
    }

    /** The text that defines it. */
    public Builder definition(String definition) {
      this.definition = Optional.of(definition);
      return this;
    }

    /** What was asked for and read. */
    public Builder details(Set<SchemaDetail> details) {
      this.details = details;
      return this;
    }

    /** What else its platform tells. */
    public Builder attributes(Map<String, String> attributes) {
      this.attributes = attributes;
      return this;
    }

    /** The finished record. */
    public TableInfo build() {
      return new TableInfo(
          schema,
          name,
          kind,
          owner,
          comment,
          createdAt,
          system,
          partitionOf,
          rowEstimate,
          sizeBytes,
          indexBytes,
          columns,
          indexes,
          constraints,
          definition,
          details,
          attributes);
    }
  }
}

package io.gds.database.schema;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An index of a table.
 *
 * @param name the exact name
 * @param parts what it is ordered by, in order
 * @param included further columns it holds
 * @param unique whether it refuses duplicates
 * @param primary whether it belongs to the primary key
 * @param valid whether it is complete and used
 * @param method its kind, such as {@code btree} or {@code 2dsphere}
 * @param predicate the condition of the rows it holds, if not all
 * @param sizeBytes its size in bytes, if sizes were asked for
 * @param definition the text that defines it, if definitions were asked for
 */
public record IndexInfo(
    String name,
    List<IndexPart> parts,
    List<String> included,
    boolean unique,
    boolean primary,
    boolean valid,
    Optional<String> method,
    Optional<String> predicate,
    OptionalLong sizeBytes,
    Optional<String> definition) {
  /** Checks that nothing is missing, and takes copies. */
  public IndexInfo {
    Objects.requireNonNull(name, "name");
    parts = List.copyOf(parts);
    included = List.copyOf(included);
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(predicate, "predicate");
    Objects.requireNonNull(sizeBytes, "sizeBytes");
    Objects.requireNonNull(definition, "definition");
  }

  /** Starts with what must be known; it is valid, and has nothing else. */
  public static Builder builder(String name, List<IndexPart> parts) {
    return new Builder(name, parts);
  }

  /** Builds the record. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final List<IndexPart> parts;
    private List<String> included = List.of();
    private boolean unique;
    private boolean primary;
    private boolean valid = true;
    private Optional<String> method = Optional.empty();
    private Optional<String> predicate = Optional.empty();
    private OptionalLong sizeBytes = OptionalLong.empty();
    private Optional<String> definition = Optional.empty();

    private Builder(String name, List<IndexPart> parts) {
      this.name = name;
      this.parts = parts;
    }

    /** Further columns it holds. */
    public Builder included(List<String> included) {
      this.included = included;
      return this;
    }

    /** Whether it refuses duplicates. */
    public Builder unique(boolean unique) {
      this.unique = unique;
      return this;
    }

    /** Whether it belongs to the primary key. */
    public Builder primary(boolean primary) {
      this.primary = primary;
      return this;
    }

    /** Whether it is complete and used. */
    public Builder valid(boolean valid) {
      this.valid = valid;
      return this;
    }

    /** Its kind, such as {@code btree} or {@code 2dsphere}. */
    public Builder method(String method) {
      this.method = Optional.of(method);
      return this;
    }

    /** The condition of the rows it holds, if not all. */
    public Builder predicate(String predicate) {
      this.predicate = Optional.of(predicate);
      return this;
    }

    /** Its size in bytes, if sizes were asked for. */
    public Builder sizeBytes(long sizeBytes) {
      this.sizeBytes = OptionalLong.of(sizeBytes);
      return this;
    }

    /** The text that defines it, if definitions were asked for. */
    public Builder definition(String definition) {
      this.definition = Optional.of(definition);
      return this;
    }

    /** The finished record. */
    public IndexInfo build() {
      return new IndexInfo(
          name, parts, included, unique, primary, valid, method, predicate, sizeBytes, definition);
    }
  }
}

package io.gds.database.schema;

import java.util.Objects;
import java.util.Optional;

/**
 * A column of a table.
 *
 * @param name the exact name
 * @param position its place, from 1
 * @param type the type in the platform's words, with length and precision
 * @param nullable whether there may be no value
 * @param defaultValue the expression of its default
 * @param generatedAs the expression it is computed by
 * @param identity whether the server numbers it
 * @param collation its collation, if it is not the database's
 * @param comment what is noted about it
 */
public record ColumnInfo(
    String name,
    int position,
    String type,
    boolean nullable,
    Optional<String> defaultValue,
    Optional<String> generatedAs,
    boolean identity,
    Optional<String> collation,
    Optional<String> comment) {
  /** Checks that nothing is missing. */
  public ColumnInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(defaultValue, "defaultValue");
    Objects.requireNonNull(generatedAs, "generatedAs");
    Objects.requireNonNull(collation, "collation");
    Objects.requireNonNull(comment, "comment");
    if (position < 1) {
      throw new IllegalArgumentException("positions begin at 1");
    }
  }

  /** Starts with what must be known; it may be null, and has nothing else. */
  public static Builder builder(String name, int position, String type) {
    return new Builder(name, position, type);
  }

  /** Builds the record. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final int position;
    private final String type;
    private boolean nullable = true;
    private Optional<String> defaultValue = Optional.empty();
    private Optional<String> generatedAs = Optional.empty();
    private boolean identity;
    private Optional<String> collation = Optional.empty();
    private Optional<String> comment = Optional.empty();

    private Builder(String name, int position, String type) {
      this.name = name;
      this.position = position;
      this.type = type;
    }

    /** Whether there may be no value. */
    public Builder nullable(boolean nullable) {
      this.nullable = nullable;
      return this;
    }

    /** The expression of its default. */
    public Builder defaultValue(String defaultValue) {
      this.defaultValue = Optional.of(defaultValue);
      return this;
    }

    /** The expression it is computed by. */
    public Builder generatedAs(String generatedAs) {
      this.generatedAs = Optional.of(generatedAs);
      return this;
    }

    /** Whether the server numbers it. */
    public Builder identity(boolean identity) {
      this.identity = identity;
      return this;
    }

    /** Its collation, if it is not the database's. */
    public Builder collation(String collation) {
      this.collation = Optional.of(collation);
      return this;
    }

    /** What is noted about it. */
    public Builder comment(String comment) {
      this.comment = Optional.of(comment);
      return this;
    }

    /** The finished record. */
    public ColumnInfo build() {
      return new ColumnInfo(
          name, position, type, nullable, defaultValue, generatedAs, identity, collation, comment);
    }
  }
}

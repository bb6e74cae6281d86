package io.gds.database;

import io.gds.database.operation.Options;
import java.util.Map;

/** How to drop a database. Immutable and thread-safe. */
public final class DropOptions extends Options {
  private final boolean force;
  private final boolean ifExists;

  private DropOptions(Builder builder) {
    super(builder);
    force = builder.force;
    ifExists = builder.ifExists;
  }

  /** All defaults. */
  public static DropOptions defaults() {
    return builder().build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Whether sessions that use it are ended first; false by default. */
  public boolean force() {
    return force;
  }

  /** Whether its absence is fine; false by default. */
  public boolean ifExists() {
    return ifExists;
  }

  @Override
  protected String what() {
    return "drop options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("force", force);
    into.put("ifExists", ifExists);
  }

  /** Builds drop options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private boolean force;
    private boolean ifExists;

    private Builder() {}

    private Builder(DropOptions options) {
      super(options);
      force = options.force;
      ifExists = options.ifExists;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** Whether sessions that use it are ended first. Default: false. */
    public Builder force(boolean force) {
      this.force = force;
      return this;
    }

    /** Whether its absence is fine. Default: false. */
    public Builder ifExists(boolean ifExists) {
      this.ifExists = ifExists;
      return this;
    }

    /** The finished options. */
    public DropOptions build() {
      return new DropOptions(this);
    }
  }
}

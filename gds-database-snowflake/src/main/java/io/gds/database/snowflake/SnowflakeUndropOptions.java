package io.gds.database.snowflake;

import io.gds.database.operation.Options;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a dropped database is got back. Immutable and thread-safe.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/undrop-database">UNDROP
 *     DATABASE</a>
 */
public final class SnowflakeUndropOptions extends Options {
  private final @Nullable String renameNewcomer;

  private SnowflakeUndropOptions(Builder builder) {
    super(builder);
    renameNewcomer = builder.renameNewcomer;
  }

  /** Refused if a database has the name. */
  public static SnowflakeUndropOptions defaults() {
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

  /** What a database that has the name now is called first; empty by default. */
  public Optional<String> renameNewcomer() {
    return Optional.ofNullable(renameNewcomer);
  }

  @Override
  protected String what() {
    return "undrop options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    renameNewcomer().ifPresent(name -> into.put("renameNewcomer", name));
  }

  /** Builds undrop options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String renameNewcomer;

    private Builder() {}

    private Builder(SnowflakeUndropOptions options) {
      super(options);
      renameNewcomer = options.renameNewcomer;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * What a database that has the name now is called first. Default: none, with which it stands in
     * the way.
     */
    public Builder renameNewcomer(String name) {
      this.renameNewcomer = Objects.requireNonNull(name, "name");
      return this;
    }

    /** The finished options. */
    public SnowflakeUndropOptions build() {
      return new SnowflakeUndropOptions(this);
    }
  }
}

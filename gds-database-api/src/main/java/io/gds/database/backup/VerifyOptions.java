package io.gds.database.backup;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which backup to prove, and how far. Immutable and thread-safe. */
public final class VerifyOptions extends Options {
  private final @Nullable Location location;
  private final VerifyLevel level;

  private VerifyOptions(Builder builder) {
    super(builder);
    location = builder.location;
    level = builder.level;
  }

  /** This local archive, byte by byte. */
  public static VerifyOptions of(Path archive) {
    return builder().backup(Location.local(archive)).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The backup. */
  public Location location() {
    return Objects.requireNonNull(location, "location");
  }

  /** How far it is proved; {@link VerifyLevel#ARCHIVE} by default. */
  public VerifyLevel level() {
    return level;
  }

  @Override
  protected String what() {
    return "verify options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("backup", location());
    into.put("level", level);
  }

  /** Builds verify options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable Location location;
    private VerifyLevel level = VerifyLevel.ARCHIVE;

    private Builder() {}

    private Builder(VerifyOptions options) {
      super(options);
      location = options.location;
      level = options.level;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The backup. Default: none, it must be given. */
    public Builder backup(Location location) {
      this.location = Objects.requireNonNull(location, "location");
      return this;
    }

    /** How far it is proved. Default: {@link VerifyLevel#ARCHIVE}. */
    public Builder level(VerifyLevel level) {
      this.level = Objects.requireNonNull(level, "level");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException if no backup is named
     */
    public VerifyOptions build() {
      VerifyOptions options = new VerifyOptions(this);
      if (location == null) {
        refuse(options.what(), List.of(new OptionFault("backup", "is missing")));
      }
      return options;
    }
  }
}

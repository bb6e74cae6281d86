package io.gds.database.mongodb;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * To which feature compatibility version a server, set or cluster goes. Immutable and thread-safe.
 */
public final class MongoFeatureVersionOptions extends Options {
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]?\\.[0-9]");

  private final @Nullable String version;
  private final boolean downgrade;

  private MongoFeatureVersionOptions(Builder builder) {
    super(builder);
    version = builder.version;
    downgrade = builder.downgrade;
  }

  /** To this version, upwards. */
  public static MongoFeatureVersionOptions to(String version) {
    return builder().version(version).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The version, such as {@code 7.0}. */
  public String version() {
    return Objects.requireNonNull(version, "version");
  }

  /** Whether it may be lower than the present one; false by default. */
  public boolean downgrade() {
    return downgrade;
  }

  @Override
  protected String what() {
    return "feature compatibility options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    Optional.ofNullable(version).ifPresent(value -> into.put("version", value));
    into.put("downgrade", downgrade);
  }

  /** Builds the options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String version;
    private boolean downgrade;

    private Builder() {}

    private Builder(MongoFeatureVersionOptions options) {
      super(options);
      version = options.version;
      downgrade = options.downgrade;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The version, such as {@code 7.0}. Default: none, it must be given. */
    public Builder version(String version) {
      this.version = Objects.requireNonNull(version, "version");
      return this;
    }

    /**
     * Whether it may be lower than the present one. What newer features have stored has to be
     * removed before, the server refuses it else, and may stop half-way; from version 7.0 on the
     * vendor lets nobody go back to older programs without its support. Default: false.
     */
    public Builder downgrade(boolean downgrade) {
      this.downgrade = downgrade;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public MongoFeatureVersionOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (version == null) {
        faults.add(new OptionFault("version", "is missing: name it, such as 7.0"));
      } else if (!VERSION.matcher(version).matches()) {
        faults.add(new OptionFault("version", "is two numbers with a dot between, such as 7.0"));
      }
      MongoFeatureVersionOptions options = new MongoFeatureVersionOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

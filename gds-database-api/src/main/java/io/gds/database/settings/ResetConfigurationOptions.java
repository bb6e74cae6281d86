package io.gds.database.settings;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Settings to put back to their defaults; at least one. Immutable and thread-safe. */
public final class ResetConfigurationOptions extends Options {
  private final List<String> settings;
  private final @Nullable String database;
  private final @Nullable String user;
  private final boolean reload;

  private ResetConfigurationOptions(Builder builder) {
    super(builder);
    settings = List.copyOf(builder.settings);
    database = builder.database;
    user = builder.user;
    reload = builder.reload;
  }

  /** Only this setting. */
  public static ResetConfigurationOptions of(String setting) {
    return builder().setting(setting).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The settings; none by default. */
  public List<String> settings() {
    return settings;
  }

  /** The database to set it for; by default the server. */
  public Optional<String> database() {
    return Optional.ofNullable(database);
  }

  /** The user to set it for; by default all. */
  public Optional<String> user() {
    return Optional.ofNullable(user);
  }

  /**
   * Whether the server is told to take new values up where it need not restart; true by default.
   */
  public boolean reload() {
    return reload;
  }

  @Override
  protected String what() {
    return "reset options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    if (!settings.isEmpty()) {
      into.put("settings", settings);
    }
    database().ifPresent(value -> into.put("database", value));
    user().ifPresent(value -> into.put("user", value));
    into.put("reload", reload);
  }

  /** Builds reset options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private final List<String> settings = new ArrayList<>();
    private @Nullable String database;
    private @Nullable String user;
    private boolean reload = true;

    private Builder() {}

    private Builder(ResetConfigurationOptions options) {
      super(options);
      settings.addAll(options.settings);
      database = options.database;
      user = options.user;
      reload = options.reload;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** Adds a setting. Default: none. */
    public Builder setting(String setting) {
      settings.add(Objects.requireNonNull(setting, "setting"));
      return this;
    }

    /** The database to set it for. Default: the server. */
    public Builder database(String database) {
      this.database = Objects.requireNonNull(database, "database");
      return this;
    }

    /** The user to set it for. Default: all. */
    public Builder user(String user) {
      this.user = Objects.requireNonNull(user, "user");
      return this;
    }

    /**
     * Whether the server is told to take new values up where it need not restart. Default: true.
     */
    public Builder reload(boolean reload) {
      this.reload = reload;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public ResetConfigurationOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (settings.isEmpty()) {
        faults.add(new OptionFault("setting", "is missing: name at least one"));
      }
      ResetConfigurationOptions options = new ResetConfigurationOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

package io.gds.database.settings;

import io.gds.database.connection.SecretRef;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings and their new values; at least one. They are checked together before the first is set.
 * Immutable and thread-safe.
 */
public final class SetConfigurationOptions extends Options {
  private final Map<String, String> values;
  private final Map<String, SecretRef> secrets;
  private final @Nullable String database;
  private final @Nullable String user;
  private final boolean reload;

  private SetConfigurationOptions(Builder builder) {
    super(builder);
    values = Collections.unmodifiableMap(new LinkedHashMap<>(builder.values));
    secrets = Collections.unmodifiableMap(new LinkedHashMap<>(builder.secrets));
    database = builder.database;
    user = builder.user;
    reload = builder.reload;
  }

  /** Only this setting. */
  public static SetConfigurationOptions of(String name, String value) {
    return builder().set(name, value).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
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

  /** The new values by name, in order; none by default. */
  public Map<String, String> values() {
    return values;
  }

  /** Where new values that are secrets are found, by name, in order; none by default. */
  public Map<String, SecretRef> secrets() {
    return secrets;
  }

  @Override
  protected String what() {
    return "configuration options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    if (!values.isEmpty()) {
      into.put("set", values);
    }
    if (!secrets.isEmpty()) {
      into.put("setSecret", secrets);
    }
    database().ifPresent(value -> into.put("database", value));
    user().ifPresent(value -> into.put("user", value));
    into.put("reload", reload);
  }

  /** Builds configuration options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, SecretRef> secrets = new LinkedHashMap<>();
    private @Nullable String database;
    private @Nullable String user;
    private boolean reload = true;

    private Builder() {}

    private Builder(SetConfigurationOptions options) {
      super(options);
      values.putAll(options.values);
      secrets.putAll(options.secrets);
      database = options.database;
      user = options.user;
      reload = options.reload;
    }

    @Override
    protected Builder self() {
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
     * A setting and its new value, replacing an earlier one of the same name. The value is audited:
     * one that is a secret, or holds one, goes through {@link #setSecret}. Default: none.
     */
    public Builder set(String name, String value) {
      values.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** A setting whose new value is a secret, and where it is found. Default: none. */
    public Builder setSecret(String name, SecretRef value) {
      secrets.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public SetConfigurationOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (values.isEmpty() && secrets.isEmpty()) {
        faults.add(new OptionFault("set", "is missing: name at least one setting and its value"));
      }
      for (String name : secrets.keySet()) {
        if (values.containsKey(name)) {
          faults.add(new OptionFault("set", name + " is given as a value and as a secret"));
        }
      }
      SetConfigurationOptions options = new SetConfigurationOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

package io.gds.database.ha;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When commits are to be acknowledged. Immutable and thread-safe. */
public final class SyncModeOptions extends Options {
  private final @Nullable String group;
  private final @Nullable String node;
  private final @Nullable SyncMode syncMode;
  private final Duration waitAtMost;

  private SyncModeOptions(Builder builder) {
    super(builder);
    group = builder.group;
    node = builder.node;
    syncMode = builder.syncMode;
    waitAtMost = builder.waitAtMost;
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /**
   * The group, where the engine has more than one; by default the only one, or the one of the
   * database asked.
   */
  public Optional<String> group() {
    return Optional.ofNullable(group);
  }

  /** The node that commits are to wait for, or no longer; by default all that follow. */
  public Optional<String> node() {
    return Optional.ofNullable(node);
  }

  /** When commits are to be acknowledged. */
  public SyncMode syncMode() {
    return Objects.requireNonNull(syncMode, "syncMode");
  }

  /** How long the nodes may need to be in step; 2 minutes by default. */
  public Duration waitAtMost() {
    return waitAtMost;
  }

  @Override
  protected String what() {
    return "synchronization options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    group().ifPresent(value -> into.put("group", value));
    node().ifPresent(value -> into.put("node", value));
    into.put("syncMode", syncMode());
    into.put("waitAtMost", waitAtMost);
  }

  /** Builds synchronization options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String group;
    private @Nullable String node;
    private @Nullable SyncMode syncMode;
    private Duration waitAtMost = Duration.ofMinutes(2);

    private Builder() {}

    private Builder(SyncModeOptions options) {
      super(options);
      group = options.group;
      node = options.node;
      syncMode = options.syncMode;
      waitAtMost = options.waitAtMost;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * The group, where the engine has more than one. Default: the only one, or the one of the
     * database asked.
     */
    public Builder group(String group) {
      this.group = Objects.requireNonNull(group, "group");
      return this;
    }

    /** The node that commits are to wait for, or no longer. Default: all that follow. */
    public Builder node(String node) {
      this.node = Objects.requireNonNull(node, "node");
      return this;
    }

    /** When commits are to be acknowledged. Default: none, it must be given. */
    public Builder syncMode(SyncMode syncMode) {
      this.syncMode = Objects.requireNonNull(syncMode, "syncMode");
      return this;
    }

    /** How long the nodes may need to be in step. Default: 2 minutes. */
    public Builder waitAtMost(Duration waitAtMost) {
      this.waitAtMost = Objects.requireNonNull(waitAtMost, "waitAtMost");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public SyncModeOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (syncMode == null) {
        faults.add(new OptionFault("syncMode", "is missing: say when commits are acknowledged"));
      }
      if (waitAtMost.isZero() || waitAtMost.isNegative()) {
        faults.add(new OptionFault("waitAtMost", "is more than zero"));
      }
      SyncModeOptions options = new SyncModeOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

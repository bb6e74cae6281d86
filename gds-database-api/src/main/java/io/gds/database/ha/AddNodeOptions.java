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

/** A node to add to a group, or to make one of. Immutable and thread-safe. */
public final class AddNodeOptions extends Options {
  private final @Nullable String group;
  private final @Nullable String node;
  private final @Nullable String endpoint;
  private final @Nullable HaRole role;
  private final @Nullable SyncMode syncMode;
  private final @Nullable Boolean automaticFailover;
  private final Duration waitAtMost;

  private AddNodeOptions(Builder builder) {
    super(builder);
    group = builder.group;
    node = builder.node;
    endpoint = builder.endpoint;
    role = builder.role;
    syncMode = builder.syncMode;
    automaticFailover = builder.automaticFailover;
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

  /** The node, by the name the topology uses. */
  public String node() {
    return Objects.requireNonNull(node, "node");
  }

  /** Where the others reach it; by default the address of the peer connection of this name. */
  public Optional<String> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  /** What it becomes; by default the platform's usual one for a node that follows. */
  public Optional<HaRole> role() {
    return Optional.ofNullable(role);
  }

  /** When commits wait for it; by default the group's mode. */
  public Optional<SyncMode> syncMode() {
    return Optional.ofNullable(syncMode);
  }

  /** Whether it may be made primary without being asked; by default the platform's own choice. */
  public Optional<Boolean> automaticFailover() {
    return Optional.ofNullable(automaticFailover);
  }

  /** How long it may need to follow once its data are in place; 10 minutes by default. */
  public Duration waitAtMost() {
    return waitAtMost;
  }

  @Override
  protected String what() {
    return "node options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    group().ifPresent(value -> into.put("group", value));
    into.put("node", node());
    endpoint().ifPresent(value -> into.put("endpoint", value));
    role().ifPresent(value -> into.put("role", value));
    syncMode().ifPresent(value -> into.put("syncMode", value));
    automaticFailover().ifPresent(value -> into.put("automaticFailover", value));
    into.put("waitAtMost", waitAtMost);
  }

  /** Builds node options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String group;
    private @Nullable String node;
    private @Nullable String endpoint;
    private @Nullable HaRole role;
    private @Nullable SyncMode syncMode;
    private @Nullable Boolean automaticFailover;
    private Duration waitAtMost = Duration.ofMinutes(10);

    private Builder() {}

    private Builder(AddNodeOptions options) {
      super(options);
      group = options.group;
      node = options.node;
      endpoint = options.endpoint;
      role = options.role;
      syncMode = options.syncMode;
      automaticFailover = options.automaticFailover;
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

    /** The node, by the name the topology uses. Default: none, it must be given. */
    public Builder node(String node) {
      this.node = Objects.requireNonNull(node, "node");
      return this;
    }

    /** Where the others reach it. Default: the address of the peer connection of this name. */
    public Builder endpoint(String endpoint) {
      this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
      return this;
    }

    /** What it becomes. Default: the platform's usual one for a node that follows. */
    public Builder role(HaRole role) {
      this.role = Objects.requireNonNull(role, "role");
      return this;
    }

    /** When commits wait for it. Default: the group's mode. */
    public Builder syncMode(SyncMode syncMode) {
      this.syncMode = Objects.requireNonNull(syncMode, "syncMode");
      return this;
    }

    /** Whether it may be made primary without being asked. Default: the platform's own choice. */
    public Builder automaticFailover(boolean automaticFailover) {
      this.automaticFailover = automaticFailover;
      return this;
    }

    /** How long it may need to follow once its data are in place. Default: 10 minutes. */
    public Builder waitAtMost(Duration waitAtMost) {
      this.waitAtMost = Objects.requireNonNull(waitAtMost, "waitAtMost");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public AddNodeOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (node == null || node.isEmpty()) {
        faults.add(new OptionFault("node", "is missing: name the node to add"));
      }
      if (waitAtMost.isZero() || waitAtMost.isNegative()) {
        faults.add(new OptionFault("waitAtMost", "is more than zero"));
      }
      if (role == HaRole.UNKNOWN) {
        faults.add(new OptionFault("role", "is a role a node can be given, not UNKNOWN"));
      }
      AddNodeOptions options = new AddNodeOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

package io.gds.database.ha;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which node leaves a group. Immutable and thread-safe. */
public final class RemoveNodeOptions extends Options {
  private final @Nullable String group;
  private final @Nullable String node;
  private final boolean force;

  private RemoveNodeOptions(Builder builder) {
    super(builder);
    group = builder.group;
    node = builder.node;
    force = builder.force;
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

  /** The node that leaves. */
  public String node() {
    return Objects.requireNonNull(node, "node");
  }

  /**
   * Whether it is removed though it does not answer, or the group could then no longer survive a
   * loss; false by default.
   */
  public boolean force() {
    return force;
  }

  @Override
  protected String what() {
    return "node removal options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    group().ifPresent(value -> into.put("group", value));
    into.put("node", node());
    into.put("force", force);
  }

  /** Builds node removal options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String group;
    private @Nullable String node;
    private boolean force;

    private Builder() {}

    private Builder(RemoveNodeOptions options) {
      super(options);
      group = options.group;
      node = options.node;
      force = options.force;
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

    /** The node that leaves. Default: none, it must be given. */
    public Builder node(String node) {
      this.node = Objects.requireNonNull(node, "node");
      return this;
    }

    /**
     * Whether it is removed though it does not answer, or the group could then no longer survive a
     * loss. Default: false.
     */
    public Builder force(boolean force) {
      this.force = force;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public RemoveNodeOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (node == null || node.isEmpty()) {
        faults.add(new OptionFault("node", "is missing: name the node to remove"));
      }
      RemoveNodeOptions options = new RemoveNodeOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

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

/** Which node is made to follow again, and what may be lost on it. Immutable and thread-safe. */
public final class RejoinOptions extends Options {
  private final @Nullable String group;
  private final @Nullable String node;
  private final @Nullable RejoinMethod method;
  private final boolean discardChanges;
  private final Duration waitAtMost;

  private RejoinOptions(Builder builder) {
    super(builder);
    group = builder.group;
    node = builder.node;
    method = builder.method;
    discardChanges = builder.discardChanges;
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

  /** The node that is to follow again. */
  public String node() {
    return Objects.requireNonNull(node, "node");
  }

  /** How it is made to follow; by default the cheapest that works, which the script names. */
  public Optional<RejoinMethod> method() {
    return Optional.ofNullable(method);
  }

  /**
   * Whether what only this node has is thrown away; if it has such changes, it is refused without.
   * False by default.
   */
  public boolean discardChanges() {
    return discardChanges;
  }

  /** How long it may need to follow once its data are in place; 10 minutes by default. */
  public Duration waitAtMost() {
    return waitAtMost;
  }

  @Override
  protected String what() {
    return "rejoin options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    group().ifPresent(value -> into.put("group", value));
    into.put("node", node());
    method().ifPresent(value -> into.put("method", value));
    into.put("discardChanges", discardChanges);
    into.put("waitAtMost", waitAtMost);
  }

  /** Builds rejoin options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String group;
    private @Nullable String node;
    private @Nullable RejoinMethod method;
    private boolean discardChanges;
    private Duration waitAtMost = Duration.ofMinutes(10);

    private Builder() {}

    private Builder(RejoinOptions options) {
      super(options);
      group = options.group;
      node = options.node;
      method = options.method;
      discardChanges = options.discardChanges;
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

    /** The node that is to follow again. Default: none, it must be given. */
    public Builder node(String node) {
      this.node = Objects.requireNonNull(node, "node");
      return this;
    }

    /** How it is made to follow. Default: the cheapest that works, which the script names. */
    public Builder method(RejoinMethod method) {
      this.method = Objects.requireNonNull(method, "method");
      return this;
    }

    /**
     * Whether what only this node has is thrown away; if it has such changes, it is refused
     * without. Default: false.
     */
    public Builder discardChanges(boolean discardChanges) {
      this.discardChanges = discardChanges;
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
    public RejoinOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (node == null || node.isEmpty()) {
        faults.add(new OptionFault("node", "is missing: name the node that is to follow"));
      }
      if (waitAtMost.isZero() || waitAtMost.isNegative()) {
        faults.add(new OptionFault("waitAtMost", "is more than zero"));
      }
      RejoinOptions options = new RejoinOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

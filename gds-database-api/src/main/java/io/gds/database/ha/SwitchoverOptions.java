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

/**
 * A planned change of the primary, without loss. The caller names who is primary, so that two
 * callers, or one with an old picture, cannot undo one another. Immutable and thread-safe.
 */
public final class SwitchoverOptions extends Options {
  private final @Nullable String group;
  private final @Nullable String leader;
  private final @Nullable String target;
  private final Duration maxLag;
  private final Duration waitAtMost;

  private SwitchoverOptions(Builder builder) {
    super(builder);
    group = builder.group;
    leader = builder.leader;
    target = builder.target;
    maxLag = builder.maxLag;
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

  /** The node that the caller takes for the primary; if it is another, nothing is done. */
  public String leader() {
    return Objects.requireNonNull(leader, "leader");
  }

  /** The node that becomes primary; by default the best candidate, which the script names. */
  public Optional<String> target() {
    return Optional.ofNullable(target);
  }

  /**
   * The most that the target may be behind before it begins, zero or more; 10 seconds by default.
   */
  public Duration maxLag() {
    return maxLag;
  }

  /**
   * How long the new primary may need to take writes; then the outcome is unknown, not failed. 2
   * minutes by default.
   */
  public Duration waitAtMost() {
    return waitAtMost;
  }

  @Override
  protected String what() {
    return "switchover options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    group().ifPresent(value -> into.put("group", value));
    into.put("leader", leader());
    target().ifPresent(value -> into.put("target", value));
    into.put("maxLag", maxLag);
    into.put("waitAtMost", waitAtMost);
  }

  /** Builds switchover options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String group;
    private @Nullable String leader;
    private @Nullable String target;
    private Duration maxLag = Duration.ofSeconds(10);
    private Duration waitAtMost = Duration.ofMinutes(2);

    private Builder() {}

    private Builder(SwitchoverOptions options) {
      super(options);
      group = options.group;
      leader = options.leader;
      target = options.target;
      maxLag = options.maxLag;
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

    /**
     * The node that the caller takes for the primary; if it is another, nothing is done. Default:
     * none, it must be given.
     */
    public Builder leader(String leader) {
      this.leader = Objects.requireNonNull(leader, "leader");
      return this;
    }

    /** The node that becomes primary. Default: the best candidate, which the script names. */
    public Builder target(String target) {
      this.target = Objects.requireNonNull(target, "target");
      return this;
    }

    /**
     * The most that the target may be behind before it begins, zero or more. Default: 10 seconds.
     */
    public Builder maxLag(Duration maxLag) {
      this.maxLag = Objects.requireNonNull(maxLag, "maxLag");
      return this;
    }

    /**
     * How long the new primary may need to take writes; then the outcome is unknown, not failed.
     * Default: 2 minutes.
     */
    public Builder waitAtMost(Duration waitAtMost) {
      this.waitAtMost = Objects.requireNonNull(waitAtMost, "waitAtMost");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public SwitchoverOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (leader == null || leader.isEmpty()) {
        faults.add(new OptionFault("leader", "is missing: name the node that is primary now"));
      }
      if (maxLag.isNegative()) {
        faults.add(new OptionFault("maxLag", "is zero or more"));
      }
      if (waitAtMost.isZero() || waitAtMost.isNegative()) {
        faults.add(new OptionFault("waitAtMost", "is more than zero"));
      }
      if (leader != null && leader.equals(target)) {
        faults.add(new OptionFault("target", "is the leader already"));
      }
      SwitchoverOptions options = new SwitchoverOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

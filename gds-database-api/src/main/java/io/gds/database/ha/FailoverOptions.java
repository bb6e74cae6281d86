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
 * A forced change of the primary, for when it is gone. What was not yet replicated is lost; where
 * the primary still works, a switchover loses nothing. Immutable and thread-safe.
 */
public final class FailoverOptions extends Options {
  private final @Nullable String group;
  private final @Nullable String target;
  private final boolean acceptDataLoss;
  private final @Nullable Duration maxDataLoss;
  private final Duration waitAtMost;

  private FailoverOptions(Builder builder) {
    super(builder);
    group = builder.group;
    target = builder.target;
    acceptDataLoss = builder.acceptDataLoss;
    maxDataLoss = builder.maxDataLoss;
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

  /**
   * The node that becomes primary; by default the one that can be reached and has most, which the
   * script names.
   */
  public Optional<String> target() {
    return Optional.ofNullable(target);
  }

  /**
   * Whether the caller accepts that transactions may be lost; must be set to true. False by
   * default.
   */
  public boolean acceptDataLoss() {
    return acceptDataLoss;
  }

  /**
   * The most that may be lost by estimate; an unknown loss is more than any. By default no limit.
   */
  public Optional<Duration> maxDataLoss() {
    return Optional.ofNullable(maxDataLoss);
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
    return "failover options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    group().ifPresent(value -> into.put("group", value));
    target().ifPresent(value -> into.put("target", value));
    into.put("acceptDataLoss", acceptDataLoss);
    maxDataLoss().ifPresent(value -> into.put("maxDataLoss", value));
    into.put("waitAtMost", waitAtMost);
  }

  /** Builds failover options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String group;
    private @Nullable String target;
    private boolean acceptDataLoss;
    private @Nullable Duration maxDataLoss;
    private Duration waitAtMost = Duration.ofMinutes(2);

    private Builder() {}

    private Builder(FailoverOptions options) {
      super(options);
      group = options.group;
      target = options.target;
      acceptDataLoss = options.acceptDataLoss;
      maxDataLoss = options.maxDataLoss;
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
     * The node that becomes primary. Default: the one that can be reached and has most, which the
     * script names.
     */
    public Builder target(String target) {
      this.target = Objects.requireNonNull(target, "target");
      return this;
    }

    /**
     * Whether the caller accepts that transactions may be lost; must be set to true. Default:
     * false.
     */
    public Builder acceptDataLoss(boolean acceptDataLoss) {
      this.acceptDataLoss = acceptDataLoss;
      return this;
    }

    /**
     * The most that may be lost by estimate; an unknown loss is more than any. Default: no limit.
     */
    public Builder maxDataLoss(Duration maxDataLoss) {
      this.maxDataLoss = Objects.requireNonNull(maxDataLoss, "maxDataLoss");
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
    public FailoverOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (waitAtMost.isZero() || waitAtMost.isNegative()) {
        faults.add(new OptionFault("waitAtMost", "is more than zero"));
      }
      if (!acceptDataLoss) {
        faults.add(
            new OptionFault(
                "acceptDataLoss",
                "must be set to true: a failover can lose transactions; while the primary works,"
                    + " use switchover"));
      }
      if (maxDataLoss != null && maxDataLoss.isNegative()) {
        faults.add(new OptionFault("maxDataLoss", "is zero or more"));
      }
      FailoverOptions options = new FailoverOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

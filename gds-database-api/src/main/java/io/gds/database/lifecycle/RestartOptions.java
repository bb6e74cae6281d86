package io.gds.database.lifecycle;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How to restart a server. Immutable and thread-safe. */
public final class RestartOptions extends Options {
  private final boolean force;
  private final Duration waitAtMost;

  private RestartOptions(Builder builder) {
    super(builder);
    force = builder.force;
    waitAtMost = builder.waitAtMost;
  }

  /** All defaults. */
  public static RestartOptions defaults() {
    return builder().build();
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
   * Whether sessions are ended and their work undone; without, they are waited for. False by
   * default.
   */
  public boolean force() {
    return force;
  }

  /** How long it may need to end, and again to take work; 2 minutes by default. */
  public Duration waitAtMost() {
    return waitAtMost;
  }

  @Override
  protected String what() {
    return "restart options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("force", force);
    into.put("waitAtMost", waitAtMost);
  }

  /** Builds restart options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private boolean force;
    private Duration waitAtMost = Duration.ofMinutes(2);

    private Builder() {}

    private Builder(RestartOptions options) {
      super(options);
      force = options.force;
      waitAtMost = options.waitAtMost;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * Whether sessions are ended and their work undone; without, they are waited for. Default:
     * false.
     */
    public Builder force(boolean force) {
      this.force = force;
      return this;
    }

    /** How long it may need to end, and again to take work. Default: 2 minutes. */
    public Builder waitAtMost(Duration waitAtMost) {
      this.waitAtMost = Objects.requireNonNull(waitAtMost, "waitAtMost");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public RestartOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (waitAtMost.isZero() || waitAtMost.isNegative()) {
        faults.add(new OptionFault("waitAtMost", "is more than zero"));
      }
      RestartOptions options = new RestartOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

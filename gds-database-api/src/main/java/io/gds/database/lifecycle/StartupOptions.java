package io.gds.database.lifecycle;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How to start a server. Immutable and thread-safe. */
public final class StartupOptions extends Options {
  private final Duration waitAtMost;

  private StartupOptions(Builder builder) {
    super(builder);
    waitAtMost = builder.waitAtMost;
  }

  /** All defaults. */
  public static StartupOptions defaults() {
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
   * How long it may need to take work; then the outcome is unknown, not failed. 2 minutes by
   * default.
   */
  public Duration waitAtMost() {
    return waitAtMost;
  }

  @Override
  protected String what() {
    return "startup options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("waitAtMost", waitAtMost);
  }

  /** Builds startup options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private Duration waitAtMost = Duration.ofMinutes(2);

    private Builder() {}

    private Builder(StartupOptions options) {
      super(options);
      waitAtMost = options.waitAtMost;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * How long it may need to take work; then the outcome is unknown, not failed. Default: 2
     * minutes.
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
    public StartupOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (waitAtMost.isZero() || waitAtMost.isNegative()) {
        faults.add(new OptionFault("waitAtMost", "is more than zero"));
      }
      StartupOptions options = new StartupOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

package io.gds.database.access;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which session to end. The server's own are never ended. Immutable and thread-safe. */
public final class TerminateProcessOptions extends Options {
  private final @Nullable ProcessId process;
  private final boolean allowOwn;
  private final Duration waitAtMost;

  private TerminateProcessOptions(Builder builder) {
    super(builder);
    process = builder.process;
    allowOwn = builder.allowOwn;
    waitAtMost = builder.waitAtMost;
  }

  /** This session or query, all else by default. */
  public static TerminateProcessOptions of(ProcessId process) {
    return builder().process(process).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The session or query, by id and start. */
  public ProcessId process() {
    return Objects.requireNonNull(process, "process");
  }

  /** Whether it may be one of this engine's own; false by default. */
  public boolean allowOwn() {
    return allowOwn;
  }

  /**
   * How long to wait for it to be gone; undoing its work may take longer. 10 seconds by default.
   */
  public Duration waitAtMost() {
    return waitAtMost;
  }

  @Override
  protected String what() {
    return "terminate options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("process", process());
    into.put("allowOwn", allowOwn);
    into.put("waitAtMost", waitAtMost);
  }

  /** Builds terminate options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable ProcessId process;
    private boolean allowOwn;
    private Duration waitAtMost = Duration.ofSeconds(10);

    private Builder() {}

    private Builder(TerminateProcessOptions options) {
      super(options);
      process = options.process;
      allowOwn = options.allowOwn;
      waitAtMost = options.waitAtMost;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The session or query, by id and start. Default: none, it must be given. */
    public Builder process(ProcessId process) {
      this.process = Objects.requireNonNull(process, "process");
      return this;
    }

    /** Whether it may be one of this engine's own. Default: false. */
    public Builder allowOwn(boolean allowOwn) {
      this.allowOwn = allowOwn;
      return this;
    }

    /**
     * How long to wait for it to be gone; undoing its work may take longer. Default: 10 seconds.
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
    public TerminateProcessOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (process == null) {
        faults.add(new OptionFault("process", "is missing: name the session, by id and start"));
      }
      if (waitAtMost.isZero() || waitAtMost.isNegative()) {
        faults.add(new OptionFault("waitAtMost", "is more than zero"));
      }
      TerminateProcessOptions options = new TerminateProcessOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

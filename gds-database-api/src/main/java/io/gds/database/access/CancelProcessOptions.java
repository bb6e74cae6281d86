package io.gds.database.access;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whose running statement to cancel; the session stays. Immutable and thread-safe. */
public final class CancelProcessOptions extends Options {
  private final @Nullable ProcessId process;
  private final boolean allowOwn;

  private CancelProcessOptions(Builder builder) {
    super(builder);
    process = builder.process;
    allowOwn = builder.allowOwn;
  }

  /** This session or query, all else by default. */
  public static CancelProcessOptions of(ProcessId process) {
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

  @Override
  protected String what() {
    return "cancel options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("process", process());
    into.put("allowOwn", allowOwn);
  }

  /** Builds cancel options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable ProcessId process;
    private boolean allowOwn;

    private Builder() {}

    private Builder(CancelProcessOptions options) {
      super(options);
      process = options.process;
      allowOwn = options.allowOwn;
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
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public CancelProcessOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (process == null) {
        faults.add(new OptionFault("process", "is missing: name the session, by id and start"));
      }
      CancelProcessOptions options = new CancelProcessOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

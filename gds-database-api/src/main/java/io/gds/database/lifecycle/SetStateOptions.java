package io.gds.database.lifecycle;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The state to put a database into. Immutable and thread-safe. */
public final class SetStateOptions extends Options {
  private final @Nullable StateChange state;
  private final boolean force;

  private SetStateOptions(Builder builder) {
    super(builder);
    state = builder.state;
    force = builder.force;
  }

  /** This state, all else by default. */
  public static SetStateOptions of(StateChange state) {
    return builder().state(state).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The state to put it into. */
  public StateChange state() {
    return Objects.requireNonNull(state, "state");
  }

  /** Whether sessions that stand in the way are ended first; false by default. */
  public boolean force() {
    return force;
  }

  @Override
  protected String what() {
    return "state options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("state", state());
    into.put("force", force);
  }

  /** Builds state options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable StateChange state;
    private boolean force;

    private Builder() {}

    private Builder(SetStateOptions options) {
      super(options);
      state = options.state;
      force = options.force;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The state to put it into. Default: none, it must be given. */
    public Builder state(StateChange state) {
      this.state = Objects.requireNonNull(state, "state");
      return this;
    }

    /** Whether sessions that stand in the way are ended first. Default: false. */
    public Builder force(boolean force) {
      this.force = force;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public SetStateOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (state == null) {
        faults.add(new OptionFault("state", "is missing: name the state"));
      }
      SetStateOptions options = new SetStateOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

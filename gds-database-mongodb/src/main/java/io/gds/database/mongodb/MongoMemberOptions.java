package io.gds.database.mongodb;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a member of a replica set is to be from now on: what is given by the keys of {@link
 * MongoMember} changes, all else stays. Immutable and thread-safe.
 */
public final class MongoMemberOptions extends Options {
  private final @Nullable String node;
  private final Duration waitAtMost;

  private MongoMemberOptions(Builder builder) {
    super(builder);
    node = builder.node;
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

  /** The member, as the set calls it. */
  public String node() {
    return Objects.requireNonNull(node, "node");
  }

  /** How long a majority of the members may need to have it; 2 minutes by default. */
  public Duration waitAtMost() {
    return waitAtMost;
  }

  @Override
  protected String what() {
    return "member options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("node", node());
    into.put("waitAtMost", waitAtMost);
  }

  /** Builds member options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String node;
    private Duration waitAtMost = Duration.ofMinutes(2);

    private Builder() {}

    private Builder(MongoMemberOptions options) {
      super(options);
      node = options.node;
      waitAtMost = options.waitAtMost;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The member, as the set calls it. Default: none, it must be given. */
    public Builder node(String node) {
      this.node = Objects.requireNonNull(node, "node");
      return this;
    }

    /** How long a majority of the members may need to have it. Default: 2 minutes. */
    public Builder waitAtMost(Duration waitAtMost) {
      this.waitAtMost = Objects.requireNonNull(waitAtMost, "waitAtMost");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public MongoMemberOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (node == null || node.isEmpty()) {
        faults.add(new OptionFault("node", "is missing: name the member"));
      }
      if (waitAtMost.isZero() || waitAtMost.isNegative()) {
        faults.add(new OptionFault("waitAtMost", "is more than zero"));
      }
      MongoMemberOptions options = new MongoMemberOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

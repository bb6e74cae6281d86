package io.gds.database.ha;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How to set up a group of nodes. Immutable and thread-safe. */
public final class CreateHaOptions extends Options {
  private final @Nullable String name;
  private final List<AddNodeOptions> nodes;
  private final List<String> databases;
  private final @Nullable SyncMode syncMode;
  private final @Nullable Boolean automaticFailover;
  private final Duration waitAtMost;

  private CreateHaOptions(Builder builder) {
    super(builder);
    name = builder.name;
    nodes = List.copyOf(builder.nodes);
    databases = List.copyOf(builder.databases);
    syncMode = builder.syncMode;
    automaticFailover = builder.automaticFailover;
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

  /** The new group's name. */
  public String name() {
    return Objects.requireNonNull(name, "name");
  }

  /** The nodes, the first primary among them; none by default. */
  public List<AddNodeOptions> nodes() {
    return nodes;
  }

  /** The databases it replicates, where they are replicated one by one; none by default. */
  public List<String> databases() {
    return databases;
  }

  /** When commits are acknowledged; by default the platform's own choice. */
  public Optional<SyncMode> syncMode() {
    return Optional.ofNullable(syncMode);
  }

  /** Whether the platform chooses a new primary by itself; by default the platform's own choice. */
  public Optional<Boolean> automaticFailover() {
    return Optional.ofNullable(automaticFailover);
  }

  /** How long the group may need to have a primary; 2 minutes by default. */
  public Duration waitAtMost() {
    return waitAtMost;
  }

  @Override
  protected String what() {
    return "group options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("name", name());
    if (!nodes.isEmpty()) {
      into.put("nodes", nodes);
    }
    if (!databases.isEmpty()) {
      into.put("databases", databases);
    }
    syncMode().ifPresent(value -> into.put("syncMode", value));
    automaticFailover().ifPresent(value -> into.put("automaticFailover", value));
    into.put("waitAtMost", waitAtMost);
  }

  /** Builds group options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String name;
    private final List<AddNodeOptions> nodes = new ArrayList<>();
    private final List<String> databases = new ArrayList<>();
    private @Nullable SyncMode syncMode;
    private @Nullable Boolean automaticFailover;
    private Duration waitAtMost = Duration.ofMinutes(2);

    private Builder() {}

    private Builder(CreateHaOptions options) {
      super(options);
      name = options.name;
      nodes.addAll(options.nodes);
      databases.addAll(options.databases);
      syncMode = options.syncMode;
      automaticFailover = options.automaticFailover;
      waitAtMost = options.waitAtMost;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The new group's name. Default: none, it must be given. */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Adds a node. Default: none. */
    public Builder node(AddNodeOptions node) {
      nodes.add(Objects.requireNonNull(node, "node"));
      return this;
    }

    /** Adds a database to replicate. Default: none. */
    public Builder database(String database) {
      databases.add(Objects.requireNonNull(database, "database"));
      return this;
    }

    /** When commits are acknowledged. Default: the platform's own choice. */
    public Builder syncMode(SyncMode syncMode) {
      this.syncMode = Objects.requireNonNull(syncMode, "syncMode");
      return this;
    }

    /** Whether the platform chooses a new primary by itself. Default: the platform's own choice. */
    public Builder automaticFailover(boolean automaticFailover) {
      this.automaticFailover = automaticFailover;
      return this;
    }

    /** How long the group may need to have a primary. Default: 2 minutes. */
    public Builder waitAtMost(Duration waitAtMost) {
      this.waitAtMost = Objects.requireNonNull(waitAtMost, "waitAtMost");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public CreateHaOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (name == null || name.isEmpty()) {
        faults.add(new OptionFault("name", "is missing: name the new group"));
      }
      if (waitAtMost.isZero() || waitAtMost.isNegative()) {
        faults.add(new OptionFault("waitAtMost", "is more than zero"));
      }
      if (nodes.isEmpty()) {
        faults.add(new OptionFault("node", "is missing: name at least one"));
      }
      if (nodes.stream()
              .filter(node -> node.role().orElse(HaRole.SECONDARY) == HaRole.PRIMARY)
              .count()
          > 1) {
        faults.add(new OptionFault("node", "is primary twice"));
      }
      Set<String> names = new HashSet<>();
      for (AddNodeOptions node : nodes) {
        if (!names.add(node.node())) {
          faults.add(new OptionFault("node", node.node() + " is named twice"));
        }
        if (name != null && !node.group().orElse(name).equals(name)) {
          faults.add(new OptionFault("node", node.node() + " names another group"));
        }
      }
      CreateHaOptions options = new CreateHaOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

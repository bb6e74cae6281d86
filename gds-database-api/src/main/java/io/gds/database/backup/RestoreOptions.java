package io.gds.database.backup;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to restore and how. The target is the database the restore is called on. Immutable and
 * thread-safe.
 */
public final class RestoreOptions extends Options {
  private final @Nullable RestoreSource source;
  private final @Nullable Instant pointInTime;
  private final boolean overwrite;
  private final boolean force;
  private final List<RestoreMapping> mappings;
  private final VerifyLevel verify;

  private RestoreOptions(Builder builder) {
    super(builder);
    source = builder.source;
    pointInTime = builder.pointInTime;
    overwrite = builder.overwrite;
    force = builder.force;
    mappings = List.copyOf(builder.mappings);
    verify = builder.verify;
  }

  /** From this local archive, all else by default. */
  public static RestoreOptions from(Path archive) {
    return builder().from(archive).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** What to restore from. */
  public RestoreSource source() {
    return Objects.requireNonNull(source, "source");
  }

  /** The instant to restore to; by default the latest the source reaches. */
  public Optional<Instant> pointInTime() {
    return Optional.ofNullable(pointInTime);
  }

  /** Whether an existing target is replaced, after the restore succeeded; false by default. */
  public boolean overwrite() {
    return overwrite;
  }

  /**
   * Whether sessions that use the target are ended, and a damaged target is replaced although it
   * cannot be seen who uses it; false by default.
   */
  public boolean force() {
    return force;
  }

  /** What goes elsewhere; nothing by default. */
  public List<RestoreMapping> mappings() {
    return mappings;
  }

  /**
   * How far the source is proved before the target is touched; {@link VerifyLevel#ARCHIVE} by
   * default.
   */
  public VerifyLevel verify() {
    return verify;
  }

  @Override
  protected String what() {
    return "restore options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("from", source());
    pointInTime().ifPresent(value -> into.put("pointInTime", value));
    into.put("overwrite", overwrite);
    into.put("force", force);
    if (!mappings.isEmpty()) {
      into.put("mappings", mappings);
    }
    into.put("verify", verify);
  }

  /** Builds restore options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable RestoreSource source;
    private @Nullable Instant pointInTime;
    private boolean overwrite;
    private boolean force;
    private List<RestoreMapping> mappings = new ArrayList<>();
    private VerifyLevel verify = VerifyLevel.ARCHIVE;

    private Builder() {}

    private Builder(RestoreOptions options) {
      super(options);
      source = options.source;
      pointInTime = options.pointInTime;
      overwrite = options.overwrite;
      force = options.force;
      mappings = new ArrayList<>(options.mappings);
      verify = options.verify;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** A local archive. Default: none, a source must be given. */
    public Builder from(Path archive) {
      return from(RestoreSource.archive(archive));
    }

    /** A source. Default: none, a source must be given. */
    public Builder from(RestoreSource source) {
      this.source = Objects.requireNonNull(source, "source");
      return this;
    }

    /** The instant to restore to. Default: the latest the source reaches. */
    public Builder pointInTime(Instant pointInTime) {
      this.pointInTime = Objects.requireNonNull(pointInTime, "pointInTime");
      return this;
    }

    /** Whether an existing target is replaced. Default: false. */
    public Builder overwrite(boolean overwrite) {
      this.overwrite = overwrite;
      return this;
    }

    /**
     * Whether sessions that use the target are ended, and a damaged target is replaced although it
     * cannot be seen who uses it. Default: false.
     */
    public Builder force(boolean force) {
      this.force = force;
      return this;
    }

    /** Adds something that goes elsewhere. Default: nothing. */
    public Builder map(RestoreMapping.Kind kind, String from, String to) {
      mappings.add(new RestoreMapping(kind, from, to));
      return this;
    }

    /** How far the source is proved first. Default: {@link VerifyLevel#ARCHIVE}. */
    public Builder verify(VerifyLevel verify) {
      this.verify = Objects.requireNonNull(verify, "verify");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public RestoreOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (source == null) {
        faults.add(
            new OptionFault(
                "from", "is missing: name an archive, a history or a dropped database"));
      }
      for (int i = 0; i < mappings.size(); i++) {
        RestoreMapping mapping = mappings.get(i);
        boolean repeated =
            mappings.subList(0, i).stream()
                .anyMatch(m -> m.kind() == mapping.kind() && m.from().equals(mapping.from()));
        if (repeated) {
          faults.add(
              new OptionFault("map", mapping.kind() + " " + mapping.from() + " is mapped twice"));
        }
      }
      RestoreOptions options = new RestoreOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

package io.gds.database.mssql;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * To which of its snapshots a database goes back. All that was changed since is lost. Immutable and
 * thread-safe.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/databases/revert-a-database-to-a-database-snapshot">
 *     Revert a database to a database snapshot</a>
 */
public final class MssqlRevertOptions extends Options {
  private final @Nullable String snapshot;
  private final boolean force;

  private MssqlRevertOptions(Builder builder) {
    super(builder);
    snapshot = builder.snapshot;
    force = builder.force;
  }

  /** Back to this snapshot, if nobody uses the database. */
  public static MssqlRevertOptions to(String snapshot) {
    return builder().to(snapshot).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The name of the snapshot, which must be the only one of the database. */
  public String snapshot() {
    return Objects.requireNonNull(snapshot, "snapshot");
  }

  /** Whether sessions in the database are ended; false by default. */
  public boolean force() {
    return force;
  }

  @Override
  protected String what() {
    return "revert options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("to", snapshot());
    into.put("force", force);
  }

  /** Builds revert options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String snapshot;
    private boolean force;

    private Builder() {}

    private Builder(MssqlRevertOptions options) {
      super(options);
      snapshot = options.snapshot;
      force = options.force;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The snapshot. Default: none, it must be given. */
    public Builder to(String snapshot) {
      this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
      return this;
    }

    /** Whether sessions in the database are ended. Default: false. */
    public Builder force(boolean force) {
      this.force = force;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException if no snapshot is given
     */
    public MssqlRevertOptions build() {
      MssqlRevertOptions options = new MssqlRevertOptions(this);
      if (snapshot == null) {
        refuse(options.what(), List.of(new OptionFault("to", "is missing: name the snapshot")));
      }
      return options;
    }
  }
}

package io.gds.database.backup;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which backups a retention policy is applied to. Immutable and thread-safe. */
public final class DeleteBackupsOptions extends Options {
  private final @Nullable RetentionPolicy policy;
  private final @Nullable String database;
  private final @Nullable Location directory;

  private DeleteBackupsOptions(Builder builder) {
    super(builder);
    policy = builder.policy;
    database = builder.database;
    directory = builder.directory;
  }

  /** Starts with nothing said. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** What is kept. */
  public RetentionPolicy policy() {
    return Objects.requireNonNull(policy, "policy");
  }

  /** The database; each one for itself by default. */
  public Optional<String> database() {
    return Optional.ofNullable(database);
  }

  /** Where the backups lie; the server's own history by default. */
  public Optional<Location> directory() {
    return Optional.ofNullable(directory);
  }

  @Override
  protected String what() {
    return "delete backups options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    into.put("policy", policy());
    database().ifPresent(value -> into.put("database", value));
    directory().ifPresent(value -> into.put("in", value));
  }

  /** Builds delete backups options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable RetentionPolicy policy;
    private @Nullable String database;
    private @Nullable Location directory;

    private Builder() {}

    private Builder(DeleteBackupsOptions options) {
      super(options);
      policy = options.policy;
      database = options.database;
      directory = options.directory;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** What is kept. Default: none, a policy must be given. */
    public Builder policy(RetentionPolicy policy) {
      this.policy = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /** The database. Default: each one for itself. */
    public Builder database(String database) {
      this.database = Objects.requireNonNull(database, "database");
      return this;
    }

    /** Where the backups lie. Default: the server's own history. */
    public Builder in(Location directory) {
      this.directory = Objects.requireNonNull(directory, "directory");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException if no policy is given
     */
    public DeleteBackupsOptions build() {
      DeleteBackupsOptions options = new DeleteBackupsOptions(this);
      if (policy == null) {
        refuse(options.what(), List.of(new OptionFault("policy", "is missing")));
      }
      return options;
    }
  }
}

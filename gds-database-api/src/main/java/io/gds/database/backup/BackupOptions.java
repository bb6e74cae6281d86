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
 * What to back up, how, and where to. Exactly one of {@link Builder#to} and {@link Builder#into} is
 * needed. Immutable and thread-safe.
 */
public final class BackupOptions extends Options {
  private final @Nullable Location location;
  private final @Nullable Location directory;
  private final @Nullable BackupType type;
  private final @Nullable Boolean includeLogs;
  private final @Nullable Instant pointInTime;
  private final VerifyLevel verify;

  private BackupOptions(Builder builder) {
    super(builder);
    location = builder.location;
    directory = builder.directory;
    type = builder.type;
    includeLogs = builder.includeLogs;
    pointInTime = builder.pointInTime;
    verify = builder.verify;
  }

  /** Into this file, all else by default. */
  public static BackupOptions to(Path file) {
    return builder().to(file).build();
  }

  /** Into a new file of this directory, all else by default. */
  public static BackupOptions into(Path directory) {
    return builder().into(directory).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Exactly where to; empty if a directory was given. */
  public Optional<Location> location() {
    return Optional.ofNullable(location);
  }

  /**
   * The directory in which the library picks a safe and unique name; empty if a place was given.
   */
  public Optional<Location> directory() {
    return Optional.ofNullable(directory);
  }

  /** What the backup holds; by default the first of {@link SupportsBackup#backupTypes()}. */
  public Optional<BackupType> type() {
    return Optional.ofNullable(type);
  }

  /**
   * Whether the log is kept with it (a base backup's WAL, a dump's oplog, the log after a full
   * backup); by default what makes the backup restorable on its own.
   */
  public Optional<Boolean> includeLogs() {
    return Optional.ofNullable(includeLogs);
  }

  /** The past instant to back up, where the platform can; by default now. */
  public Optional<Instant> pointInTime() {
    return Optional.ofNullable(pointInTime);
  }

  /**
   * How far the backup is proved before it is called good; {@link VerifyLevel#ARCHIVE} by default.
   */
  public VerifyLevel verify() {
    return verify;
  }

  @Override
  protected String what() {
    return "backup options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    location().ifPresent(value -> into.put("to", value));
    directory().ifPresent(value -> into.put("into", value));
    type().ifPresent(value -> into.put("type", value));
    includeLogs().ifPresent(value -> into.put("includeLogs", value));
    pointInTime().ifPresent(value -> into.put("pointInTime", value));
    into.put("verify", verify);
  }

  /** Builds backup options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable Location location;
    private @Nullable Location directory;
    private @Nullable BackupType type;
    private @Nullable Boolean includeLogs;
    private @Nullable Instant pointInTime;
    private VerifyLevel verify = VerifyLevel.ARCHIVE;

    private Builder() {}

    private Builder(BackupOptions options) {
      super(options);
      location = options.location;
      directory = options.directory;
      type = options.type;
      includeLogs = options.includeLogs;
      pointInTime = options.pointInTime;
      verify = options.verify;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** A local file, which must not exist. Default: none. */
    public Builder to(Path file) {
      return to(Location.local(file));
    }

    /** A place, which must not exist. Default: none. */
    public Builder to(Location location) {
      this.location = Objects.requireNonNull(location, "location");
      return this;
    }

    /** A local directory in which a new file is made. Default: none. */
    public Builder into(Path directory) {
      return into(Location.local(directory));
    }

    /** A directory, stage or container in which a new backup is made. Default: none. */
    public Builder into(Location directory) {
      this.directory = Objects.requireNonNull(directory, "directory");
      return this;
    }

    /** What the backup holds. Default: the platform's first. */
    public Builder type(BackupType type) {
      this.type = Objects.requireNonNull(type, "type");
      return this;
    }

    /** Whether the log is kept with it. Default: what makes it restorable on its own. */
    public Builder includeLogs(boolean includeLogs) {
      this.includeLogs = includeLogs;
      return this;
    }

    /** The past instant to back up. Default: now. */
    public Builder pointInTime(Instant pointInTime) {
      this.pointInTime = Objects.requireNonNull(pointInTime, "pointInTime");
      return this;
    }

    /** How far it is proved before it is called good. Default: {@link VerifyLevel#ARCHIVE}. */
    public Builder verify(VerifyLevel verify) {
      this.verify = Objects.requireNonNull(verify, "verify");
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public BackupOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (location == null && directory == null) {
        faults.add(new OptionFault("to", "is missing: name a place, or a directory by into"));
      }
      if (location != null && directory != null) {
        faults.add(new OptionFault("to", "and into exclude each other"));
      }
      BackupOptions options = new BackupOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}

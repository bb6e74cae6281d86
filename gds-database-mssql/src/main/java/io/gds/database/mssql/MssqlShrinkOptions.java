package io.gds.database.mssql;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a database or one of its files is made smaller. Immutable and thread-safe.
 *
 * <p>To shrink is seldom worth it: what is moved leaves the indexes fragmented, and a file that
 * grows again costs time when it is least wanted. After much was deleted for good, it is.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-shrinkdatabase-transact-sql">
 *     DBCC SHRINKDATABASE</a>
 */
public final class MssqlShrinkOptions extends Options {
  private static final int MOST_PERCENT = 99;
  private static final long MB = 1L << 20;

  private final @Nullable Integer targetPercent;
  private final MssqlShrinkMode mode;
  private final @Nullable String file;
  private final @Nullable Long targetBytes;

  private MssqlShrinkOptions(Builder builder) {
    super(builder);
    targetPercent = builder.targetPercent;
    mode = builder.mode;
    file = builder.file;
    targetBytes = builder.targetBytes;
  }

  /** All files, leaving so much of each free. */
  public static MssqlShrinkOptions toPercent(int free) {
    return builder().targetPercent(free).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** How much of each file is left free, in percent; the server's choice by default. */
  public OptionalInt targetPercent() {
    return targetPercent == null ? OptionalInt.empty() : OptionalInt.of(targetPercent);
  }

  /** What is done; by default both pages are moved and the end is given back. */
  public MssqlShrinkMode mode() {
    return mode;
  }

  /** The logical name of the only file to be made smaller; all files by default. */
  public Optional<String> file() {
    return Optional.ofNullable(file);
  }

  /** How large that file is to be; by default as large as it was created. */
  public OptionalLong targetBytes() {
    return targetBytes == null ? OptionalLong.empty() : OptionalLong.of(targetBytes);
  }

  @Override
  protected String what() {
    return "shrink options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    targetPercent().ifPresent(value -> into.put("targetPercent", value));
    into.put("mode", mode);
    file().ifPresent(value -> into.put("file", value));
    targetBytes().ifPresent(value -> into.put("targetBytes", value));
  }

  /** Builds shrink options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable Integer targetPercent;
    private MssqlShrinkMode mode = MssqlShrinkMode.MOVE_AND_RELEASE;
    private @Nullable String file;
    private @Nullable Long targetBytes;

    private Builder() {}

    private Builder(MssqlShrinkOptions options) {
      super(options);
      targetPercent = options.targetPercent;
      mode = options.mode;
      file = options.file;
      targetBytes = options.targetBytes;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** How much of each file is left free, in percent. Default: the server's choice. */
    public Builder targetPercent(int free) {
      this.targetPercent = free;
      return this;
    }

    /** What is done. Default: both. */
    public Builder mode(MssqlShrinkMode mode) {
      this.mode = Objects.requireNonNull(mode, "mode");
      return this;
    }

    /** The logical name of the only file. Default: all files. */
    public Builder file(String logicalName) {
      this.file = Objects.requireNonNull(logicalName, "logicalName");
      return this;
    }

    /** How large that file is to be, in whole mebibytes. Default: as large as it was created. */
    public Builder targetBytes(long bytes) {
      this.targetBytes = bytes;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public MssqlShrinkOptions build() {
      MssqlShrinkOptions options = new MssqlShrinkOptions(this);
      List<OptionFault> faults = new ArrayList<>();
      if (targetPercent != null && (targetPercent < 0 || targetPercent > MOST_PERCENT)) {
        faults.add(new OptionFault("targetPercent", "is 0 to " + MOST_PERCENT));
      }
      if (targetPercent != null && !mode.moves()) {
        faults.add(new OptionFault("targetPercent", "means nothing where no page is moved"));
      }
      if (targetPercent != null && file != null) {
        faults.add(new OptionFault("targetPercent", "is of all files; one has targetBytes"));
      }
      if (targetBytes != null && file == null) {
        faults.add(new OptionFault("targetBytes", "belongs to one file: name it"));
      }
      if (targetBytes != null && !mode.moves()) {
        faults.add(new OptionFault("targetBytes", "means nothing where no page is moved"));
      }
      boolean odd = targetBytes != null && (targetBytes < MB || targetBytes % MB != 0);
      if (odd || (targetBytes != null && targetBytes / MB > Integer.MAX_VALUE)) {
        faults.add(new OptionFault("targetBytes", "is a multiple of 1048576"));
      }
      refuse(options.what(), faults);
      return options;
    }
  }
}

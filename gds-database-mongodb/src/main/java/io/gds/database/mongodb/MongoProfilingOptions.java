package io.gds.database.mongodb;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/** How the profiler of a database is to be set. Immutable and thread-safe. */
public final class MongoProfilingOptions extends Options {
  private final @Nullable MongoProfilingLevel level;
  private final @Nullable Duration slow;
  private final @Nullable Double sampleRate;
  private final @Nullable String filter;
  private final boolean unfiltered;

  private MongoProfilingOptions(Builder builder) {
    super(builder);
    level = builder.level;
    slow = builder.slow;
    sampleRate = builder.sampleRate;
    filter = builder.filter;
    unfiltered = builder.unfiltered;
  }

  /** This level, and all else as it is. */
  public static MongoProfilingOptions of(MongoProfilingLevel level) {
    return builder().level(level).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Which operations are kept. */
  public MongoProfilingLevel level() {
    return Objects.requireNonNull(level, "level");
  }

  /** From how long on an operation is slow; as it is by default. */
  public Optional<Duration> slow() {
    return Optional.ofNullable(slow);
  }

  /** The share of slow operations that are kept; as it is by default. */
  public OptionalDouble sampleRate() {
    return sampleRate == null ? OptionalDouble.empty() : OptionalDouble.of(sampleRate);
  }

  /** What is kept instead of slow operations, in extended JSON; as it is by default. */
  public Optional<String> filter() {
    return Optional.ofNullable(filter);
  }

  /** Whether a filter is taken away; false by default. */
  public boolean unfiltered() {
    return unfiltered;
  }

  @Override
  protected String what() {
    return "profiling options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    Optional.ofNullable(level).ifPresent(value -> into.put("level", value));
    slow().ifPresent(value -> into.put("slow", value));
    sampleRate().ifPresent(value -> into.put("sampleRate", value));
    filter().ifPresent(value -> into.put("filter", value));
    into.put("unfiltered", unfiltered);
  }

  /** Builds profiling options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable MongoProfilingLevel level;
    private @Nullable Duration slow;
    private @Nullable Double sampleRate;
    private @Nullable String filter;
    private boolean unfiltered;

    private Builder() {}

    private Builder(MongoProfilingOptions options) {
      super(options);
      level = options.level;
      slow = options.slow;
      sampleRate = options.sampleRate;
      filter = options.filter;
      unfiltered = options.unfiltered;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** Which operations are kept. Default: none, it must be given. */
    public Builder level(MongoProfilingLevel level) {
      this.level = Objects.requireNonNull(level, "level");
      return this;
    }

    /**
     * From how long on an operation is slow, in whole milliseconds; for all databases of the
     * server, and for its log too. Default: as it is.
     */
    public Builder slow(Duration slow) {
      this.slow = Objects.requireNonNull(slow, "slow");
      return this;
    }

    /**
     * The share of slow operations that are kept, 0 to 1; for all databases of the server, and for
     * its log too. Default: as it is.
     */
    public Builder sampleRate(double sampleRate) {
      this.sampleRate = sampleRate;
      return this;
    }

    /**
     * What is kept instead of slow operations: a query on the profiler's documents in extended
     * JSON, from version 4.4.2 on. It is audited: let it hold no secret. Default: as it is.
     */
    public Builder filter(String filter) {
      this.filter = Objects.requireNonNull(filter, "filter");
      return this;
    }

    /** Whether a filter is taken away. Default: false. */
    public Builder unfiltered(boolean unfiltered) {
      this.unfiltered = unfiltered;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public MongoProfilingOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (level == null) {
        faults.add(new OptionFault("level", "is missing: name it"));
      }
      if (slow != null
          && (slow.isNegative()
              || slow.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0
              || !slow.equals(Duration.ofMillis(slow.toMillis())))) {
        faults.add(new OptionFault("slow", "is a whole number of milliseconds, 0 or more"));
      }
      if (sampleRate != null && !(sampleRate >= 0 && sampleRate <= 1)) {
        faults.add(new OptionFault("sampleRate", "is 0 to 1"));
      }
      if (filter != null && unfiltered) {
        faults.add(new OptionFault("filter", "is given, and taken away too"));
      }
      if (filter != null && !isDocument(filter)) {
        faults.add(new OptionFault("filter", "is a document in extended JSON"));
      }
      MongoProfilingOptions options = new MongoProfilingOptions(this);
      refuse(options.what(), faults);
      return options;
    }

    private static boolean isDocument(String text) {
      try {
        BsonDocument.parse(text);
        return true;
      } catch (JsonParseException | BsonInvalidOperationException e) {
        return false;
      }
    }
  }
}

package io.gds.database.operation;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The base of all option classes: immutable, built by a builder, holding the options common to all
 * platforms as its own members and those of one platform as {@link OptionValues}. Thread-safe.
 */
public abstract class Options {
  private final OptionValues platformOptions;

  /** Takes over the platform options given to the builder. */
  protected Options(Builder<?> builder) {
    this.platformOptions = builder.platformOptions;
  }

  /** The options that only one platform has; none by default. */
  public final OptionValues platformOptions() {
    return platformOptions;
  }

  /** What these options are for, such as {@code backup options}. */
  protected abstract String what();

  /**
   * Puts the name and value of each common option that was given. A secret goes in as its
   * reference, which prints as hidden and is equal only to itself.
   */
  protected abstract void describe(Map<String, Object> into);

  /** Names and printed values of all options that were given, for audit and people. */
  public final Map<String, String> asMap() {
    Map<String, String> text = new LinkedHashMap<>();
    described().forEach((name, value) -> text.put(name, String.valueOf(value)));
    text.putAll(platformOptions.asMap());
    return Collections.unmodifiableMap(text);
  }

  private Map<String, Object> described() {
    Map<String, Object> common = new LinkedHashMap<>();
    describe(common);
    return common;
  }

  /**
   * Refuses platform options that are not among the published keys, together with faults the caller
   * found itself.
   *
   * @throws InvalidOptionsException with all faults at once
   */
  public final void requireKnown(Set<OptionKey<?>> published, List<OptionFault> further) {
    List<OptionFault> faults = new ArrayList<>(further);
    faults.addAll(platformOptions.faultsAgainst(published));
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of(what(), faults);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Options that
        && getClass() == that.getClass()
        && described().equals(that.described())
        && platformOptions.equals(that.platformOptions);
  }

  @Override
  public int hashCode() {
    return described().hashCode();
  }

  @Override
  public String toString() {
    return what() + " " + asMap();
  }

  /**
   * The base of all option builders. Not thread-safe.
   *
   * @param <B> the builder's own type
   */
  public abstract static class Builder<B extends Builder<B>> {
    private OptionValues platformOptions = OptionValues.none();

    /** Starts with no platform options. */
    protected Builder() {}

    /** Starts with those of existing options. */
    protected Builder(Options options) {
      platformOptions = options.platformOptions;
    }

    /** The builder itself, typed. */
    protected abstract B self();

    /** Sets an option that only one platform has. Default: the key's own default. */
    public <T> B option(OptionKey<T> key, T value) {
      platformOptions = platformOptions.with(key, value);
      return self();
    }

    /** Replaces all options that only one platform has. Default: none. */
    public B options(OptionValues values) {
      platformOptions = values;
      return self();
    }

    /** Throws all faults at once, if there are any. */
    protected static void refuse(String what, List<OptionFault> faults) {
      if (!faults.isEmpty()) {
        throw InvalidOptionsException.of(what, faults);
      }
    }
  }
}

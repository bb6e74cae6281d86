package io.gds.database.operation;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Values of platform options, each of its key's type. Immutable and thread-safe. */
public final class OptionValues {
  private static final OptionValues NONE = new OptionValues(Map.of());

  private final Map<OptionKey<?>, Object> values;

  private OptionValues(Map<OptionKey<?>, Object> values) {
    this.values = values;
  }

  /** No values. */
  public static OptionValues none() {
    return NONE;
  }

  /** These values and one more, replacing an earlier one of the same key. */
  public <T> OptionValues with(OptionKey<T> key, T value) {
    Map<OptionKey<?>, Object> copy = new LinkedHashMap<>(values);
    copy.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return new OptionValues(Collections.unmodifiableMap(copy));
  }

  /**
   * Reads values given as text, such as on a command line, by full id or short name.
   *
   * @param what what the options are for, such as {@code backup options}
   * @throws InvalidOptionsException with all faults at once
   */
  public static OptionValues parse(
      String what, Map<String, String> given, Collection<OptionKey<?>> known) {
    List<OptionFault> faults = new ArrayList<>();
    OptionValues result = NONE;
    for (Map.Entry<String, String> entry : given.entrySet()) {
      Optional<OptionKey<?>> key =
          known.stream()
              .filter(k -> k.id().equals(entry.getKey()) || k.shortName().equals(entry.getKey()))
              .findFirst();
      if (key.isEmpty()) {
        faults.add(unknown(entry.getKey(), known));
        continue;
      }
      if (result.given(key.get()).isPresent()) {
        faults.add(
            new OptionFault(key.get().id(), "is given twice, by its id and by its short name"));
        continue;
      }
      try {
        result = result.withParsed(key.get(), entry.getValue());
      } catch (InvalidOptionsException e) {
        faults.addAll(e.faults());
      }
    }
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of(what, faults);
    }
    return result;
  }

  private <T> OptionValues withParsed(OptionKey<T> key, String text) {
    return with(key, key.parse(text));
  }

  /** What is wrong with these values where only the given keys are taken; empty if nothing is. */
  public List<OptionFault> faultsAgainst(Set<OptionKey<?>> published) {
    List<OptionFault> faults = new ArrayList<>();
    values.forEach(
        (key, value) -> {
          // The published key rules, not one of the same id that the caller may have made.
          Optional<OptionKey<?>> known = published.stream().filter(key::equals).findFirst();
          if (known.isEmpty()) {
            faults.add(unknown(key.id(), published));
          } else if (!known.get().allows(value)) {
            faults.add(new OptionFault(key.id(), "takes " + known.get().range()));
          }
        });
    return faults;
  }

  private static OptionFault unknown(String name, Collection<OptionKey<?>> known) {
    String names = known.stream().map(OptionKey::id).sorted().collect(Collectors.joining(", "));
    int dot = name.indexOf('.');
    boolean foreign =
        dot > 0
            && !known.isEmpty()
            && known.stream().noneMatch(key -> key.platform().equals(name.substring(0, dot)));
    return new OptionFault(
        name,
        (foreign ? "is an option of another platform" : "is not known here")
            + (names.isEmpty() ? "; no platform options are" : "; known are " + names));
  }

  /** The given value of a key. */
  public <T> Optional<T> given(OptionKey<T> key) {
    return Optional.ofNullable(values.get(key)).map(key.type()::cast);
  }

  /** The given value of a key, else its default. */
  public <T> Optional<T> get(OptionKey<T> key) {
    Optional<T> given = given(key);
    return given.isPresent() ? given : key.defaultValue();
  }

  /** The value of a key that has a default. */
  public <T> T valueOf(OptionKey<T> key) {
    return get(key).orElseThrow(() -> new IllegalArgumentException(key + " has no default"));
  }

  /** The keys that were given. */
  public Set<OptionKey<?>> keys() {
    return values.keySet();
  }

  /** Ids and printed values, secrets hidden. */
  public Map<String, String> asMap() {
    Map<String, String> text = new LinkedHashMap<>();
    values.forEach((key, value) -> text.put(key.id(), String.valueOf(value)));
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OptionValues that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}

package io.gds.database.testkit.fake;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an early step made, for the steps after it. Thread-safe. */
final class Made<T> {
  private volatile @Nullable T value;

  void set(T made) {
    value = Objects.requireNonNull(made, "made");
  }

  T get() {
    return find().orElseThrow(() -> new IllegalStateException("the step was not taken"));
  }

  Optional<T> find() {
    return Optional.ofNullable(value);
  }
}

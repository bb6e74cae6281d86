package io.gds.database.testkit.snowflake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a view or a function was asked for.
 *
 * @param database the one that it lies in; empty if that was not told and the session is in none
 * @param arguments by name in upper case, or by number from 1 for those without a name
 */
record ModelCall(String database, Map<String, @Nullable Object> arguments) {
  /** Keeps a copy. */
  ModelCall {
    arguments = new LinkedHashMap<>(arguments);
  }

  /** An argument by its name. */
  Optional<Object> argument(String name) {
    return Optional.ofNullable(arguments.get(name));
  }

  /** An argument by its name or its place. */
  Optional<Object> argument(String name, int place) {
    return argument(name).or(() -> argument(String.valueOf(place)));
  }

  /** Fails the test for an argument that it does not know. */
  void only(String... known) {
    for (String name : arguments.keySet()) {
      if (!List.of(known).contains(name)) {
        throw new AssertionError("the model knows no argument " + name);
      }
    }
  }
}

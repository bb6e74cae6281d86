package io.gds.database.testkit.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a session remembers from statement to statement: where it is and its parameters. Immutable;
 * statements make a new one.
 *
 * @param parameters by name, in upper case
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-database">what CREATE
 *     DATABASE does to its session</a>
 */
record SnowflakeState(SnowflakePlace place, Map<String, String> parameters) {
  private static final String PUBLIC = "PUBLIC";

  SnowflakeState {
    parameters = Map.copyOf(parameters);
  }

  /** As it is after a statement that went well. */
  SnowflakeState after(String normalized) {
    SnowflakeWords words = new SnowflakeWords(normalized);
    if (words.take("USE")) {
      return used(words);
    }
    if (words.take("ALTER", "SESSION", "SET")) {
      return set(words);
    }
    if (words.take("ALTER", "SESSION", "UNSET")) {
      return unset(words);
    }
    if (words.take("CREATE")) {
      return created(words);
    }
    return words.take("DROP") ? dropped(words) : this;
  }

  /** Whether a statement is one that the server answers by the session alone. */
  static boolean isOfSession(String normalized) {
    SnowflakeWords words = new SnowflakeWords(normalized);
    return words.take("USE") || words.take("ALTER", "SESSION");
  }

  /** The database that a USE leads to; empty if it is none, or leads to none. */
  static Optional<String> databaseOf(String normalized) {
    SnowflakeWords words = new SnowflakeWords(normalized);
    if (!words.take("USE")) {
      return Optional.empty();
    }
    for (String kind : List.of("WAREHOUSE", "ROLE", "SECONDARY")) {
      if (words.take(kind)) {
        return Optional.empty();
      }
    }
    boolean schema = words.take("SCHEMA");
    if (!schema) {
      words.take("DATABASE");
    }
    List<String> name = words.name();
    return name.isEmpty() || (schema && name.size() == 1)
        ? Optional.empty()
        : Optional.of(name.get(0));
  }

  private SnowflakeState at(SnowflakePlace there) {
    return new SnowflakeState(there, parameters);
  }

  private SnowflakeState used(SnowflakeWords words) {
    if (words.take("WAREHOUSE")) {
      return at(place.at(last(words.name())));
    }
    if (words.take("SECONDARY")) {
      return this;
    }
    if (words.take("ROLE")) {
      return at(place.as(last(words.name())));
    }
    boolean schema = words.take("SCHEMA");
    if (!schema) {
      words.take("DATABASE");
    }
    List<String> name = words.name();
    if (name.size() > 1) {
      return at(place.in(name.get(0), name.get(1)));
    }
    return at(schema ? place.in(place.database(), last(name)) : place.in(last(name), PUBLIC));
  }

  private SnowflakeState set(SnowflakeWords words) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    List<String> name = words.name();
    while (!name.isEmpty() && words.take("=")) {
      more.put(last(name), words.value());
      words.take(",");
      name = words.name();
    }
    return new SnowflakeState(place, more);
  }

  private SnowflakeState unset(SnowflakeWords words) {
    Map<String, String> less = new LinkedHashMap<>(parameters);
    do {
      less.remove(last(words.name()));
    } while (words.take(","));
    return new SnowflakeState(place, less);
  }

  private SnowflakeState created(SnowflakeWords words) {
    words.take("OR", "REPLACE");
    words.take("TRANSIENT");
    boolean database = words.take("DATABASE");
    if (!database && !words.take("SCHEMA")) {
      return this;
    }
    words.take("IF", "NOT", "EXISTS");
    List<String> name = words.name();
    if (database) {
      return at(place.in(last(name), PUBLIC));
    }
    return at(place.in(name.size() > 1 ? name.get(0) : place.database(), last(name)));
  }

  private SnowflakeState dropped(SnowflakeWords words) {
    boolean database = words.take("DATABASE");
    if (!database && !words.take("SCHEMA")) {
      return this;
    }
    words.take("IF", "EXISTS");
    List<String> name = words.name();
    if (database) {
      return last(name).equals(place.database()) ? at(place.in("", "")) : this;
    }
    String of = name.size() > 1 ? name.get(0) : place.database();
    boolean own = of.equals(place.database()) && last(name).equals(place.schema());
    return own ? at(place.in(place.database(), "")) : this;
  }

  private static String last(List<String> name) {
    return name.isEmpty() ? "" : name.get(name.size() - 1);
  }

  /** A parameter; empty if the session has none of its own. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name.toUpperCase(Locale.ROOT)));
  }
}

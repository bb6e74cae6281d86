package io.gds.database.testkit.snowflake;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The tags that were created, by their full names. */
final class ModelTags {
  private final Set<String> names = new LinkedHashSet<>();

  void add(ModelName name) {
    names.add(name.toString());
  }

  /** The full name of a tag; one without a database and schema is found if it is the only one. */
  Optional<String> find(ModelName name) {
    return names.stream()
        .filter(each -> each.equals(name.toString()) || each.endsWith("." + name))
        .findFirst();
  }
}

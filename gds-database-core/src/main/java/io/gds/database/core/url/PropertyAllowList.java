package io.gds.database.core.url;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The driver properties a platform lets its users set. Everything else is refused: drivers have
 * properties that load classes, write files, run statements or weaken encryption. Names are
 * compared letter by letter. Immutable and thread-safe.
 */
public final class PropertyAllowList {
  private final Set<String> allowed;

  private PropertyAllowList(Set<String> allowed) {
    this.allowed = allowed;
  }

  /** These properties and no others. */
  public static PropertyAllowList of(String... names) {
    return new PropertyAllowList(new TreeSet<>(List.of(names)));
  }

  /**
   * Checks what a user asked for, and returns it unchanged.
   *
   * @throws InvalidOptionsException naming every property that is not allowed, and those that are;
   *     values are not repeated
   */
  public Map<String, String> check(Map<String, String> properties) {
    List<OptionFault> faults = new ArrayList<>();
    for (String name : properties.keySet()) {
      if (!allowed.contains(name)) {
        String known = allowed.isEmpty() ? "none" : String.join(", ", allowed);
        faults.add(
            new OptionFault(
                Printable.line(name, 80), "not an allowed connection property; allowed: " + known));
      }
    }
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("connection properties", faults);
    }
    return properties;
  }
}

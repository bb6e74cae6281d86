package io.gds.database.core.tool;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A tool that was found.
 *
 * @param name what it is called, such as {@code pg_dump}
 * @param binary the absolute path of the file that is executed; a link is kept, since some wrappers
 *     look at the name they are called by
 */
public record Tool(String name, Path binary) {
  /**
   * Checks that the path is absolute: a relative one would depend on where a process was started.
   */
  public Tool {
    Objects.requireNonNull(name, "name");
    if (!binary.isAbsolute()) {
      throw new IllegalArgumentException("the path of " + name + " is not absolute: " + binary);
    }
  }
}

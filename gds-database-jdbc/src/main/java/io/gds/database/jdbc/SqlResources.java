package io.gds.database.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Long statements kept as files: {@code sql/NAME.sql} beside a class, one question a file, UTF-8.
 * Each is read once. Thread-safe.
 */
public final class SqlResources {
  private final Class<?> anchor;
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  private SqlResources(Class<?> anchor) {
    this.anchor = Objects.requireNonNull(anchor, "anchor");
  }

  /** The statements beside this class. */
  public static SqlResources of(Class<?> anchor) {
    return new SqlResources(anchor);
  }

  /**
   * The statement of this name, without blanks around it.
   *
   * @param name the file's name without {@code .sql}, such as {@code list-tables}
   * @throws IllegalStateException if there is no such file: the jar was built wrongly
   */
  public String text(String name) {
    return texts.computeIfAbsent(name, this::load);
  }

  private String load(String name) {
    String path = "sql/" + name + ".sql";
    try (InputStream in = anchor.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + path + " beside " + anchor.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path + " beside " + anchor.getName(), e);
    }
  }
}

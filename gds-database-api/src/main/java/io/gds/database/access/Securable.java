package io.gds.database.access;

import java.util.List;
import java.util.Objects;

/**
 * Something that rights are about. Its kind is words only, so that it can stand in a statement; its
 * name is data, and is quoted by the platform.
 *
 * @param kind what it is in the platform's word, such as {@code TABLE} or {@code WAREHOUSE}; {@code
 *     SERVER} for the server, cluster or account itself
 * @param name its exact name, from the outside in: database, schema, table; empty for {@code
 *     SERVER}
 */
public record Securable(String kind, List<String> name) {
  /** The kind of the server, cluster or account itself. */
  public static final String SERVER = "SERVER";

  /**
   * Checks that the kind is words and that there is a name, and takes a copy.
   *
   * @throws IllegalArgumentException if the kind is anything but words, or the name is missing
   */
  public Securable {
    Objects.requireNonNull(kind, "kind");
    name = List.copyOf(name);
    Words.checked("kind", kind);
    if (kind.equals(SERVER) != name.isEmpty()) {
      throw new IllegalArgumentException("the server has no name here, everything else has one");
    }
  }

  /** The server, cluster or account itself. */
  public static Securable server() {
    return new Securable(SERVER, List.of());
  }

  /** A database. */
  public static Securable database(String database) {
    return new Securable("DATABASE", List.of(database));
  }

  /** A schema of a database. */
  public static Securable schema(String database, String schema) {
    return new Securable("SCHEMA", List.of(database, schema));
  }

  /** A table of a database. */
  public static Securable table(String database, String schema, String table) {
    return new Securable("TABLE", List.of(database, schema, table));
  }

  /** A collection of a database. */
  public static Securable collection(String database, String collection) {
    return new Securable("COLLECTION", List.of(database, collection));
  }

  /** The kind and the parts of the name; for people, not for statements. */
  @Override
  public String toString() {
    return name.isEmpty() ? kind : kind + " " + String.join("/", name);
  }
}

package io.gds.database.access;

import java.util.Objects;
import java.util.Optional;

/**
 * Somebody or something that has rights.
 *
 * @param kind what it is
 * @param name its exact name
 * @param database the database it belongs to; empty if it belongs to the whole server
 */
public record Principal(PrincipalKind kind, String name, Optional<String> database) {
  /** Checks that nothing is missing. */
  public Principal {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(database, "database");
  }

  /** A user of the whole server. */
  public static Principal user(String name) {
    return new Principal(PrincipalKind.USER, name, Optional.empty());
  }

  /** A role of the whole server. */
  public static Principal role(String name) {
    return new Principal(PrincipalKind.ROLE, name, Optional.empty());
  }

  /** The same principal of one database. */
  public Principal in(String database) {
    return new Principal(kind, name, Optional.of(database));
  }

  /** {@code USER name} or {@code USER database/name}; for people, not for statements. */
  @Override
  public String toString() {
    return kind + " " + database.map(d -> d + "/").orElse("") + name;
  }
}

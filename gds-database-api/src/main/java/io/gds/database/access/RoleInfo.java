package io.gds.database.access;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A role, as of one reading.
 *
 * @param name the exact name
 * @param database the database it belongs to
 * @param system whether the platform made it for itself
 * @param members the users and roles that have it directly
 * @param memberOf the roles it has directly
 * @param comment what is noted about it
 * @param attributes what else its platform tells
 */
public record RoleInfo(
    String name,
    Optional<String> database,
    boolean system,
    List<String> members,
    List<String> memberOf,
    Optional<String> comment,
    Map<String, String> attributes) {
  /** Checks that nothing is missing, and takes copies. */
  public RoleInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(database, "database");
    members = List.copyOf(members);
    memberOf = List.copyOf(memberOf);
    Objects.requireNonNull(comment, "comment");
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }
}

package io.gds.database.access;

import java.util.Objects;

/**
 * A role that a principal has.
 *
 * @param role the role
 * @param member who has it
 * @param admin whether the member may pass it on
 * @param inherits whether its rights count without being taken on
 * @param assumable whether the member may take it on
 */
public record RoleMembership(
    Principal role, Principal member, boolean admin, boolean inherits, boolean assumable) {
  /** Checks that nothing is missing. */
  public RoleMembership {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(member, "member");
  }

  /** A plain membership: its rights count, it may be taken on, and not be passed on. */
  public static RoleMembership of(Principal role, Principal member) {
    return new RoleMembership(role, member, false, true, true);
  }
}

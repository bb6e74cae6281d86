package io.gds.database.access;

/** Which objects a grant covers. */
public enum GrantScope {
  /** The securable itself. */
  OBJECT,
  /** All objects of the kind that are in the securable now. */
  ALL_IN,
  /** All objects of the kind that will be made in the securable. */
  FUTURE_IN
}

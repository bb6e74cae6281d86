package io.gds.database.access;

/** What a grant does. */
public enum GrantEffect {
  /** It gives the right. */
  ALLOW,
  /** It withholds the right, whatever else gives it. */
  DENY
}

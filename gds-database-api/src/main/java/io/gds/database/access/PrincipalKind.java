package io.gds.database.access;

/** What a principal is. Every native kind maps to one of these. */
public enum PrincipalKind {
  /** Somebody or something that logs in: a user, a login. */
  USER,
  /** A group of a directory service that logs in as one. */
  GROUP,
  /** A bundle of rights. */
  ROLE,
  /** Everybody. */
  PUBLIC,
  /** A share, an application, a certificate, or what this version does not know. */
  OTHER
}

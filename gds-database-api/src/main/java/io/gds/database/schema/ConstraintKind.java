package io.gds.database.schema;

/** What a constraint demands. */
public enum ConstraintKind {
  /** Unique, never null, and the row's name. */
  PRIMARY_KEY,
  /** Unique. */
  UNIQUE,
  /** There is such a row in the other table. */
  FOREIGN_KEY,
  /** A condition holds. */
  CHECK,
  /** There is a value. */
  NOT_NULL,
  /** No two rows collide. */
  EXCLUSION,
  /** The document fits a schema. */
  VALIDATOR
}

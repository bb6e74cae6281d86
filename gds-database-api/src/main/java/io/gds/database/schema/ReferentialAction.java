package io.gds.database.schema;

/** What happens to rows whose referenced row is deleted or changed. */
public enum ReferentialAction {
  /** It is refused at the end of the statement or transaction. */
  NO_ACTION,
  /** It is refused at once. */
  RESTRICT,
  /** They are deleted or changed too. */
  CASCADE,
  /** Their reference becomes null. */
  SET_NULL,
  /** Their reference becomes its default. */
  SET_DEFAULT
}

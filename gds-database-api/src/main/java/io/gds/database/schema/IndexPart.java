package io.gds.database.schema;

import java.util.Objects;

/**
 * One part of an index.
 *
 * @param text the exact name of a column or the path of a field; else the expression
 * @param expression whether it is an expression
 * @param descending whether it is ordered downwards
 */
public record IndexPart(String text, boolean expression, boolean descending) {
  /** Checks that nothing is missing. */
  public IndexPart {
    Objects.requireNonNull(text, "text");
  }

  /** A column, ordered upwards. */
  public static IndexPart column(String name) {
    return new IndexPart(name, false, false);
  }
}

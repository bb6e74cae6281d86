package io.gds.database.jdbc;

import java.util.List;

/**
 * What a statement answered besides rows.
 *
 * @param updated the rows changed, over all parts of the statement
 * @param messages warnings and informational messages, in order
 */
public record SqlAnswer(long updated, List<SqlMessage> messages) {
  /** Takes a copy. */
  public SqlAnswer {
    messages = List.copyOf(messages);
  }
}

package io.gds.database.jdbc;

import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A warning or informational message that came with a statement's answer.
 *
 * @param code the server's number for it, 0 if it has none
 * @param sqlState the SQLState, where there is one
 * @param text the server's words
 */
public record SqlMessage(int code, Optional<String> sqlState, String text) {
  static List<SqlMessage> of(@Nullable SQLWarning first) {
    if (first == null) {
      return List.of();
    }
    List<SqlMessage> messages = new ArrayList<>();
    for (SQLWarning w = first; w != null; w = w.getNextWarning()) {
      String text = w.getMessage();
      messages.add(
          new SqlMessage(
              w.getErrorCode(), Optional.ofNullable(w.getSQLState()), text == null ? "" : text));
    }
    return List.copyOf(messages);
  }
}

package io.gds.database.testkit.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A statement as it reached the peer.
 *
 * @param session the number of the connection it came by, from 1
 * @param user who logged in
 * @param database the one that the session is in
 * @param statement the text, letter by letter; placeholders as the driver writes them
 * @param binds what was bound, decoded by the type the driver declared; text where it declared none
 * @param attributes what else the peer knows of it, under names of its own
 */
public record WireRequest(
    long session,
    String user,
    String database,
    String statement,
    List<@Nullable Object> binds,
    Map<String, String> attributes) {
  /** Keeps copies. */
  public WireRequest {
    binds = Collections.unmodifiableList(new ArrayList<>(binds));
    attributes = Map.copyOf(attributes);
  }

  /**
   * The text without comments, with one space where there was any space, and without a semicolon at
   * the end; what is in quotes stays as it is. Statements are matched so. Quotes are PostgreSQL's,
   * but T-SQL's where the attribute {@code language} says {@code tsql}, and Snowflake's where it
   * says {@code snowflake}.
   */
  public String normalized() {
    return WireText.Language.named(attributes.get("language")).normalized(statement);
  }

  /**
   * A bind.
   *
   * @param number from 1, as in {@code $1}
   * @throws ClassCastException if it is of another type
   * @throws IndexOutOfBoundsException if there is none
   * @throws NullPointerException if it is null
   */
  public <T> T bind(int number, Class<T> type) {
    Object value = binds.get(number - 1);
    if (value == null) {
      throw new NullPointerException("bind " + number + " is null: " + this);
    }
    return type.cast(value);
  }

  /** Statement, binds and database, for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(statement);
    if (!binds.isEmpty()) {
      List<String> shown = new ArrayList<>();
      binds.forEach(bind -> shown.add(WireText.shown(bind)));
      text.append(" with ").append(shown);
    }
    return text.append(" in database ").append(database).toString();
  }
}

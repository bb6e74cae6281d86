package io.gds.database.snowflake;

import io.gds.database.jdbc.Row;
import java.util.Locale;

/**
 * A right that somebody has, as the server shows it.
 *
 * @param privilege the right
 * @param on the kind of object, such as TABLE
 * @param name the object's name as the server writes it; of a future right, what it is in
 * @param to the kind of who has it: ROLE, DATABASE_ROLE, SHARE, USER, APPLICATION…
 * @param grantee who has it, as the server writes it
 * @param grantable whether it may be passed on
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-grants">SHOW GRANTS</a>
 */
record SnowflakeGrant(
    String privilege, String on, String name, String to, String grantee, boolean grantable) {
  static final String OWNERSHIP = "OWNERSHIP";

  /** Of SHOW GRANTS ON. */
  static SnowflakeGrant present(Row row) {
    return read(row, "granted_on", "granted_to");
  }

  /** Of SHOW FUTURE GRANTS IN. */
  static SnowflakeGrant future(Row row) {
    return read(row, "grant_on", "grant_to");
  }

  private static SnowflakeGrant read(Row row, String on, String to) {
    return new SnowflakeGrant(
        row.text("privilege"),
        row.text(on),
        row.text("name"),
        row.optionalText(to).orElse(""),
        row.optionalText("grantee_name").orElse(""),
        isTrue(row.optionalText("grant_option").orElse("")));
  }

  private static boolean isTrue(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.equals("true") || lower.equals("y");
  }

  /** A role that somebody was given is shown as a right on it. */
  boolean isMembership() {
    return privilege.equals("USAGE") && (on.equals("ROLE") || on.equals("DATABASE_ROLE"));
  }

  boolean isOwnership() {
    return privilege.equals(OWNERSHIP);
  }

  @Override
  public String toString() {
    return privilege
        + " on "
        + on.toLowerCase(Locale.ROOT).replace('_', ' ')
        + ' '
        + name
        + " to "
        + to.toLowerCase(Locale.ROOT).replace('_', ' ')
        + ' '
        + grantee;
  }
}

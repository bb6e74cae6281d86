package io.gds.database.snowflake;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.RowReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The views of SNOWFLAKE.ACCOUNT_USAGE: a year of the account, some time late, for roles that have
 * been given them.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/account-usage">Account Usage</a>
 */
final class SnowflakeUsage {
  static final String RIGHT = "IMPORTED PRIVILEGES on the database SNOWFLAKE";

  private SnowflakeUsage() {}

  /** A view's name in a statement. */
  static String view(String name) {
    return SnowflakeSql.name("SNOWFLAKE", "ACCOUNT_USAGE", name);
  }

  /**
   * Reads one.
   *
   * @throws io.gds.database.error.PermissionDeniedException naming the right that is missing
   */
  static <T> List<T> read(
      SnowflakeContext context,
      String view,
      String sql,
      RowReader<T> reader,
      @Nullable Object... binds) {
    try {
      return context.sql().query(sql, reader, binds);
    } catch (DatabaseException e) {
      throw isDenied(e) ? denied(context, view, e) : e;
    }
  }

  /** To a role that may not read them the views are not there. */
  static boolean isDenied(DatabaseException e) {
    return e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.PERMISSION_DENIED;
  }

  private static DatabaseException denied(
      SnowflakeContext context, String view, DatabaseException e) {
    return ErrorDetails.of(
            ErrorCode.PERMISSION_DENIED,
            "this is told by SNOWFLAKE.ACCOUNT_USAGE." + view + ", which this role may not read")
        .platform(context.runner().platform().id())
        .engine(context.runner().engine())
        .with("right", RIGHT)
        .remedy(
            "GRANT IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE TO ROLE …, or the database role of"
                + " SNOWFLAKE that has the view: GOVERNANCE_VIEWER for queries, SECURITY_VIEWER"
                + " for log-ins, USAGE_VIEWER for what is used.")
        .cause(e)
        .toException();
  }
}

package io.gds.database.mssql;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.LengthUnit;
import io.gds.database.jdbc.Quoting;

/** How names and texts are written into SQL Server's SQL. */
final class MssqlSql {
  /** An identifier is a sysname: 128 UTF-16 units. */
  static final Quoting NAMES =
      new Quoting('[', ']', 128, LengthUnit.CHARS).literalPrefix("N").likeWildcards("%_[");

  private static final int PATH = 259;

  private MssqlSql() {}

  /** A name, or a qualified one by its parts. */
  static String name(String name, String... more) {
    return more.length == 0 ? NAMES.quote(name) : NAMES.quote(name, more);
  }

  /** A text where nothing can be bound. */
  static String literal(String text) {
    return NAMES.literal(text);
  }

  /**
   * Checks the path of a file as the server takes it. Control characters are refused: no path of a
   * server has them, and they do not show in a script.
   *
   * @throws io.gds.database.error.InvalidOptionsException if it cannot be a path
   */
  static String path(String path, int limit) {
    String fault = null;
    if (path.isBlank()) {
      fault = "is empty";
    } else if (path.length() > limit) {
      fault = "has " + path.length() + " characters, and " + limit + " is the limit";
    } else if (path.codePoints().anyMatch(Character::isISOControl)) {
      fault = "has control characters";
    }
    if (fault != null) {
      throw ErrorDetails.of(ErrorCode.INVALID_OPTIONS, "the path " + fault)
          .target("path")
          .remedy("Give the path as the server knows it.")
          .toException();
    }
    return path;
  }

  /**
   * The path of a file of a database or of a backup on disk: {@code nvarchar(260)} with its end.
   */
  static String path(String path) {
    return path(path, PATH);
  }
}

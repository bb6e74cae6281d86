package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.charset.StandardCharsets;

/**
 * Refuses names that no server has. A dump of others was not made of a server, and may be meant to
 * lead somewhere.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions">naming
 *     restrictions</a>
 */
final class MongoDumpEntries {
  private static final String NOT_IN_DATABASES = "/\\. \"$\0";
  private static final int LONGEST_DATABASE = 63;

  private MongoDumpEntries() {}

  /**
   * The name of a database in a dump.
   *
   * @param dump what the dump is called in errors
   * @throws DatabaseException ARCHIVE_UNSAFE
   */
  static String database(String name, String dump) {
    boolean takenByServers =
        !name.isEmpty()
            && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_DATABASE
            && name.chars().noneMatch(c -> NOT_IN_DATABASES.indexOf(c) >= 0);
    if (!takenByServers) {
      throw unsafe(dump, "a database " + quoted(name) + ", as none can be called");
    }
    return name;
  }

  /**
   * The name of a collection, or of a list, in a dump. A slash is allowed, and two dots within are:
   * servers take them, and nothing makes a path of them.
   */
  static String collection(String name, String dump) {
    boolean takenByServers =
        !name.isEmpty() && !name.startsWith(".") && name.indexOf('\0') < 0 && name.indexOf('$') < 0;
    if (!takenByServers && !MongoDumpItem.isList(name)) {
      throw unsafe(dump, "a collection " + quoted(name) + ", as none can be called");
    }
    return name;
  }

  private static String quoted(String name) {
    String shown = name.replaceAll("\\p{Cntrl}", "?");
    return "\"" + (shown.length() > 100 ? shown.substring(0, 100) + "…" : shown) + "\"";
  }

  static DatabaseException unsafe(String dump, String what) {
    return ErrorDetails.of(ErrorCode.ARCHIVE_UNSAFE, dump + " holds " + what)
        .platform(DatabaseType.MONGODB.id())
        .target(dump)
        .remedy("Do not restore it: no server was dumped so.")
        .toException();
  }
}

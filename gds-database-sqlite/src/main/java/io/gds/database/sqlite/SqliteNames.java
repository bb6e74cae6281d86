package io.gds.database.sqlite;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which names databases can have: those that are, with an ending, the name of one file. A name is
 * taken as it is or refused, never changed.
 */
final class SqliteNames {
  /** What a new database's file name ends with. */
  static final String ENDING = ".db";

  /** The endings that are not part of a database's name. */
  static final List<String> ENDINGS = List.of(ENDING, ".sqlite", ".sqlite3");

  /** What is left of 255 bytes for a name beside {@code .db-journal}. */
  static final int MAX_BYTES = 255 - (ENDING + "-journal").length();

  private static final Pattern WINDOWS_DEVICE =
      Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");
  private static final boolean WINDOWS = File.separatorChar == '\\';

  private SqliteNames() {}

  /**
   * Returns the name unchanged.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME if no file can be
   *     called so
   */
  static String check(String name) {
    return check(name, WINDOWS);
  }

  static String check(String name, boolean windows) {
    if (name.isEmpty()) {
      throw refused("a database's name cannot be empty");
    }
    if (name.equals(".") || name.equals("..")) {
      throw refused("\"" + name + "\" is a directory, no name of a database");
    }
    if (name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
      throw refused("a database's name cannot have a slash or NUL in it, since it names one file");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw refused("the name has half a surrogate pair in it, which no file name can hold");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw refused("the name has " + bytes + " bytes, at most " + MAX_BYTES + " are possible");
    }
    if (windows) {
      checkWindows(name);
    }
    return name;
  }

  private static void checkWindows(String name) {
    if (name.chars().anyMatch(c -> c < ' ' || "<>:\"\\|?*".indexOf(c) >= 0)) {
      throw refused("Windows takes no control character and none of < > : \" \\ | ? * in a name");
    }
    if (WINDOWS_DEVICE.matcher(name).matches()) {
      throw refused("Windows keeps this name for a device");
    }
  }

  private static RuntimeException refused(String why) {
    return ErrorDetails.of(ErrorCode.INVALID_NAME, why)
        .platform(DatabaseType.SQLITE.id())
        .target("name")
        .remedy("Choose a name that can be the name of a file.")
        .toException();
  }

  /** A file's name without an ending that does not count. */
  static String stem(String fileName) {
    for (String ending : ENDINGS) {
      if (fileName.length() > ending.length() && fileName.endsWith(ending)) {
        return fileName.substring(0, fileName.length() - ending.length());
      }
    }
    return fileName;
  }
}

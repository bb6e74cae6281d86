package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which names databases and collections can have. A name is a value in a document, never a part of
 * a text, so nothing is quoted.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions">the
 *     vendor's page on naming restrictions</a>
 */
final class MongoNames {
  /** The databases that every server has for itself. */
  static final Set<String> SYSTEM = Set.of("admin", "config", "local");

  private static final int DATABASE_BYTES = 63;
  private static final int NAMESPACE_BYTES = 255;
  private static final Pattern UNPAIRED =
      Pattern.compile(
          "[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]");

  private MongoNames() {}

  /**
   * A name that a database can have.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME
   */
  static String database(String name) {
    faultOfDatabase(name)
        .ifPresent(
            why -> {
              throw refused("a database", name, why);
            });
    return name;
  }

  private static Optional<String> faultOfDatabase(String name) {
    if (name.isEmpty()) {
      return Optional.of("is empty");
    }
    if (name.chars().anyMatch(c -> "/\\. \"$\0".indexOf(c) >= 0)) {
      return Optional.of("holds one of / \\ . blank \" $ NUL");
    }
    return tooLong(name, DATABASE_BYTES);
  }

  /**
   * A name that a collection of users can have in a database.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME
   */
  static String collection(String database, String name) {
    faultOfCollection(database, name)
        .ifPresent(
            why -> {
              throw refused("a collection", name, why);
            });
    return name;
  }

  /** Why a collection of users cannot be called so. */
  static Optional<String> faultOfCollection(String database, String name) {
    if (name.isEmpty()) {
      return Optional.of("is empty");
    }
    if (name.indexOf('$') >= 0 || name.indexOf('\0') >= 0) {
      return Optional.of("holds $ or NUL");
    }
    if (name.startsWith(".") || name.endsWith(".")) {
      return Optional.of("begins or ends with a dot");
    }
    if (name.startsWith("system.")) {
      return Optional.of("begins with \"system.\", which is the server's own");
    }
    return tooLong(name, NAMESPACE_BYTES - 1 - database.getBytes(StandardCharsets.UTF_8).length);
  }

  /** Whether half of a pair of surrogates is in it, which no UTF-8 has. */
  static boolean isTorn(String name) {
    return UNPAIRED.matcher(name).find();
  }

  private static Optional<String> tooLong(String name, int most) {
    if (isTorn(name)) {
      return Optional.of("holds half of a pair of surrogates, which no UTF-8 has");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    return bytes > most
        ? Optional.of("is " + bytes + " bytes of UTF-8 long, and at most " + most + " are taken")
        : Optional.empty();
  }

  private static RuntimeException refused(String what, String name, String why) {
    return ErrorDetails.of(ErrorCode.INVALID_NAME, what + " cannot be called so: the name " + why)
        .platform(DatabaseType.MONGODB.id())
        .target(name)
        .remedy("Choose another name.")
        .toException();
  }
}

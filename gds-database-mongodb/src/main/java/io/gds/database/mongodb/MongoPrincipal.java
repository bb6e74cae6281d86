package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * The name of a user or role: each belongs to a database, and only with that it is one. Where only
 * a text is to be had, the database is written before a slash, which no name of a database holds,
 * unless it goes without saying.
 *
 * @param database where it belongs
 * @param name its exact name there
 */
record MongoPrincipal(String database, String name) {
  /** Where users and roles belong unless something else is said. */
  static final String ADMIN = "admin";

  /** Where users belong whose log-in the server leaves to somebody else. */
  static final String EXTERNAL = "$external";

  /** The vendor's limit of a user's name: 7 MB. */
  private static final int LONGEST = 7_000_000;

  private static final char SLASH = '/';

  /** One that is named along with its database, or belongs to {@code admin}. */
  static MongoPrincipal of(Optional<String> database, String name) {
    return new MongoPrincipal(database.orElse(ADMIN), name).checked();
  }

  /** As an answer of the server names it. */
  static MongoPrincipal read(BsonDocument document, String member) {
    return new MongoPrincipal(
        MongoValues.text(document, "db").orElse(""), MongoValues.text(document, member).orElse(""));
  }

  /**
   * A role as a text names it: {@code database/role}, or only the role if it belongs where the
   * other does.
   *
   * @param home where the one belongs that it is told of
   */
  static MongoPrincipal role(String text, String home) {
    int slash = text.indexOf(SLASH);
    return slash < 0
        ? new MongoPrincipal(rolesOf(home), text).checked()
        : new MongoPrincipal(text.substring(0, slash), text.substring(slash + 1)).checked();
  }

  /** The roles of those who log in elsewhere are those of {@code admin}. */
  private static String rolesOf(String home) {
    return home.equals(EXTERNAL) ? ADMIN : home;
  }

  /** As it is told of one that belongs there, so that it is read as the same again. */
  String told(String home) {
    return database.equals(rolesOf(home)) && name.indexOf(SLASH) < 0
        ? name
        : database + SLASH + name;
  }

  /**
   * Refuses what no user or role can belong to.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME
   */
  static void requireHome(String database) {
    if (!database.equals(EXTERNAL)) {
      MongoNames.database(database);
    }
  }

  private MongoPrincipal checked() {
    requireHome(database);
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (name.isEmpty() || name.indexOf('\0') >= 0 || MongoNames.isTorn(name) || bytes > LONGEST) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_NAME,
              "no user or role can be called so: the name is empty, longer than 7 MB, or holds NUL"
                  + " or half of a pair of surrogates")
          .platform(DatabaseType.MONGODB.id())
          .target(name)
          .remedy("Choose another name.")
          .toException();
    }
    return this;
  }

  boolean isExternal() {
    return database.equals(EXTERNAL);
  }

  /** As commands take it. */
  BsonDocument document(String member) {
    return new BsonDocument(member, new BsonString(name)).append("db", new BsonString(database));
  }

  BsonDocument asRole() {
    return document("role");
  }

  BsonDocument asUser() {
    return document("user");
  }

  /** {@code database/name}; for people. */
  @Override
  public String toString() {
    return database + SLASH + name;
  }
}

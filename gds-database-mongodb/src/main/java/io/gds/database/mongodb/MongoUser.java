package io.gds.database.mongodb;

import io.gds.database.operation.OptionKey;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.json.JsonParseException;

/**
 * The options that only MongoDB has for users and roles. In a change, what is not given stays as it
 * is.
 *
 * <p>Every user and role belongs to a database: the one that is named, else {@code admin}. A user
 * who proves who he is by a certificate, an access token or the operating system's identity, or by
 * a password that a directory knows, belongs to {@code $external}, and has no password here. Where
 * a role is a text only, as in the roles of a new user, {@code reporting} is the one of the user's
 * own database ({@code admin} for those of {@code $external}), and {@code shop/reporting} the one
 * of the database {@code shop}; a role whose own name has a slash in it is always written along
 * with its database. Roles and members are told in the same way.
 *
 * <p>Rights are given to roles, and roles to users. What a right is about is {@code SERVER} for the
 * whole cluster, {@code DATABASE} or {@code COLLECTION}; an empty name means any database, or the
 * collection of that name in any. A role of another database than {@code admin} reaches no further
 * than its own.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/createUser/">createUser</a>
 * @see <a href="https://www.mongodb.com/docs/manual/reference/resource-document/">resources</a>
 */
public final class MongoUser {
  /**
   * From which addresses it may log in, as addresses and ranges with commas between. Together with
   * {@link #SERVER_ADDRESS} it replaces all restrictions that were there; both empty lift them.
   */
  public static final OptionKey<String> CLIENT_SOURCE =
      OptionKey.of(
          "mongodb.client-source",
          String.class,
          "From which addresses and ranges it may log in, with commas between; empty for any.");

  /** At which addresses of the server it may log in, as {@link #CLIENT_SOURCE}. */
  public static final OptionKey<String> SERVER_ADDRESS =
      OptionKey.of(
          "mongodb.server-address",
          String.class,
          "At which addresses of the server it may log in, with commas between; empty for any.");

  /**
   * By which of {@code SCRAM-SHA-256} and {@code SCRAM-SHA-1} it may log in, with commas between.
   * Default: all that the server takes.
   */
  public static final OptionKey<String> MECHANISMS =
      OptionKey.of(
              "mongodb.mechanisms",
              String.class,
              "By which of SCRAM-SHA-256 and SCRAM-SHA-1 it may log in, with commas between.")
          .checked(
              text ->
                  !list(text).isEmpty()
                      && list(text).stream()
                          .allMatch(Set.of("SCRAM-SHA-256", "SCRAM-SHA-1")::contains),
              "SCRAM-SHA-256, SCRAM-SHA-1 or both");

  /**
   * What is noted about a user, as a JSON document; replaces what was noted before. Everybody who
   * may see the user sees it, so it is no place for secrets.
   */
  public static final OptionKey<String> CUSTOM_DATA =
      OptionKey.of(
              "mongodb.custom-data",
              String.class,
              "What is noted about a user, as a JSON document; no place for secrets.")
          .checked(MongoUser::isDocument, "a JSON document");

  /** Whether the user may be dropped whom this engine is logged in as. Default: false. */
  public static final OptionKey<Boolean> ALLOW_OWN =
      OptionKey.of(
              "mongodb.allow-own",
              Boolean.class,
              "Whether the user may be dropped whom this engine is logged in as.")
          .defaultsTo(false);

  /** What a user can be made with, and what can be changed. */
  static final Set<OptionKey<?>> OF_USER =
      Set.of(CLIENT_SOURCE, SERVER_ADDRESS, MECHANISMS, CUSTOM_DATA);

  /** What a role can be made with. */
  static final Set<OptionKey<?>> OF_ROLE = Set.of(CLIENT_SOURCE, SERVER_ADDRESS);

  /** What can be said where a user is dropped. */
  static final Set<OptionKey<?>> OF_DROP = Set.of(ALLOW_OWN);

  private MongoUser() {}

  /** The parts of a text with commas between. */
  static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static boolean isDocument(String text) {
    try {
      return BsonDocument.parse(text) != null;
    } catch (JsonParseException | org.bson.BsonInvalidOperationException e) {
      return false;
    }
  }
}

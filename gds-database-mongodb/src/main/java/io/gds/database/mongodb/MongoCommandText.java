package io.gds.database.mongodb;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** What others have sent, as it may be shown: without what logs somebody in. Pure. */
final class MongoCommandText {
  private static final String HIDDEN = "<hidden>";

  /** Commands that are nothing but a secret. */
  private static final Set<String> SECRET =
      Set.of(
          "createuser",
          "updateuser",
          "saslstart",
          "saslcontinue",
          "authenticate",
          "getnonce",
          "logout",
          "copydbsaslstart",
          "setparameter",
          "_mergeauthzcollections");

  /** Members that are a secret wherever they stand. */
  private static final Set<String> MEMBERS =
      Set.of(
          "pwd",
          "password",
          "passwd",
          "secret",
          "credentials",
          "payload",
          "speculativeauthenticate",
          "accesstoken",
          "secretaccesskey",
          "sessiontoken",
          "kmsproviders");

  /** What a driver and a router add for themselves. */
  private static final Set<String> BESIDE =
      Set.of("lsid", "$clusterTime", "$readPreference", "$client", "$configServerState");

  private static final Pattern FIRST = Pattern.compile("\\s*\\{\\s*\"?([A-Za-z_]+)");

  private static final JsonWriterSettings TEXT =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

  private MongoCommandText() {}

  /** The command's name, or what kind of operation it is. */
  static Optional<String> name(BsonDocument operation) {
    return MongoValues.document(operation, "command")
        .filter(command -> !command.isEmpty())
        .flatMap(MongoCommandText::first)
        .or(() -> MongoValues.text(operation, "op").filter(op -> !op.equals("none")));
  }

  private static Optional<String> first(BsonDocument command) {
    String key = command.getFirstKey();
    if (!key.equals("$truncated")) {
      return Optional.of(key);
    }
    return MongoValues.text(command, key)
        .map(FIRST::matcher)
        .filter(Matcher::lookingAt)
        .map(found -> found.group(1));
  }

  /**
   * A command, cut.
   *
   * @param member where it stands
   * @param length where it is cut; 0 leaves it out
   */
  static Optional<String> of(BsonDocument in, String member, int length) {
    if (length == 0) {
      return Optional.empty();
    }
    return MongoValues.document(in, member)
        .filter(command -> !command.isEmpty())
        .map(MongoCommandText::shown)
        .map(
            text ->
                text.substring(
                    0,
                    text.offsetByCodePoints(
                        0, Math.min(length, text.codePointCount(0, text.length())))));
  }

  private static String shown(BsonDocument command) {
    Optional<String> name = first(command);
    boolean secret = name.map(it -> SECRET.contains(it.toLowerCase(Locale.ROOT))).orElse(true);
    if (secret) {
      return new BsonDocument(name.orElse("command"), new BsonString(HIDDEN)).toJson(TEXT);
    }
    Optional<String> cut = MongoValues.text(command, "$truncated");
    if (cut.isPresent()) {
      String lower = cut.get().toLowerCase(Locale.ROOT);
      return MEMBERS.stream().anyMatch(lower::contains)
          ? new BsonDocument(name.orElse("command"), new BsonString(HIDDEN)).toJson(TEXT)
          : cut.get();
    }
    return without(command, true).toJson(TEXT);
  }

  private static BsonDocument without(BsonDocument document, boolean outermost) {
    BsonDocument shown = new BsonDocument();
    document.forEach(
        (key, value) -> {
          if (MEMBERS.contains(key.toLowerCase(Locale.ROOT))) {
            shown.append(key, new BsonString(HIDDEN));
          } else if (!outermost || !BESIDE.contains(key)) {
            shown.append(key, without(value));
          }
        });
    return shown;
  }

  private static BsonValue without(BsonValue value) {
    if (value.isDocument()) {
      return without(value.asDocument(), false);
    }
    return value.isArray()
        ? new BsonArray(value.asArray().stream().map(MongoCommandText::without).toList())
        : value;
  }
}

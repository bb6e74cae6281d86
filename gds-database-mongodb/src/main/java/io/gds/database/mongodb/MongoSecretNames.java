package io.gds.database.mongodb;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/** Tells by names what may be a secret. Pure. */
final class MongoSecretNames {
  static final String HIDDEN = "<hidden>";

  private static final Pattern NAME =
      Pattern.compile(
          ".*(password|passwd|passphrase|secret|credential|accesskey|apikey|sessiontoken).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Members of the server's own commands. */
  private static final Set<String> OF_COMMANDS =
      Set.of("pwd", "payload", "key", "speculativeAuthenticate");

  /** Commands whose members {@link #OF_COMMANDS} are. */
  private static final Set<String> COMMANDS =
      Set.of(
          "createUser",
          "updateUser",
          "saslStart",
          "saslContinue",
          "authenticate",
          "copydb",
          "hello",
          "isMaster");

  private MongoSecretNames() {}

  static boolean matches(String name) {
    return NAME.matcher(name).matches();
  }

  /** A command as it may be told. */
  static BsonDocument redacted(BsonDocument command) {
    boolean logIn = command.keySet().stream().anyMatch(COMMANDS::contains);
    BsonDocument told = new BsonDocument();
    for (Map.Entry<String, BsonValue> each : command.entrySet()) {
      boolean hidden = matches(each.getKey()) || (logIn && OF_COMMANDS.contains(each.getKey()));
      told.append(each.getKey(), hidden ? new BsonString(HIDDEN) : redacted(each.getValue()));
    }
    return told;
  }

  private static BsonValue redacted(BsonValue value) {
    if (value.isDocument()) {
      return redacted(value.asDocument());
    }
    return value.isArray()
        ? new BsonArray(
            value.asArray().stream().map(MongoSecretNames::redacted).collect(Collectors.toList()))
        : value;
  }
}

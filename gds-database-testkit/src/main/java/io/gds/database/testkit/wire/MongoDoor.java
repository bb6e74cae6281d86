package io.gds.database.testkit.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * Who logs in at a connection, and why not.
 *
 * @see <a
 *     href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md">Authentication</a>
 */
final class MongoDoor {
  private static final Set<String> ITS_OWN =
      Set.of("saslStart", "saslContinue", "authenticate", "logout");

  /** What is answered before a log-in. */
  private static final Set<String> FREE =
      Set.of("ping", "buildInfo", "buildinfo", "connectionStatus", "endSessions");

  private static final String X509 = "MONGODB-X509";
  private static final String EXTERNAL = "$external";
  private static final int ITERATIONS = 4096;

  private final MongoSetup setup;
  private final MongoScript script;
  private final MongoConnection connection;
  private final String certificate;
  private @Nullable Talk talk;

  /** A log-in by SCRAM that has begun. */
  private static final class Talk {
    private final WireScram scram;
    private final WireScram.Hash hash;
    private final String database;
    private final boolean brief;
    private final boolean speculative;
    private boolean proved;

    Talk(WireScram.Hash hash, String database, boolean brief, boolean speculative) {
      scram = new WireScram(hash, ITERATIONS);
      this.hash = hash;
      this.database = database;
      this.brief = brief;
      this.speculative = speculative;
    }
  }

  /**
   * A connection at the door.
   *
   * @param certificate the subject of the one that the client has shown; empty for none
   */
  MongoDoor(MongoSetup setup, MongoScript script, MongoConnection connection, String certificate) {
    this.setup = setup;
    this.script = script;
    this.connection = connection;
    this.certificate = certificate;
  }

  /** Whether a command is about logging in. */
  boolean isFor(MongoRequest request) {
    return ITS_OWN.contains(request.name());
  }

  /** Whether a command needs a log-in that has not been. */
  boolean isShut(MongoRequest request) {
    return !setup.trusts() && connection.user().isEmpty() && !FREE.contains(request.name());
  }

  /** What is said to a command that needs a log-in. */
  static MongoReply shut(MongoRequest request) {
    return MongoReply.error(
        MongoCodes.UNAUTHORIZED, "command " + request.name() + " requires authentication");
  }

  /** What is said to a command about logging in. */
  WireAnswer answer(MongoRequest request) {
    BsonDocument command = request.document();
    return switch (request.name()) {
      case "saslStart" -> start(command, request.database(), false);
      case "saslContinue" -> go(command);
      case "authenticate" -> certificate(command, request.database(), false);
      default -> {
        connection.user("");
        yield WireAnswer.done();
      }
    };
  }

  /**
   * What is said to a log-in that comes along with {@code hello}; nothing if it fails, for then the
   * client begins again.
   */
  Optional<BsonDocument> speculative(BsonDocument command) {
    if (!setup.speculative() || !(command.get("db") instanceof BsonString database)) {
      return Optional.empty();
    }
    MongoReply reply =
        command.getFirstKey().equals("saslStart")
            ? start(command, database.getValue(), true)
            : certificate(command, database.getValue(), true);
    return Optional.of(reply.document()).filter(said -> !said.containsKey("code"));
  }

  private static String text(BsonDocument command, String field) {
    return command.get(field) instanceof BsonString text ? text.getValue() : "";
  }

  private static String payload(BsonDocument command) {
    return command.get("payload") instanceof BsonBinary bytes
        ? new String(bytes.getData(), StandardCharsets.UTF_8)
        : text(command, "payload");
  }

  private MongoReply start(BsonDocument command, String database, boolean speculative) {
    String mechanism = text(command, "mechanism");
    Optional<WireScram.Hash> hash =
        setup.mechanisms().stream().filter(h -> h.mechanism().equals(mechanism)).findFirst();
    if (hash.isEmpty()) {
      return MongoReply.error(
          MongoCodes.MECHANISM_UNAVAILABLE,
          "Received authentication for mechanism "
              + mechanism
              + " which is unknown or not enabled");
    }
    boolean brief =
        command.get("options") instanceof BsonDocument options
            && options.getBoolean("skipEmptyExchange", BsonBoolean.FALSE).getValue();
    Talk begun = new Talk(hash.get(), database, brief, speculative);
    String first = begun.scram.first(payload(command));
    if (!setup.passwords().containsKey(database + "." + begun.scram.user())) {
      return speculative ? failed() : refused(begun);
    }
    talk = begun;
    return said(false, first);
  }

  private MongoReply go(BsonDocument command) {
    Talk begun = talk;
    if (begun == null) {
      return MongoReply.error(17, "No SASL session state found");
    }
    if (begun.proved) {
      return letIn(begun, "");
    }
    String user = begun.scram.user();
    String password = setup.passwords().get(begun.database + "." + user);
    Optional<String> last =
        begun.scram.last(
            payload(command), password == null ? null : known(begun.hash, user, password));
    if (last.isEmpty()) {
      talk = null;
      return refused(begun);
    }
    begun.proved = true;
    return begun.brief ? letIn(begun, last.get()) : said(false, last.get());
  }

  /** What SCRAM knows of a password: by SHA-1, the digest that MongoDB's older log-in made. */
  private static String known(WireScram.Hash hash, String user, String password) {
    if (hash == WireScram.Hash.SHA_256) {
      return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }
    try {
      byte[] text = (user + ":mongo:" + password).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has it", e);
    }
  }

  private MongoReply letIn(Talk begun, String last) {
    talk = null;
    String user = begun.scram.user();
    connection.user(begun.database + "." + user);
    login(user, begun.database, begun.hash.mechanism(), begun.speculative, true);
    return said(true, last);
  }

  private MongoReply refused(Talk begun) {
    String user = begun.scram.user();
    login(user, begun.database, begun.hash.mechanism(), begun.speculative, false);
    return failed();
  }

  private static MongoReply failed() {
    return MongoReply.error(MongoCodes.AUTHENTICATION_FAILED, "Authentication failed.");
  }

  private static MongoReply said(boolean done, String payload) {
    return MongoReply.of(
        new BsonDocument("conversationId", new BsonInt32(1))
            .append("done", BsonBoolean.valueOf(done))
            .append("payload", new BsonBinary(payload.getBytes(StandardCharsets.UTF_8))));
  }

  private MongoReply certificate(BsonDocument command, String database, boolean speculative) {
    String mechanism = text(command, "mechanism");
    if (!mechanism.equals(X509) || setup.certificates().isEmpty()) {
      return MongoReply.error(
          MongoCodes.MECHANISM_UNAVAILABLE,
          "Received authentication for mechanism "
              + mechanism
              + " which is unknown or not enabled");
    }
    String claimed = text(command, "user");
    boolean known =
        database.equals(EXTERNAL)
            && setup.certificates().contains(certificate)
            && (claimed.isEmpty() || claimed.equals(certificate));
    if (!known) {
      if (!speculative) {
        login(claimed.isEmpty() ? certificate : claimed, database, X509, false, false);
      }
      return failed();
    }
    connection.user(EXTERNAL + "." + certificate);
    login(certificate, database, X509, speculative, true);
    return MongoReply.of(
        new BsonDocument("dbname", new BsonString(EXTERNAL))
            .append("user", new BsonString(certificate)));
  }

  private void login(
      String user, String database, String mechanism, boolean speculative, boolean accepted) {
    Map<String, String> said = new LinkedHashMap<>();
    said.put("mechanism", mechanism);
    said.put("speculative", String.valueOf(speculative));
    said.put("application_name", connection.application());
    said.put("certificate", certificate);
    said.put("peer", connection.peer());
    script.login(new WireLogin(connection.number(), user, database, said, accepted));
  }
}

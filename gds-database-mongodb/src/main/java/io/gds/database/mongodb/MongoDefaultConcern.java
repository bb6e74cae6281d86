package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.SyncMode;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * How many members have what a client wrote when it is told so, unless it asks otherwise.
 *
 * @param mode what that means
 * @param text as the server writes it, and where it comes from
 * @param known whether the server told it; else it is what this version does where nobody has set
 *     anything
 * @param implicit whether nobody has set it, as far as is known
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/getDefaultRWConcern/">getDefaultRWConcern</a>
 */
record MongoDefaultConcern(SyncMode mode, String text, boolean known, boolean implicit) {
  /**
   * Asks; before 4.4 the configuration has it.
   *
   * @param config of a set; empty for a router
   */
  static MongoDefaultConcern read(MongoContext context, Optional<MongoSetConfig> config) {
    MongoProduct product = context.product();
    if (!product.isAtLeast(4, 4)) {
      return config
          .flatMap(MongoSetConfig::lastErrorDefaults)
          .map(concern -> new MongoDefaultConcern(mode(concern), text(concern, "set"), true, false))
          .orElseGet(() -> implicit(product, config, true));
    }
    try {
      BsonDocument answer =
          context.commands().anywhere().admin(MongoCommands.command("getDefaultRWConcern"));
      String source = MongoValues.text(answer, "defaultWriteConcernSource").orElse("set");
      return MongoValues.document(answer, "defaultWriteConcern")
          .map(
              concern ->
                  new MongoDefaultConcern(
                      mode(concern), text(concern, source), true, source.equals("implicit")))
          .orElseGet(() -> implicit(product, config, true));
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED || e.code() == ErrorCode.UNSUPPORTED_CAPABILITY) {
        return implicit(product, config, false);
      }
      throw e;
    }
  }

  private static String text(BsonDocument concern, String source) {
    return concern.toJson() + ", " + source;
  }

  private static MongoDefaultConcern implicit(
      MongoProduct product, Optional<MongoSetConfig> config, boolean known) {
    boolean majority = config.map(set -> isMajority(product, set)).orElse(product.isAtLeast(5, 0));
    return new MongoDefaultConcern(
        majority ? SyncMode.SYNCHRONOUS : SyncMode.ASYNCHRONOUS,
        (majority ? "{\"w\": \"majority\"}" : "{\"w\": 1}")
            + (known ? ", implicit" : ", not told to this user; this is what it is unless set"),
        known,
        true);
  }

  /**
   * What a set has unless it is set, from 5.0 on: a majority, unless it has arbiters and so few
   * others that losing one would stop all writes.
   *
   * @see <a
   *     href="https://www.mongodb.com/docs/manual/reference/write-concern/#implicit-default-write-concern">implicit
   *     default write concern</a>
   */
  static boolean isMajority(MongoProduct product, MongoSetConfig config) {
    if (!product.isAtLeast(5, 0)) {
      return false;
    }
    long arbiters = config.voters().stream().filter(MongoSetMember::arbiter).count();
    return arbiters == 0 || config.voters().size() - arbiters > config.majority();
  }

  private static SyncMode mode(BsonDocument concern) {
    Optional<BsonValue> w = MongoValues.value(concern, "w");
    boolean alone = w.isEmpty() || (w.get().isNumber() && w.get().asNumber().doubleValue() <= 1);
    if (alone) {
      return SyncMode.ASYNCHRONOUS;
    }
    return MongoValues.truth(concern, "j").orElse(true)
        ? SyncMode.SYNCHRONOUS
        : SyncMode.SEMI_SYNCHRONOUS;
  }
}

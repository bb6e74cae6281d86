package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;

/**
 * Decides what of an oplog is done again after a restore, entry by entry: what the server does by
 * itself is left out, what is about indexes goes to those that are yet to be made, a transaction is
 * done when it commits. It knows no connection, so that a whole slice is gone through before the
 * first write: what nobody knows is refused, not passed over. Not thread-safe.
 */
final class MongoReplay {
  /** What a server writes for itself. */
  private static final Set<String> INTERNAL = Set.of("n", "cd", "ci", "cu", "km");

  /** What comes to be again by what is done. */
  private static final Set<String> BY_ITSELF =
      Set.of("startIndexBuild", "abortIndexBuild", "setMultikeyMetadata", "dropIdent");

  /** What is sent as it is. */
  private static final Set<String> SENT =
      Set.of("dbCheck", "convertToCapped", "emptycapped", "create", "dropDatabase", "drop");

  private static final Set<String> DATA = Set.of("i", "u", "d");

  private static final String DROP_TARGET = "dropTarget";
  private static final String CONFIG = "config.";

  /** Of a cluster's own database these are data; the others are its work. */
  private static final Set<String> CONFIGURATION =
      Set.of("chunks", "collections", "databases", "settings", "shards", "tags", "version");

  private static final String SERVERS_OWN = "__mdb_internal";

  /** Takes what is to be sent. */
  interface Target {
    /** One operation for {@code applyOps}. */
    void apply(BsonDocument operation);
  }

  private final MongoPendingIndexes indexes;
  private final Optional<BsonTimestamp> before;
  private final boolean uuids;
  private final MongoReplayNames names;
  private final Target target;
  private final Map<MongoOplogEntry.Transaction, List<MongoOplogEntry>> open = new HashMap<>();
  private long applied;

  /**
   * A replay.
   *
   * @param indexes those yet to be made, which are changed
   * @param before the first instant that is not done any more; empty for all
   * @param uuids whether collections have the numbers that they had
   */
  MongoReplay(
      MongoPendingIndexes indexes, Optional<BsonTimestamp> before, boolean uuids, Target target) {
    this(indexes, before, uuids, MongoReplayNames.same(), target);
  }

  /**
   * A replay where things have other names.
   *
   * @param names what they are called, after which the indexes go too
   */
  MongoReplay(
      MongoPendingIndexes indexes,
      Optional<BsonTimestamp> before,
      boolean uuids,
      MongoReplayNames names,
      Target target) {
    this.indexes = indexes;
    this.before = before;
    this.uuids = uuids;
    this.names = names;
    this.target = target;
  }

  /** How many operations were handed to the target. */
  long applied() {
    return applied;
  }

  /**
   * How many transactions were begun and have neither committed nor ended: nothing of them is done.
   */
  int unfinished() {
    return open.size();
  }

  /** From here on what is there is as of one instant: an index that is changed has to be known. */
  void consistent() {
    indexes.requireKnown();
  }

  /**
   * The next entry.
   *
   * @return whether more is wanted; an entry at the limit is not done
   * @throws DatabaseException ARCHIVE_TOO_NEW for what is not known here, UNSUPPORTED_CAPABILITY
   *     for what cannot be done again, ARCHIVE_CORRUPT
   */
  boolean take(MongoOplogEntry entry) {
    boolean past =
        before.isPresent()
            && entry.time().filter(time -> time.compareTo(before.get()) >= 0).isPresent();
    if (past) {
      return false;
    }
    if (isLeftOut(entry)) {
      return true;
    }
    Optional<MongoOplogEntry.Transaction> transaction = entry.transaction();
    if (transaction.isPresent()) {
      take(transaction.get(), entry);
    } else {
      perform(entry);
    }
    return true;
  }

  private static boolean isLeftOut(MongoOplogEntry entry) {
    String namespace = entry.namespace();
    return INTERNAL.contains(entry.operation())
        || BY_ITSELF.contains(entry.command())
        || namespace.startsWith(SERVERS_OWN)
        || (namespace.startsWith(CONFIG)
            && !CONFIGURATION.contains(namespace.substring(CONFIG.length())));
  }

  private void take(MongoOplogEntry.Transaction transaction, MongoOplogEntry entry) {
    if (entry.isAborting()) {
      open.remove(transaction);
      return;
    }
    List<MongoOplogEntry> collected = open.computeIfAbsent(transaction, key -> new ArrayList<>());
    collected.addAll(entry.within());
    if (entry.completes()) {
      open.remove(transaction);
      collected.stream().filter(each -> !isLeftOut(each)).forEach(this::perform);
    }
  }

  private void perform(MongoOplogEntry given) {
    if (given.command().equals("applyOps")) {
      given.within().stream().filter(each -> !isLeftOut(each)).forEach(this::perform);
    } else {
      names.of(given).ifPresent(this::performHere);
    }
  }

  private void performHere(MongoOplogEntry entry) {
    if (!entry.isCommand()) {
      if (!DATA.contains(entry.operation())) {
        throw unknown("operation " + entry.operation(), entry);
      }
      send(entry);
      return;
    }
    String command = entry.command();
    switch (command) {
      case "createIndexes" -> {
        BsonDocument index = entry.object().clone();
        index.remove(command);
        indexes.add(collection(entry), index);
      }
      case "commitIndexBuild" -> built(entry);
      case "deleteIndex", "deleteIndexes", "dropIndex", "dropIndexes" -> {
        BsonValue which = entry.object().get("index", new BsonString(""));
        if (!indexes.drop(collection(entry), which)) {
          throw MongoFrames.corrupt("the oplog", "an index to drop is named by " + which);
        }
      }
      case "collMod" -> modify(entry);
      case "renameCollection" -> {
        indexes.rename(named(entry, command), named(entry, "to"));
        send(entry.about(renamed(entry.object())));
      }
      case "upgradeDowngradeViewlessTimeseries" ->
          throw ErrorDetails.of(
                  ErrorCode.UNSUPPORTED_CAPABILITY,
                  "the oplog goes over a change of the form of time series, which comes with a change"
                      + " of the feature compatibility version and cannot be done again")
              .platform(DatabaseType.MONGODB.id())
              .target(entry.namespace())
              .remedy(
                  "Restore to an instant before it: "
                      + entry.time().map(Object::toString).orElse("")
                      + ".")
              .toException();
      default -> changed(entry, command);
    }
  }

  /** What goes is named by its number, which is another one here unless numbers were kept. */
  private BsonDocument renamed(BsonDocument object) {
    if (uuids || !(object.get(DROP_TARGET) instanceof BsonBinary)) {
      return object;
    }
    BsonDocument other = object.clone();
    other.put(DROP_TARGET, BsonBoolean.TRUE);
    return other;
  }

  private void changed(MongoOplogEntry entry, String command) {
    if (!SENT.contains(command)) {
      throw unknown("command " + command, entry);
    }
    if (command.equals("dropDatabase")) {
      indexes.dropDatabase(entry.database());
    } else if (command.equals("drop")) {
      indexes.dropCollection(collection(entry));
    }
    BsonDocument object = entry.object().clone();
    // Whether places of documents are replicated is the server's own affair.
    object.remove("recordIdsReplicated");
    send(entry.about(object));
  }

  private void built(MongoOplogEntry entry) {
    if (!(entry.object().get("indexes") instanceof BsonArray all)) {
      throw MongoFrames.corrupt("the oplog", "indexes were built of which nothing is told");
    }
    for (BsonValue index : all) {
      if (!(index instanceof BsonDocument known)) {
        throw MongoFrames.corrupt("the oplog", "an index that was built is no document");
      }
      indexes.add(collection(entry), known);
    }
  }

  private void modify(MongoOplogEntry entry) {
    BsonDocument object = entry.object().clone();
    // Of an engine that servers of today do not have.
    object.remove("noPadding");
    object.remove("usePowerOf2Sizes");
    BsonValue change = object.remove("index");
    if (change instanceof BsonDocument known) {
      Optional<String> not = indexes.change(collection(entry), known);
      if (not.isPresent()) {
        throw MongoFrames.corrupt("the oplog", "an index cannot be changed: " + not.get());
      }
    }
    if (object.size() > 1) {
      send(entry.about(object));
    }
  }

  private static MongoNamespace collection(MongoOplogEntry entry) {
    return entry
        .collection()
        .orElseThrow(
            () ->
                MongoFrames.corrupt(
                    "the oplog", "the command " + entry.command() + " names no collection"));
  }

  private static MongoNamespace named(MongoOplogEntry entry, String field) {
    String text = entry.object().get(field) instanceof BsonString name ? name.getValue() : "";
    int dot = text.indexOf('.');
    if (dot < 1) {
      throw MongoFrames.corrupt("the oplog", "a collection is renamed without a name");
    }
    return new MongoNamespace(text.substring(0, dot), text.substring(dot + 1));
  }

  private void send(MongoOplogEntry entry) {
    applied++;
    target.apply(entry.toApply(uuids));
  }

  private static DatabaseException unknown(String what, MongoOplogEntry entry) {
    return ErrorDetails.of(
            ErrorCode.ARCHIVE_TOO_NEW,
            "the oplog holds the " + what + ", of which it is not known here what it does")
        .platform(DatabaseType.MONGODB.id())
        .target(entry.namespace())
        .remedy("Restore to an instant before it, or with a newer release of this library.")
        .toException();
  }
}

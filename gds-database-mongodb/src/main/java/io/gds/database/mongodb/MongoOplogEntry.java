package io.gds.database.mongodb;

import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;

/**
 * One entry of the oplog, or one of the operations that an entry holds. The document is not
 * changed.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/core/replica-set-oplog/">the oplog</a>
 */
record MongoOplogEntry(BsonDocument document) {
  /** The operation that is a command. */
  static final String COMMAND = "c";

  /** What {@code applyOps} takes of an entry. */
  private static final List<String> APPLIED = List.of("op", "ns", "o", "o2", "b");

  private static final String UUID = "ui";

  /** An insert of several documents at once looks like a transaction, but for this. */
  private static final int SEVERAL_INSERTS = 1;

  /** Which transaction an entry is of. */
  record Transaction(BsonValue session, long number) {}

  /** What is done: {@code i}, {@code u}, {@code d}, {@code c}, {@code n} and some of the server. */
  String operation() {
    return text("op");
  }

  /** Where, as database, dot, collection; {@code $cmd} is the collection of commands. */
  String namespace() {
    return text("ns");
  }

  private String text(String field) {
    return document.get(field) instanceof BsonString text ? text.getValue() : "";
  }

  String database() {
    String namespace = namespace();
    int dot = namespace.indexOf('.');
    return dot < 0 ? namespace : namespace.substring(0, dot);
  }

  /** When; empty for an operation within another one. */
  Optional<BsonTimestamp> time() {
    return document.get("ts") instanceof BsonTimestamp time ? Optional.of(time) : Optional.empty();
  }

  /** What the operation is about; a command with its name first. */
  BsonDocument object() {
    return document.get("o") instanceof BsonDocument object ? object : new BsonDocument();
  }

  boolean isCommand() {
    return operation().equals(COMMAND);
  }

  /** The name of the command; empty if it is none. */
  String command() {
    return isCommand() && !object().isEmpty() ? object().getFirstKey() : "";
  }

  /** The collection that a command names first. */
  Optional<MongoNamespace> collection() {
    return object().get(command()) instanceof BsonString name
        ? Optional.of(new MongoNamespace(database(), name.getValue()))
        : Optional.empty();
  }

  /** The operations within. */
  List<MongoOplogEntry> within() {
    return object().get("applyOps") instanceof BsonArray operations
        ? operations.stream()
            .map(
                each ->
                    new MongoOplogEntry(each.isDocument() ? each.asDocument() : new BsonDocument()))
            .toList()
        : List.of();
  }

  /** The transaction that this is a part, the end, or the whole of. */
  Optional<Transaction> transaction() {
    BsonValue session = document.get("lsid");
    BsonValue number = document.get("txnNumber");
    boolean part = object().containsKey("applyOps") || isCommitting() || isAborting();
    if (!isCommand() || !part || isSeveralInserts() || session == null || number == null) {
      return Optional.empty();
    }
    if (!number.isNumber()) {
      throw MongoFrames.corrupt("the oplog", "a transaction is numbered by " + number);
    }
    return Optional.of(new Transaction(session, number.asNumber().longValue()));
  }

  private boolean isSeveralInserts() {
    BsonValue type = document.get("multiOpType");
    return type != null && type.isNumber() && type.asNumber().intValue() == SEVERAL_INSERTS;
  }

  private boolean isCommitting() {
    return object().containsKey("commitTransaction");
  }

  /** Whether what was collected of the transaction is to be forgotten. */
  boolean isAborting() {
    return object().containsKey("abortTransaction");
  }

  /** Whether the transaction is to be done with this entry. */
  boolean completes() {
    return isCommitting()
        || (!isAborting()
            && !object().containsKey("partialTxn")
            && !object().containsKey("prepare"));
  }

  /** The same operation about something else. */
  MongoOplogEntry about(BsonDocument object) {
    BsonDocument other = new BsonDocument();
    other.putAll(document);
    other.put("o", object);
    return new MongoOplogEntry(other);
  }

  /**
   * As {@code applyOps} takes it.
   *
   * @param uuid whether it names the collection by its number too, which has to be the same then
   */
  BsonDocument toApply(boolean uuid) {
    BsonDocument applied = new BsonDocument();
    for (String field : APPLIED) {
      BsonValue value = document.get(field);
      if (value != null) {
        applied.put(field, value);
      }
    }
    BsonValue number = document.get(UUID);
    if (uuid && number != null) {
      applied.put(UUID, number);
    }
    return applied;
  }
}

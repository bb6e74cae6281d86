package io.gds.database.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/** The ways in which documents are inserted as the bytes that they are. Thread-safe. */
final class MongoInserts {
  /** What a command that is sent as one document has room for, besides a single document. */
  private static final int COMMAND_BYTES = 8 * 1024 * 1024;

  private final MongoClient client;
  private final MongoDatabase database;
  private final MongoCollection<RawBsonDocument> collection;
  private final MongoVersion server;
  private final MongoNamespace into;
  private final MongoRestoreWish wish;
  private final boolean raw;
  private final boolean bypass;

  /**
   * Inserts.
   *
   * @param raw whether the server has to be told that these are buckets
   * @param bypass whether validators are not to be asked, which takes a right of its own
   */
  MongoInserts(
      MongoClient client,
      MongoVersion server,
      MongoNamespace into,
      MongoRestoreWish wish,
      boolean raw,
      boolean bypass) {
    this.server = server;
    this.into = into;
    this.wish = wish;
    this.raw = raw;
    this.bypass = bypass;
    this.client = client;
    database = client.getDatabase(into.database());
    collection =
        database
            .getCollection(into.collection(), RawBsonDocument.class)
            .withWriteConcern(wish.writeConcern());
  }

  /**
   * A document that was not inserted.
   *
   * @param index among those that were sent
   */
  record Fault(int index, int code, String message) {
    DatabaseException toException(MongoNamespace where) {
      ErrorCode meaning =
          switch (code) {
            case 11_000 -> ErrorCode.CONSTRAINT_UNIQUE;
            case 121 -> ErrorCode.CONSTRAINT_CHECK;
            default -> ErrorCode.STATEMENT_FAILED;
          };
      return ErrorDetails.of(meaning, "a document was not taken into " + where + ": " + message)
          .platform(DatabaseType.MONGODB.id())
          .target(where.toString())
          .nativeCode(Integer.toString(code))
          .toException();
    }
  }

  /**
   * Inserts what it can of them.
   *
   * @param marked whether the server is told to leave zero timestamps, or raw data, as they are
   * @return what was not inserted
   * @throws MongoException if it is not about single documents
   */
  List<Fault> insert(List<RawBsonDocument> documents, boolean marked) {
    if (!marked) {
      return insertMany(documents);
    }
    return raw || MongoZeroTimestamps.canBeKept(server)
        ? insertByCommand(documents)
        : insertAndMend(documents);
  }

  private List<Fault> insertMany(List<RawBsonDocument> documents) {
    InsertManyOptions options = new InsertManyOptions().ordered(false);
    if (bypass) {
      options.bypassDocumentValidation(true);
    }
    try {
      ClientSession session = MongoSessions.of(client);
      if (session == null) {
        collection.insertMany(documents, options);
      } else {
        collection.insertMany(session, documents, options);
      }
      return List.of();
    } catch (MongoBulkWriteException e) {
      if (e.getWriteConcernError() != null) {
        throw e;
      }
      return e.getWriteErrors().stream()
          .map(error -> new Fault(error.getIndex(), error.getCode(), error.getMessage()))
          .toList();
    }
  }

  private List<Fault> insertByCommand(List<RawBsonDocument> documents) {
    List<Fault> faults = new ArrayList<>();
    int from = 0;
    while (from < documents.size()) {
      int to = from;
      long bytes = 0;
      while (to < documents.size()) {
        int length = documents.get(to).getByteBuffer().remaining();
        if (to > from && bytes + length > COMMAND_BYTES) {
          break;
        }
        bytes += length;
        to++;
      }
      insertByCommand(documents.subList(from, to), from, faults);
      from = to;
    }
    return faults;
  }

  private void insertByCommand(List<RawBsonDocument> documents, int offset, List<Fault> faults) {
    BsonDocument command =
        new BsonDocument("insert", new BsonString(into.collection()))
            .append("documents", new BsonArray(documents))
            .append("ordered", BsonBoolean.FALSE)
            .append("writeConcern", wish.writeConcern().asDocument());
    if (MongoZeroTimestamps.canBeKept(server)) {
      command.append("bypassEmptyTsReplacement", BsonBoolean.TRUE);
    }
    if (raw) {
      command.append("rawData", BsonBoolean.TRUE);
    }
    if (bypass) {
      command.append("bypassDocumentValidation", BsonBoolean.TRUE);
    }
    BsonDocument reply = MongoSessions.run(client, database, command, BsonDocument.class);
    if (reply.get("writeConcernError") instanceof BsonDocument error) {
      throw new MongoException(
          error.getNumber("code").intValue(), error.getString("errmsg").getValue());
    }
    for (BsonValue each : reply.getArray("writeErrors", new BsonArray())) {
      BsonDocument error = each.asDocument();
      faults.add(
          new Fault(
              offset + error.getNumber("index").intValue(),
              error.getNumber("code").intValue(),
              error.getString("errmsg", new BsonString("")).getValue()));
    }
  }

  /** The server has put its time in the place of zero: put the document in its own place. */
  private List<Fault> insertAndMend(List<RawBsonDocument> documents) {
    List<Fault> faults = insertMany(documents);
    for (int i = 0; i < documents.size(); i++) {
      int index = i;
      RawBsonDocument document = documents.get(i);
      boolean changed =
          document.containsKey("_id")
              && MongoZeroTimestamps.isIn(document.getByteBuffer().array())
              && faults.stream().noneMatch(fault -> fault.index() == index);
      if (changed) {
        mend(document);
      }
    }
    return faults;
  }

  private void mend(RawBsonDocument document) {
    BsonDocument which = new BsonDocument("_id", document.get("_id"));
    List<BsonDocument> change =
        List.of(
            new BsonDocument(
                "$replaceRoot",
                new BsonDocument("newRoot", new BsonDocument("$literal", document))));
    ClientSession session = MongoSessions.of(client);
    if (session == null) {
      collection.updateOne(which, change);
    } else {
      collection.updateOne(session, which, change);
    }
  }

  /** Lets a time series have measurements of different kinds in one bucket, as it had them. */
  void allowMixedSchema(MongoNamespace timeSeries) {
    database.runCommand(
        new BsonDocument("collMod", new BsonString(timeSeries.collection()))
            .append("timeseriesBucketsMayHaveMixedSchemaData", BsonBoolean.TRUE));
  }
}

package io.gds.database.testkit.mongodb;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Does entries of an oplog again, which mongo-java-server does not: what is inserted replaces what
 * is there, what is deleted need not be there, and what is updated has to be.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/applyOps/">applyOps</a>
 */
final class MongoKitOplog implements MongoKitRoom {
  @Override
  public Optional<BsonDocument> answer(BsonDocument request, UnaryOperator<BsonDocument> server) {
    if (!request.getFirstKey().equals("applyOps")) {
      return Optional.empty();
    }
    try {
      List<BsonDocument> operations =
          request.getArray("applyOps").stream().map(BsonValue::asDocument).toList();
      operations.forEach(operation -> apply(operation, server));
      return Optional.of(
          new BsonDocument("applied", new BsonInt32(operations.size()))
              .append(
                  "results",
                  new BsonArray(
                      operations.stream().<BsonValue>map(each -> BsonBoolean.TRUE).toList())));
    } catch (MongoKitRefusal refused) {
      return Optional.of(refused.answer());
    }
  }

  private static void apply(BsonDocument operation, UnaryOperator<BsonDocument> server) {
    String kind = operation.getString("op").getValue();
    if (kind.equals("n")) {
      // A note of the server for itself, which is about nothing.
      return;
    }
    String namespace = operation.getString("ns").getValue();
    int dot = namespace.indexOf('.');
    BsonString database = new BsonString(namespace.substring(0, dot));
    BsonString collection = new BsonString(namespace.substring(dot + 1));
    BsonDocument object = operation.getDocument("o");
    switch (kind) {
      case "i" -> put(server, database, collection, object);
      case "d" ->
          send(
              server,
              database,
              new BsonDocument("delete", collection)
                  .append(
                      "deletes",
                      new BsonArray(
                          List.of(
                              new BsonDocument("q", id(object))
                                  .append("limit", new BsonInt32(1))))));
      case "u" -> {
        BsonDocument which = id(operation.getDocument("o2"));
        BsonDocument known =
            send(
                    server,
                    database,
                    new BsonDocument("find", collection)
                        .append("filter", which)
                        .append("limit", new BsonInt32(1)))
                .getDocument("cursor")
                .getArray("firstBatch")
                .stream()
                .findFirst()
                .map(BsonValue::asDocument)
                .orElseThrow(
                    () ->
                        new MongoKitRefusal(
                            8, "UnknownError", "applyOps had one or more errors applying ops"));
        put(server, database, collection, MongoKitChange.of(object).made(known));
      }
      case "c" -> command(server, database, object);
      default -> throw MongoKitRefusal.badValue("unknown operation " + kind);
    }
  }

  private static BsonDocument id(BsonDocument document) {
    return new BsonDocument("_id", document.get("_id"));
  }

  private static void put(
      UnaryOperator<BsonDocument> server,
      BsonString database,
      BsonString collection,
      BsonDocument document) {
    BsonDocument update =
        new BsonDocument("q", id(document))
            .append("u", document)
            .append("upsert", BsonBoolean.TRUE);
    send(
        server,
        database,
        new BsonDocument("update", collection).append("updates", new BsonArray(List.of(update))));
  }

  private static void command(
      UnaryOperator<BsonDocument> server, BsonString database, BsonDocument object) {
    String name = object.getFirstKey();
    switch (name) {
      case "create", "drop", "dropDatabase", "collMod" -> send(server, database, object.clone());
      case "renameCollection" -> send(server, new BsonString("admin"), object.clone());
      default -> throw MongoKitRefusal.badValue("unknown command " + name);
    }
  }

  private static BsonDocument send(
      UnaryOperator<BsonDocument> server, BsonString database, BsonDocument command) {
    BsonDocument reply = server.apply(command.append("$db", database));
    if (reply.getNumber("ok", new BsonInt32(1)).intValue() != 1) {
      throw new MongoKitRefusal(
          reply.getInt32("code", new BsonInt32(8)).getValue(),
          reply.getString("codeName", new BsonString("UnknownError")).getValue(),
          reply.getString("errmsg", new BsonString("")).getValue());
    }
    return reply;
  }
}

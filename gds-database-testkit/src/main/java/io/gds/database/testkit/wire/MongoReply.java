package io.gds.database.testkit.wire;

import java.util.List;
import java.util.Objects;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * A document that {@link MongoPeer} answers a command with. Immutable.
 *
 * <pre>{@code
 * MongoReply.parse("{setName: 'rs0', members: []}")
 * MongoReply.error(10107, "not primary").labels("RetryableWriteError")
 * MongoReply.parse("{n: 1}").writeError(1, 11000, "E11000 duplicate key")
 * MongoReply.parse("{n: 2}").writeConcernError(91, "shutting down")
 * MongoReply.cursor(first, second, third).batches(2)
 * MongoReply.parse("{n: 1}").then(WireAnswer.drop())   // answered, then closed
 * MongoReply.parse("{n: 1}").torn(20)                  // closed in the midst of the answer
 * }</pre>
 *
 * @param document as it is sent; {@code ok: 1} is put behind it if it has no {@code ok}
 * @param sent how many bytes of the message are sent before the connection is closed; -1 for all,
 *     and it stays open
 */
public record MongoReply(BsonDocument document, int sent) implements WireAnswer {
  /** Keeps a copy. */
  public MongoReply {
    document = document.clone();
    if (!document.containsKey("ok")) {
      document = plain(document).append("ok", new BsonDouble(1));
    }
  }

  private static BsonDocument plain(BsonDocument document) {
    BsonDocument plain = new BsonDocument();
    document.forEach(plain::put);
    return plain;
  }

  /** A copy. */
  @Override
  public BsonDocument document() {
    return document.clone();
  }

  /** This document. */
  public static MongoReply of(BsonDocument document) {
    return new MongoReply(document, -1);
  }

  /**
   * This document, in extended JSON.
   *
   * @throws org.bson.json.JsonParseException if it is none
   */
  public static MongoReply parse(String json) {
    return of(BsonDocument.parse(json));
  }

  /**
   * A command that failed.
   *
   * @param code one of the numbers of the server whose names are known, which are most; given is
   *     the name of releases since 5.0
   * @throws IllegalArgumentException for others
   */
  public static MongoReply error(int code, String message) {
    return error(code, MongoCodes.name(code), message);
  }

  /**
   * A command that failed.
   *
   * @param name {@code codeName}; a number without a name has {@code Location} and the number
   */
  public static MongoReply error(int code, String name, String message) {
    return of(
        new BsonDocument("ok", new BsonDouble(0))
            .append("errmsg", new BsonString(message))
            .append("code", new BsonInt32(code))
            .append("codeName", new BsonString(name)));
  }

  /** Documents that come by a cursor. */
  public static MongoCursor cursor(BsonDocument... documents) {
    return cursor(List.of(documents));
  }

  /** Documents that come by a cursor. */
  public static MongoCursor cursor(List<? extends BsonDocument> documents) {
    return new MongoCursor("", List.copyOf(documents), Integer.MAX_VALUE);
  }

  /** The same answer with this field. */
  public MongoReply with(String field, BsonValue value) {
    return new MongoReply(plain(document).append(field, value), sent);
  }

  /** The same answer with these error labels, such as {@code RetryableWriteError}. */
  public MongoReply labels(String... labels) {
    BsonArray all = new BsonArray();
    for (String label : labels) {
      all.add(new BsonString(label));
    }
    return with("errorLabels", all);
  }

  /**
   * The same answer with one more write that failed.
   *
   * @param index which one of the command's writes, from 0
   */
  public MongoReply writeError(int index, int code, String message) {
    BsonArray all = new BsonArray();
    if (document.get("writeErrors") instanceof BsonArray before) {
      all.addAll(before);
    }
    all.add(
        new BsonDocument("index", new BsonInt32(index))
            .append("code", new BsonInt32(code))
            .append("errmsg", new BsonString(message)));
    return with("writeErrors", all);
  }

  /**
   * The same answer, which did not reach as many members as it should have.
   *
   * @throws IllegalArgumentException as {@link #error(int, String)}
   */
  public MongoReply writeConcernError(int code, String message) {
    return writeConcernError(code, MongoCodes.name(code), message);
  }

  /**
   * The same answer, which did not reach as many members as it should have.
   *
   * @param name {@code codeName}
   */
  public MongoReply writeConcernError(int code, String name, String message) {
    return with(
        "writeConcernError",
        new BsonDocument("code", new BsonInt32(code))
            .append("codeName", new BsonString(name))
            .append("errmsg", new BsonString(message)));
  }

  /** The same answer, of which only the first bytes arrive before the connection is closed. */
  public MongoReply torn(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("less than nothing: " + bytes);
    }
    return new MongoReply(document, bytes);
  }

  /** The document, for people. */
  @Override
  public String toString() {
    return MongoSecrets.text(Objects.requireNonNull(document)) + (sent < 0 ? "" : " torn");
  }
}

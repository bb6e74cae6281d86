package io.gds.database.testkit.wire;

import java.util.List;
import java.util.Objects;
import org.bson.BsonDocument;

/**
 * Documents that {@link MongoPeer} gives by a cursor: as many as the client wants at once, the rest
 * as it asks for more. Made by {@link MongoReply#cursor}. Immutable, as far as its documents are.
 *
 * @param namespace of the cursor; empty for what follows from the command
 * @param documents all of them
 * @param batch how many are given at once at most
 */
public record MongoCursor(String namespace, List<BsonDocument> documents, int batch)
    implements WireAnswer {
  /** Keeps a copy of the list. */
  public MongoCursor {
    Objects.requireNonNull(namespace, "namespace");
    documents = List.copyOf(documents);
    if (batch < 1) {
      throw new IllegalArgumentException("less than one at once: " + batch);
    }
  }

  /** The same documents, in a cursor of this namespace. */
  public MongoCursor of(String name) {
    return new MongoCursor(name, documents, batch);
  }

  /** The same documents, so many at once at most. Default: all, as far as they fit 16 MiB. */
  public MongoCursor batches(int size) {
    return new MongoCursor(namespace, documents, size);
  }
}

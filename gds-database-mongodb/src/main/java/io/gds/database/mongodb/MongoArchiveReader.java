package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an archive as {@code mongodump --archive} writes it, unpacked: the prelude first, then the
 * documents of all namespaces in the order in which they lie there, mixed as they were dumped. What
 * the form can prove is proved: each namespace's sum, that each of the prelude has ended, and that
 * none follows its end. It has no sum of the prelude and of what stands between the documents. Not
 * thread-safe.
 */
final class MongoArchiveReader {
  private static final Set<String> HEADER = Set.of("db", "collection", "EOF", "CRC");

  /** Takes what is read. */
  interface Sink {
    /** Something of this namespace comes, which may be nothing. */
    void begin(MongoNamespace namespace);

    /** One document. */
    void document(MongoNamespace namespace, byte[] document);

    /** No more comes of this namespace, and what came is what was written. */
    void end(MongoNamespace namespace);
  }

  /** What is known of a namespace that has begun. */
  private static final class Open {
    private final MongoCrc64 sum = new MongoCrc64();
    private boolean ended;
  }

  /** The frame before the documents of a block. */
  private record Header(MongoNamespace namespace, boolean end, long sum) {}

  private final MongoFrames frames;
  private final MongoArchivePrelude prelude;
  private final Map<MongoNamespace, Open> open = new HashMap<>();
  private final Set<MongoNamespace> missing = new HashSet<>();
  private final Set<MongoNamespace> known = new HashSet<>();

  /**
   * Reads the prelude.
   *
   * @param in is not closed
   * @param name what the archive is called in errors
   * @throws DatabaseException as {@link MongoArchivePrelude#read}
   */
  MongoArchiveReader(InputStream in, String name) {
    frames = new MongoFrames(in, name, MongoFrames.LONGEST);
    prelude = MongoArchivePrelude.read(frames, name);
    for (MongoArchivePrelude.Entry entry : prelude.entries()) {
      missing.add(entry.namespace());
      known.add(entry.namespace());
      if (entry.type().equals(MongoArchivePrelude.Entry.TIMESERIES)) {
        known.add(entry.namespace().buckets());
      }
    }
  }

  MongoArchivePrelude prelude() {
    return prelude;
  }

  /**
   * Reads the rest, once.
   *
   * @throws DatabaseException ARCHIVE_TRUNCATED, ARCHIVE_CORRUPT, STORAGE_UNREADABLE, or what the
   *     sink throws
   */
  void read(Sink sink) {
    for (Optional<byte[]> next = frames.document(); next.isPresent(); next = frames.document()) {
      block(header(next.get()), sink);
    }
    if (!missing.isEmpty()) {
      throw frames.corrupt(
          missing.size() + " namespaces have no end, such as " + missing.iterator().next());
    }
  }

  private void block(Header header, Sink sink) {
    MongoNamespace namespace = header.namespace();
    Open here = open.get(namespace);
    if (here == null) {
      here = new Open();
      open.put(namespace, here);
      sink.begin(namespace);
    }
    if (here.ended) {
      throw frames.corrupt("more follows after the end of " + namespace);
    }
    for (Optional<byte[]> next = frames.documentOfBlock();
        next.isPresent();
        next = frames.documentOfBlock()) {
      byte[] document = next.get();
      if (header.end()) {
        throw frames.corrupt("documents follow the end of " + namespace);
      }
      here.sum.update(document, 0, document.length);
      sink.document(namespace, document);
    }
    if (header.end()) {
      end(namespace, here, header.sum());
      sink.end(namespace);
    }
  }

  private void end(MongoNamespace namespace, Open here, long sum) {
    if (here.sum.getValue() != sum) {
      throw frames.corrupt("the sum of " + namespace + " is not that of its documents");
    }
    here.ended = true;
    missing.remove(namespace);
    missing.removeIf(entry -> entry.buckets().equals(namespace));
  }

  private Header header(byte[] document) {
    MongoFields fields = MongoFields.of(document, frames);
    Optional<String> database = fields.text("db");
    Optional<String> collection = fields.text("collection");
    Optional<Boolean> end = fields.truth("EOF");
    Optional<Long> sum = fields.longNumber("CRC");
    boolean whole =
        database.isPresent() && collection.isPresent() && end.isPresent() && sum.isPresent();
    if (!whole || !fields.values().keySet().equals(HEADER)) {
      throw frames.corrupt("a block begins with something else than its header");
    }
    MongoNamespace namespace = new MongoNamespace(database.get(), collection.get());
    if (!known.contains(namespace)) {
      throw frames.corrupt(namespace + " is not in the prelude");
    }
    return new Header(namespace, end.get(), sum.get());
  }
}

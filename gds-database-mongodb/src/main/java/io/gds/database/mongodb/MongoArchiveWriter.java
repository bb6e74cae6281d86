package io.gds.database.mongodb;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes an archive as {@code mongorestore --archive} reads it. Several namespaces may be written
 * at once, as many as the prelude says; the documents of each are gathered into blocks.
 * Thread-safe; one namespace is written by one thread at a time.
 */
final class MongoArchiveWriter {
  private static final int BLOCK = 1024 * 1024;

  private final OutputStream out;
  private final MongoArchivePrelude prelude;
  private final Map<MongoNamespace, Part> open = new HashMap<>();
  private final Set<MongoNamespace> due = new HashSet<>();

  /**
   * Writes the prelude.
   *
   * @param out is not closed
   */
  MongoArchiveWriter(OutputStream out, MongoArchivePrelude prelude) throws IOException {
    this.out = out;
    this.prelude = prelude;
    prelude.entries().forEach(entry -> due.add(entry.namespace()));
    prelude.write(out);
  }

  /**
   * Begins a namespace: one of the prelude, or the buckets of one.
   *
   * @throws IllegalStateException if it is not in the prelude or was begun before, or if as many
   *     are open as may be
   */
  synchronized Part begin(MongoNamespace namespace) throws IOException {
    boolean wanted =
        due.remove(namespace) || due.removeIf(entry -> entry.buckets().equals(namespace));
    if (!wanted) {
      throw new IllegalStateException(namespace + " is not in the prelude, or was begun before");
    }
    if (open.size() >= prelude.concurrentCollections()) {
      throw new IllegalStateException("more namespaces at once than the prelude says");
    }
    Part part = new Part(namespace);
    open.put(namespace, part);
    // Even without a document: by its header a collection comes to be.
    block(namespace, new byte[0], 0);
    return part;
  }

  private synchronized void block(MongoNamespace namespace, byte[] documents, int length)
      throws IOException {
    header(namespace, false, 0);
    out.write(documents, 0, length);
    MongoArchivePrelude.terminate(out);
  }

  private synchronized void end(Part part) throws IOException {
    header(part.namespace, true, part.sum.getValue());
    MongoArchivePrelude.terminate(out);
    open.remove(part.namespace);
  }

  private void header(MongoNamespace namespace, boolean end, long sum) throws IOException {
    MongoArchivePrelude.document(
        out,
        writer -> {
          writer.writeString("db", namespace.database());
          writer.writeString("collection", namespace.collection());
          writer.writeBoolean("EOF", end);
          writer.writeInt64("CRC", sum);
        });
  }

  /**
   * Ends the archive.
   *
   * @throws IllegalStateException if a namespace of the prelude has not been written to its end
   */
  synchronized void finish() throws IOException {
    if (!due.isEmpty() || !open.isEmpty()) {
      throw new IllegalStateException("not all namespaces were written: " + due + open.keySet());
    }
    out.flush();
  }

  /** One namespace that is being written. Not thread-safe. */
  final class Part {
    private final MongoNamespace namespace;
    private final MongoCrc64 sum = new MongoCrc64();
    private final byte[] block = new byte[BLOCK];
    private int filled;
    private boolean ended;

    private Part(MongoNamespace namespace) {
      this.namespace = namespace;
    }

    /**
     * One document.
     *
     * @throws io.gds.database.error.DatabaseException ARCHIVE_CORRUPT if it is longer than an
     *     archive can hold, as only an entry of the oplog can be
     */
    void document(byte[] bytes, int offset, int length) throws IOException {
      requireOpen();
      if (length > MongoFrames.LONGEST) {
        throw MongoFrames.corrupt(
            namespace.toString(),
            "an entry has "
                + length
                + " bytes, and nobody reads more than "
                + MongoFrames.LONGEST
                + " out of an archive; a dump into a directory takes it");
      }
      sum.update(bytes, offset, length);
      if (filled + length > block.length) {
        flush();
      }
      if (length > block.length) {
        byte[] alone = new byte[length];
        System.arraycopy(bytes, offset, alone, 0, length);
        block(namespace, alone, length);
        return;
      }
      System.arraycopy(bytes, offset, block, filled, length);
      filled += length;
    }

    private void flush() throws IOException {
      if (filled > 0) {
        block(namespace, block, filled);
        filled = 0;
      }
    }

    /** No more comes of it. */
    void end() throws IOException {
      requireOpen();
      flush();
      ended = true;
      MongoArchiveWriter.this.end(this);
    }

    private void requireOpen() {
      if (ended) {
        throw new IllegalStateException(namespace + " has ended");
      }
    }
  }
}

package io.gds.database.mongodb;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where a dump is written: the directory form or the archive form. Thread-safe; one namespace is
 * written by one thread at a time.
 */
interface MongoDumpTarget extends AutoCloseable {
  /** The documents of one namespace. Not thread-safe. */
  interface Part {
    /** One document. */
    void document(byte[] bytes, int offset, int length) throws IOException;

    /** No more comes. */
    void end() throws IOException;

    /**
     * Forgets all that was written of it, to begin again.
     *
     * @return whether that can be: what is mixed with others cannot be taken out again
     */
    boolean again() throws IOException;

    /** Lets go of it, whatever is written; after {@link #end} nothing happens. */
    void abandon();
  }

  /** Where it is, for errors. */
  Path place();

  /** Writes all that is known before the documents. Called once, and first. */
  void begin(MongoDumpContents contents) throws IOException;

  /** Begins an item's documents; of one that has none too. */
  Part open(MongoDumpItem item) throws IOException;

  /** Begins the oplog, when all else has ended. */
  Part oplog() throws IOException;

  /** Ends the dump. */
  void finish() throws IOException;

  /** Lets go of it; after this nothing is written any more, whether it was finished or not. */
  @Override
  void close();
}

package io.gds.database.mongodb;

/**
 * Where a dump is read from: the directory form or the archive form. What it holds is known, and
 * all metadata are understood, once there is one. May be read several times; not thread-safe.
 */
interface MongoDumpSource {
  /** Takes documents; of several namespaces at once, if the source reads more than one. */
  interface Sink extends MongoArchiveReader.Sink {
    /** Whether a namespace is of interest: else it may be left unread, or comes all the same. */
    boolean wants(MongoNamespace namespace);
  }

  /** What it is called in errors. */
  String name();

  /** What it holds. */
  MongoDumpContents contents();

  /**
   * Reads all documents, the oplog last.
   *
   * @param team where namespaces can be read at once they are, by it
   * @throws io.gds.database.error.DatabaseException ARCHIVE_TRUNCATED, ARCHIVE_CORRUPT,
   *     STORAGE_UNREADABLE, or what the sink throws
   */
  void read(Sink sink, MongoTeam team);
}

package io.gds.database.mongodb;

/**
 * What becomes of each document of a file. Which one of the collection is meant is told by the
 * upsert fields; if several have the same values of them, it is one of these.
 */
public enum MongoImportMode {
  /** It is inserted; one whose key is there already is refused. */
  INSERT,

  /** It takes the place of the one that is there, or is inserted. */
  UPSERT,

  /** Its fields are put into the one that is there, or it is inserted. */
  MERGE,

  /** The one that is there is deleted; nothing is inserted. */
  DELETE
}

package io.gds.database.mongodb;

/** The form of a backup, both as the vendor's tools write and read them. */
public enum MongoBackupForm {
  /** One file, as {@code mongodump --archive} writes it. */
  ARCHIVE,
  /** A directory with two files for each collection, as {@code mongodump --out} writes it. */
  DIRECTORY
}

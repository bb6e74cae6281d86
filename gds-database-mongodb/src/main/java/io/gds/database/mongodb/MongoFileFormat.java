package io.gds.database.mongodb;

/** The forms in which a collection is exported and imported. */
public enum MongoFileFormat {
  /** A document in extended JSON in each line. */
  JSON_LINES,

  /** One array in JSON with all documents. */
  JSON_ARRAY,

  /** A line of values between commas for each document, as RFC 4180 has it. */
  CSV
}

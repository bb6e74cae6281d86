package io.gds.database.mongodb;

import java.util.Optional;
import org.bson.RawBsonDocument;

/**
 * A document of a file, or why it is none.
 *
 * @param line where it begins
 * @param fault why it cannot be read; empty if it can
 */
record MongoImportRow(long line, Optional<RawBsonDocument> document, String fault) {
  static MongoImportRow of(long line, RawBsonDocument document) {
    return new MongoImportRow(line, Optional.of(document), "");
  }

  static MongoImportRow malformed(long line, MongoJsonText.Fault why) {
    return new MongoImportRow(line, Optional.empty(), String.valueOf(why.getMessage()));
  }
}

package io.gds.database.mongodb;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A field of the documents that were looked at. What other documents hold is not known.
 *
 * @param name the exact name, of the outermost level; what embedded documents hold is not told
 * @param documents in how many of those documents it was
 * @param share in which share of them, above 0 and at most 1
 * @param types how often it was of each type, by the server's names of types, the most frequent
 *     first
 */
public record MongoField(String name, long documents, double share, Map<String, Long> types) {
  /** Checks that nothing is missing, and takes a copy. */
  public MongoField {
    Objects.requireNonNull(name, "name");
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
  }
}

package io.gds.database.mongodb;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a dump holds, known before its documents are. Immutable.
 *
 * @param serverVersion of the server that was dumped, as it told it; empty if nobody tells
 * @param toolVersion of what wrote it; empty if nobody tells
 * @param items all that it holds, in the order of the dump
 * @param oplog whether an oplog is with it
 * @param concurrency how many namespaces may be begun and not ended at once, in a form where that
 *     matters; 1 elsewhere
 * @param notes what was found and passed over, for people
 */
record MongoDumpContents(
    String serverVersion,
    String toolVersion,
    List<MongoDumpItem> items,
    boolean oplog,
    int concurrency,
    List<String> notes) {
  MongoDumpContents {
    items = List.copyOf(items);
    notes = List.copyOf(notes);
  }

  /** The version of the server; empty if it is not told, or not in a known way. */
  Optional<MongoVersion> version() {
    return MongoVersion.parse(serverVersion);
  }

  /** The databases that it holds something of, sorted. */
  Set<String> databases() {
    Set<String> names = new TreeSet<>();
    items.forEach(item -> names.add(item.namespace().database()));
    return names;
  }
}

package io.gds.database.mongodb;

import java.util.Optional;
import java.util.Set;

/**
 * One item of a dump and what becomes of it.
 *
 * @param item in the dump
 * @param target what it is called afterwards
 * @param filled what it is called while it is filled; the target itself where it cannot be renamed
 */
record MongoRestoreItem(MongoDumpItem item, MongoNamespace target, MongoNamespace filled) {
  private static final Set<String> VALIDATING = Set.of("validator", "encryptedFields");

  /** Whether it takes the target's place only when it is whole. */
  boolean isSwapped() {
    return !target.equals(filled);
  }

  /** Where documents go; empty where there are none. */
  Optional<MongoNamespace> into() {
    return item.data().map(data -> data.equals(item.namespace()) ? filled : filled.buckets());
  }

  /** Where documents go on a server that keeps time series under one name or the other. */
  Optional<MongoNamespace> into(MongoVersion server) {
    return item.data()
        .map(
            data ->
                item.kind() == MongoDumpItem.Kind.TIMESERIES && !server.isAtLeast(8, 3)
                    ? filled.buckets()
                    : filled);
  }

  /** Whether the server may refuse documents that were there all the same. */
  boolean isValidating() {
    return VALIDATING.stream().anyMatch(item.metadata().options()::containsKey);
  }

  boolean is(MongoDumpItem.Kind kind) {
    return item.kind() == kind;
  }
}

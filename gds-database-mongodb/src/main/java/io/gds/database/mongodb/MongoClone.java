package io.gds.database.mongodb;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only MongoDB has when a database is cloned. Clones are COPY, the default, and
 * STRUCTURE_ONLY: collections with their options, indexes and views, but no documents other than
 * the stored functions in {@code system.js}.
 */
public final class MongoClone {
  /** By whom documents are copied; to another server only by the client. Default: client. */
  public static final OptionKey<MongoCloneMethod> METHOD =
      OptionKey.of("mongodb.method", MongoCloneMethod.class, "By whom documents are copied.")
          .defaultsTo(MongoCloneMethod.CLIENT);

  /** How many collections are copied at once. Default: 4. */
  public static final OptionKey<Integer> PARALLEL =
      OptionKey.of("mongodb.parallel", Integer.class, "How many collections are copied at once.")
          .defaultsTo(4)
          .checked(count -> count >= 1 && count <= 64, "1 to 64");

  /**
   * Whether all of it is of one instant, by snapshot reads. Replica sets and clusters from 5.0 on
   * have them, but not of capped collections, which are told. Servers keep an instant for five
   * minutes unless the parameter {@code minSnapshotHistoryWindowInSeconds} says more: a copy that
   * takes longer fails. Default: false, by which each document is as it was when it was read.
   *
   * @see <a href="https://www.mongodb.com/docs/manual/reference/read-concern-snapshot/">snapshot
   *     reads</a>
   */
  public static final OptionKey<Boolean> SNAPSHOT =
      OptionKey.of("mongodb.snapshot", Boolean.class, "Whether all of the clone is of one instant.")
          .defaultsTo(false);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(METHOD, PARALLEL, SNAPSHOT);

  private MongoClone() {}
}

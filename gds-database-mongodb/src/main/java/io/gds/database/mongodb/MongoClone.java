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
   * Of which instant it is; capped collections are of none, which is told. Default: snapshot where
   * the server has it and the client copies, none elsewhere; the plan says which.
   */
  public static final OptionKey<MongoConsistency> CONSISTENCY =
      OptionKey.of("mongodb.consistency", MongoConsistency.class, "Of which instant the clone is.");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(METHOD, PARALLEL, CONSISTENCY);

  private MongoClone() {}
}

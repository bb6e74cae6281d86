package io.gds.database.mongodb;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only MongoDB has when a database is created.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/create/">create</a>
 */
public final class MongoCreate {
  /** The name that the first collection has unless another is given. */
  public static final String DEFAULT_COLLECTION = "main";

  /** Its first collection, with which it begins to be. Default: {@value #DEFAULT_COLLECTION}. */
  public static final OptionKey<String> COLLECTION =
      OptionKey.of("mongodb.collection", String.class, "Its first collection.")
          .defaultsTo(DEFAULT_COLLECTION);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(COLLECTION);

  private MongoCreate() {}
}

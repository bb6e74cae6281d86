package io.gds.database.mongodb;

import java.util.List;
import java.util.function.Predicate;

/**
 * What is dumped, and how.
 *
 * @param databases exact names; none for all of the server but what each server keeps for itself
 * @param wanted which collections of them, as database and collection
 * @param lists whether the users and roles of the databases come along; of one database only
 * @param consistency of which instant it is
 * @param parallel how many collections are read at once
 */
record MongoDumpWish(
    List<String> databases,
    Predicate<MongoNamespace> wanted,
    boolean lists,
    Consistency consistency,
    int parallel) {
  /** Of which instant a dump is. */
  enum Consistency {
    /** Each document is as it was when it was read. */
    NONE,
    /** All documents are as they were at one instant. */
    SNAPSHOT,
    /** What was changed meanwhile comes along, to be done again after a restore. */
    OPLOG
  }

  MongoDumpWish {
    databases = List.copyOf(databases);
  }

  /** All of one database, as it is read. */
  static MongoDumpWish of(String database) {
    return new MongoDumpWish(List.of(database), any -> true, false, Consistency.NONE, 4);
  }

  /** All databases. */
  static MongoDumpWish server() {
    return new MongoDumpWish(List.of(), any -> true, false, Consistency.NONE, 4);
  }

  MongoDumpWish lists(boolean wish) {
    return new MongoDumpWish(databases, wanted, wish, consistency, parallel);
  }

  MongoDumpWish consistency(Consistency wish) {
    return new MongoDumpWish(databases, wanted, lists, wish, parallel);
  }

  MongoDumpWish parallel(int wish) {
    return new MongoDumpWish(databases, wanted, lists, consistency, wish);
  }

  MongoDumpWish wanted(Predicate<MongoNamespace> wish) {
    return new MongoDumpWish(databases, wish, lists, consistency, parallel);
  }
}

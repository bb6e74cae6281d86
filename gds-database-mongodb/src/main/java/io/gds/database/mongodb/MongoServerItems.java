package io.gds.database.mongodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What of a dump of a whole server is restored. */
final class MongoServerItems {
  private static final String ADMIN = "admin";
  private static final String SYSTEM = "system.";

  /** What a cluster and its members know of themselves. */
  private static final Set<String> NEVER = Set.of("config", "local");

  private MongoServerItems() {}

  /** Whether a collection is the server's own, and no part of what is restored. */
  static boolean isServers(MongoNamespace namespace) {
    return NEVER.contains(namespace.database())
        || (namespace.database().equals(ADMIN) && namespace.collection().startsWith(SYSTEM));
  }

  /** Whether a collection holds the users or the roles. */
  static boolean isList(MongoNamespace namespace) {
    return namespace.database().equals(ADMIN)
        && (namespace.collection().equals("system.users")
            || namespace.collection().equals("system.roles"));
  }

  /** The same, with users and roles as what they are, which is not put in its place by renames. */
  static MongoDumpContents of(MongoDumpContents contents) {
    List<MongoDumpItem> items = new ArrayList<>();
    for (MongoDumpItem item : contents.items()) {
      items.add(
          isList(item.namespace())
              ? new MongoDumpItem(
                  new MongoNamespace(ADMIN, "$admin." + item.namespace().collection()),
                  MongoDumpItem.Kind.LIST,
                  item.metadata(),
                  item.data())
              : item);
    }
    return new MongoDumpContents(
        contents.serverVersion(),
        contents.toolVersion(),
        items,
        contents.oplog(),
        contents.concurrency(),
        contents.notes());
  }

  /** Where each goes; empty for what is left out. */
  static Function<MongoNamespace, Optional<MongoNamespace>> names(boolean users) {
    return from -> {
      boolean list = from.database().equals(ADMIN) && MongoDumpItem.isList(from.collection());
      return (list && users) || (!list && !isServers(from)) ? Optional.of(from) : Optional.empty();
    };
  }

  /** Of which collections the oplog is done again. */
  static MongoReplayNames replayed(boolean users) {
    return new MongoReplayNames(
        from -> (users && isList(from)) || !isServers(from) ? Optional.of(from) : Optional.empty(),
        name -> NEVER.contains(name) ? Optional.empty() : Optional.of(name));
  }
}

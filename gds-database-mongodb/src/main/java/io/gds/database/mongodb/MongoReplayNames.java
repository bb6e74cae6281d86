package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * What the entries of an oplog are about once things have other names, and which of them are left
 * out. Not thread-safe.
 */
final class MongoReplayNames {
  private static final String BUCKETS = "system.buckets.";
  private static final String VIEWS = "system.views";
  private static final String RENAME = "renameCollection";

  private final Function<MongoNamespace, Optional<MongoNamespace>> names;
  private final Function<String, Optional<String>> databases;
  private final TreeSet<String> leftOut = new TreeSet<>();

  /**
   * Other names.
   *
   * @param names what a collection is called afterwards; empty for what is left out
   * @param databases what a database is called afterwards, of which all is replayed; empty for one
   *     that is left out, or taken in part
   */
  MongoReplayNames(
      Function<MongoNamespace, Optional<MongoNamespace>> names,
      Function<String, Optional<String>> databases) {
    this.names = names;
    this.databases = databases;
  }

  /** Everything keeps its name. */
  static MongoReplayNames same() {
    return new MongoReplayNames(Optional::of, Optional::of);
  }

  /** The collections that were left out, sorted. */
  List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  /** What a collection is called here; empty if it is left out. */
  Optional<MongoNamespace> of(MongoNamespace collection) {
    return names.apply(collection);
  }

  /** What an entry is about here; empty if it is left out. */
  Optional<MongoOplogEntry> of(MongoOplogEntry entry) {
    if (!entry.isCommand()) {
      return data(entry);
    }
    return switch (entry.command()) {
      case "dropDatabase" -> dropDatabase(entry);
      case RENAME -> rename(entry);
      default -> command(entry);
    };
  }

  private Optional<MongoNamespace> named(MongoNamespace of) {
    Optional<MongoNamespace> name =
        of.collection().startsWith(BUCKETS)
            ? names
                .apply(
                    new MongoNamespace(of.database(), of.collection().substring(BUCKETS.length())))
                .map(MongoNamespace::buckets)
            : names.apply(of);
    if (name.isEmpty()) {
      leftOut.add(of.toString());
    }
    return name;
  }

  private static MongoNamespace split(String namespace) {
    int dot = namespace.indexOf('.');
    if (dot < 1) {
      throw MongoFrames.corrupt("the oplog", "an operation names no collection");
    }
    return new MongoNamespace(namespace.substring(0, dot), namespace.substring(dot + 1));
  }

  private Optional<MongoOplogEntry> data(MongoOplogEntry entry) {
    MongoNamespace from = split(entry.namespace());
    if (from.collection().equals(VIEWS)) {
      return renamedView(entry);
    }
    return named(from)
        .map(to -> to.equals(from) ? entry : changed(entry, to.toString(), entry.object()));
  }

  /** The view that a document is of, which is called as the view is. */
  static MongoNamespace view(MongoOplogEntry entry) {
    BsonValue id =
        entry.document().get("o2") instanceof BsonDocument found
            ? found.get("_id")
            : entry.object().get("_id");
    if (!(id instanceof BsonString name)) {
      throw MongoFrames.corrupt("the oplog", "a view has no name");
    }
    return split(name.getValue());
  }

  private Optional<MongoOplogEntry> renamedView(MongoOplogEntry entry) {
    MongoNamespace from = view(entry);
    Optional<MongoNamespace> to = named(from);
    if (to.isEmpty() || to.get().equals(from)) {
      return to.map(same -> entry);
    }
    BsonString called = new BsonString(to.get().toString());
    BsonDocument object = entry.object().clone();
    if (object.containsKey("_id")) {
      object.put("_id", called);
    }
    MongoOplogEntry other = changed(entry, to.get().database() + "." + VIEWS, object);
    if (other.document().containsKey("o2")) {
      other.document().put("o2", new BsonDocument("_id", called));
    }
    return Optional.of(other);
  }

  private Optional<MongoOplogEntry> dropDatabase(MongoOplogEntry entry) {
    Optional<String> whole = databases.apply(entry.database());
    if (whole.isEmpty() && names.apply(new MongoNamespace(entry.database(), "x")).isPresent()) {
      throw apart("the oplog drops the database, of which a part is restored", entry);
    }
    return whole.map(
        name ->
            name.equals(entry.database()) ? entry : changed(entry, name + ".$cmd", entry.object()));
  }

  private Optional<MongoOplogEntry> rename(MongoOplogEntry entry) {
    Optional<MongoNamespace> from = named(text(entry, RENAME));
    Optional<MongoNamespace> to = named(text(entry, "to"));
    if (from.isEmpty() && to.isEmpty()) {
      return Optional.empty();
    }
    if (from.isEmpty() || to.isEmpty()) {
      throw apart("the oplog renames what is restored to what is not, or the other way", entry);
    }
    BsonDocument object = entry.object().clone();
    object.put(RENAME, new BsonString(from.get().toString()));
    object.put("to", new BsonString(to.get().toString()));
    return Optional.of(changed(entry, from.get().database() + ".$cmd", object));
  }

  private static MongoNamespace text(MongoOplogEntry entry, String field) {
    return split(entry.object().get(field) instanceof BsonString name ? name.getValue() : "");
  }

  private Optional<MongoOplogEntry> command(MongoOplogEntry entry) {
    Optional<MongoNamespace> from = entry.collection();
    if (from.isEmpty()) {
      // It is refused for what it is.
      return Optional.of(entry);
    }
    return named(from.get())
        .map(
            to -> {
              if (to.equals(from.get())) {
                return entry;
              }
              BsonDocument object = entry.object().clone();
              object.put(entry.command(), new BsonString(to.collection()));
              return changed(entry, to.database() + ".$cmd", object);
            });
  }

  private static MongoOplogEntry changed(
      MongoOplogEntry entry, String namespace, BsonDocument object) {
    MongoOplogEntry other = entry.about(object);
    other.document().put("ns", new BsonString(namespace));
    return other;
  }

  private static RuntimeException apart(String what, MongoOplogEntry entry) {
    List<String> told = new ArrayList<>(List.of(what + ", in " + entry.database()));
    entry.time().map(MongoSnapshot::second).ifPresent(at -> told.add("at " + at));
    return ErrorDetails.of(ErrorCode.UNSUPPORTED_CAPABILITY, String.join(", ", told))
        .platform(DatabaseType.MONGODB.id())
        .target(entry.namespace())
        .remedy("Restore the whole database, or to an instant before that.")
        .toException();
  }
}

package io.gds.database.mongodb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the directory of one database holds, read strictly: files by their names, which are names
 * and never paths, and all metadata. Not thread-safe.
 */
final class MongoDirectoryListing {
  /** A server writes these itself. */
  /** What a server writes itself, and lets nobody write. */
  static final Set<String> NEVER = Set.of("system.profile", "system.indexes");

  private static final String BUCKETS = "system.buckets.";

  private final String database;
  private final MongoDirectoryFiles files;
  private final Map<MongoNamespace, DataFile> data = new HashMap<>();
  private final List<MongoDumpItem> items = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Optional<Path> prelude = Optional.empty();

  /** The documents of one namespace. */
  record DataFile(Path path, boolean packed) {}

  /** Reads a directory. */
  MongoDirectoryListing(Path directory, String database, MongoDirectoryFiles files) {
    this.database = MongoDumpEntries.database(database, directory.toString());
    this.files = files;
    Map<String, DataFile> documents = new TreeMap<>();
    Map<String, DataFile> metadata = new TreeMap<>();
    for (Path path : files.list(directory)) {
      sort(path, documents, metadata);
    }
    Map<String, MongoCollectionMetadata> known = read(metadata);
    Map<String, String> cut = namesOfCut(known);
    Map<String, DataFile> byCollection = new LinkedHashMap<>();
    documents.forEach((base, file) -> put(byCollection, collection(base, file.path(), cut), file));
    known.forEach((base, what) -> item(collection(base, directory, cut), what, byCollection));
    byCollection.forEach(this::withoutMetadata);
  }

  List<MongoDumpItem> items() {
    return items;
  }

  /** Where the documents of each lie. */
  Map<MongoNamespace, DataFile> data() {
    return data;
  }

  List<String> notes() {
    return notes;
  }

  /** The file that tells of the server, if it lies here. */
  Optional<Path> prelude() {
    return prelude;
  }

  private void sort(Path path, Map<String, DataFile> documents, Map<String, DataFile> metadata) {
    if (files.isDirectory(path)) {
      notes.add(path + " is passed over: a database has no directories");
      return;
    }
    Optional<MongoDirectoryFiles.Named> bson =
        MongoDirectoryFiles.Named.of(path, MongoDirectoryTarget.BSON);
    Optional<MongoDirectoryFiles.Named> json =
        MongoDirectoryFiles.Named.of(path, MongoDirectoryTarget.METADATA);
    if (isPrelude(path)) {
      prelude = Optional.of(path);
    } else if (bson.isPresent()) {
      put(documents, bson.get().base(), new DataFile(path, bson.get().packed()));
    } else if (json.isPresent()) {
      put(metadata, json.get().base(), new DataFile(path, json.get().packed()));
    } else {
      notes.add(path + " is passed over: it is no file of a dump");
    }
  }

  static boolean isPrelude(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.equals(MongoDirectoryTarget.PRELUDE)
        || name.equals(MongoDirectoryTarget.PRELUDE + MongoDirectoryTarget.GZIP);
  }

  private void put(Map<String, DataFile> into, String key, DataFile file) {
    DataFile other = into.putIfAbsent(key, file);
    if (other != null) {
      throw MongoFrames.corrupt(
          database, other.path() + " and " + file.path() + " are of the same collection");
    }
  }

  private Map<String, MongoCollectionMetadata> read(Map<String, DataFile> metadata) {
    Map<String, MongoCollectionMetadata> known = new TreeMap<>();
    metadata.forEach(
        (base, file) ->
            known.put(
                base,
                MongoCollectionMetadata.parse(
                    files.text(file.path(), file.packed()), file.path().toString())));
    return known;
  }

  /** What the files are called whose names were cut, by what the metadata tell. */
  private static Map<String, String> namesOfCut(Map<String, MongoCollectionMetadata> known) {
    Map<String, String> names = new HashMap<>();
    for (MongoCollectionMetadata each : known.values()) {
      each.collection()
          .ifPresent(
              name -> {
                names.put(MongoDumpNames.file(name), name);
                names.put(MongoDumpNames.file(BUCKETS + name), BUCKETS + name);
              });
    }
    return names;
  }

  private static String collection(String base, Path where, Map<String, String> cut) {
    if (MongoDumpItem.isList(base)) {
      return base;
    }
    Optional<String> name =
        MongoDumpNames.isCut(base)
            ? Optional.ofNullable(cut.get(base))
            : MongoDumpNames.collection(base);
    return MongoDumpEntries.collection(
        name.orElseThrow(
            () ->
                MongoFrames.corrupt(
                    where.toString(),
                    "no collection is written as " + base.replaceAll("\\p{Cntrl}", "?"))),
        where.toString());
  }

  private void item(
      String collection, MongoCollectionMetadata metadata, Map<String, DataFile> documents) {
    if (isNever(collection)) {
      documents.remove(collection);
      return;
    }
    MongoNamespace namespace = new MongoNamespace(database, collection);
    boolean buckets = documents.containsKey(namespace.buckets().collection());
    MongoDumpItem item = MongoDumpItem.of(namespace, metadata, buckets);
    Optional<DataFile> file = item.data().map(where -> documents.remove(where.collection()));
    if (file.isPresent()) {
      data.put(item.data().orElseThrow(), file.get());
    }
    items.add(file.isPresent() ? item : item.withoutData());
  }

  private void withoutMetadata(String collection, DataFile file) {
    if (isNever(collection)) {
      return;
    }
    if (collection.startsWith(BUCKETS)) {
      throw MongoFrames.corrupt(
          file.path().toString(), "what makes a time series of it is missing");
    }
    MongoNamespace namespace = new MongoNamespace(database, collection);
    data.put(namespace, file);
    items.add(
        MongoDumpItem.isList(collection)
            ? MongoDumpItem.list(database, collection)
            : MongoDumpItem.of(namespace, MongoCollectionMetadata.parse("{}", collection), false));
  }

  /** Says so of one of those. */
  static String passedOver(MongoNamespace namespace) {
    return namespace + " is passed over: a server writes it itself";
  }

  private boolean isNever(String collection) {
    if (NEVER.contains(collection)) {
      notes.add(passedOver(new MongoNamespace(database, collection)));
      return true;
    }
    return false;
  }
}

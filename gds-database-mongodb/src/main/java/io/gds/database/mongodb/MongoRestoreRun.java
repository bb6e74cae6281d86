package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.core.StepContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * Restores what was chosen of a dump, in this order: everything is proved; collections are filled
 * under other names and get their indexes; then they take their places; then come time series and
 * views, which have no other names, users and roles, and the oplog. Each part is called once, in
 * that order.
 */
final class MongoRestoreRun {
  private final MongoClient client;
  private final MongoVersion server;
  private final MongoDumpSource source;
  private final MongoRestoreItems items;
  private final MongoRestoreWish wish;
  private final MongoCreation creation;
  private final MongoAuthMerge lists;
  private final MongoLoaded loaded = new MongoLoaded();
  private final MongoPendingIndexes indexes = new MongoPendingIndexes();
  private final List<String> notes = new ArrayList<>();
  private Optional<MongoProof> proof = Optional.empty();

  /**
   * A restore.
   *
   * @param mark of it, for the names of what is unfinished
   */
  MongoRestoreRun(
      MongoClient client,
      MongoVersion server,
      MongoDumpSource source,
      MongoRestoreItems items,
      MongoRestoreWish wish,
      String mark) {
    this.client = client;
    this.server = server;
    this.source = source;
    this.items = items;
    this.wish = wish;
    notes.addAll(source.contents().notes());
    creation = new MongoCreation(client, server, wish);
    lists = new MongoAuthMerge(client, wish, mark);
  }

  MongoLoaded loaded() {
    return loaded;
  }

  /** What was done otherwise than it was, and what was passed over, for people. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** Reads all of the dump once, and changes nothing. */
  MongoProof prove(StepContext step) {
    return prove(List.of(), MongoReplayNames.same(), step);
  }

  /** Reads all of the dump and of the logs behind it once, and changes nothing. */
  MongoProof prove(List<MongoDumpSource> logs, MongoReplayNames names, StepContext step) {
    MongoProof whole =
        MongoProof.of(
            source, logs, new MongoTeam(wish.parallel(), step), step, wish.before(), names);
    proof = Optional.of(whole);
    requireMakeable();
    return whole;
  }

  /** Refuses what no server makes as the metadata tell it. */
  void requireMakeable() {
    for (MongoRestoreItem item : items.collections()) {
      if (wish.uuids()) {
        MongoCreation.uuid(item);
      }
      if (wish.indexes()) {
        MongoCreation.requireMakeable(item, server);
      }
    }
  }

  /** Fills what can be put in its place later, or all of it where nothing is put anywhere. */
  void fill(StepContext step) {
    List<MongoRestoreItem> now =
        items.collections().stream().filter(item -> !items.isLast(item)).toList();
    Map<MongoNamespace, String> present = present();
    for (MongoRestoreItem item : now) {
      boolean there = !item.isSwapped() && present.containsKey(item.filled());
      if (there && wish.overwrite()) {
        creation.drop(item.filled());
      }
      if (!there || wish.overwrite()) {
        creation.create(item);
      }
    }
    now.forEach(this::remember);
    read(Stream.concat(now.stream(), listItems()).toList(), step);
    makeIndexesUnlessReplayed(step);
  }

  /** With an oplog they are made when that was done again: it tells of them, and is quicker so. */
  private void makeIndexesUnlessReplayed(StepContext step) {
    if (!wish.oplog()) {
      makeIndexes(step);
    }
  }

  /**
   * Does again what was written while the dump was made, and what logs tell of later; then makes
   * the indexes. Called last, where an oplog is wished.
   *
   * @param names what things are called now
   */
  void replay(List<MongoDumpSource> logs, MongoReplayNames names, StepContext step) {
    MongoReplayed replayed = new MongoReplayed(client, wish, indexes, names, step);
    replayed.run(source, logs);
    notes.addAll(replayed.notes());
    makeIndexes(step);
  }

  private Stream<MongoRestoreItem> listItems() {
    return wish.lists()
        ? items
            .of(MongoDumpItem.Kind.LIST)
            .filter(item -> !item.item().namespace().collection().equals(MongoDumpItem.FORM))
        : Stream.empty();
  }

  private void remember(MongoRestoreItem item) {
    MongoIndexes.Wanted wanted =
        MongoIndexes.wanted(item.item().metadata().indexes(), item.item().metadata().options());
    wanted.notes().forEach(note -> notes.add(item.target() + ": " + note));
    MongoNamespace of = wish.oplog() ? item.target() : item.filled();
    wanted.indexes().forEach(index -> indexes.add(of, index));
  }

  private void makeIndexes(StepContext step) {
    if (!wish.indexes()) {
      return;
    }
    new MongoTeam(wish.parallel(), step)
        .run(
            indexes.collections().stream()
                .<MongoTeam.Work>map(
                    collection -> () -> creation.indexes(collection, indexes.of(collection)))
                .toList());
    indexes.collections().forEach(indexes::dropCollection);
  }

  private void read(List<MongoRestoreItem> wanted, StepContext step) {
    Map<MongoNamespace, MongoRestoreItem> byData = new HashMap<>();
    for (MongoRestoreItem each : wanted) {
      each.item().data().ifPresent(data -> byData.put(data, each));
    }
    OptionalLong total =
        proof.map(MongoProof::bytes).map(OptionalLong::of).orElse(OptionalLong.empty());
    // Others send, so that whoever reads goes on meanwhile: of an archive one reads everything.
    ExecutorService senders = senders();
    try {
      MongoTeam team = new MongoTeam(wish.parallel(), step);
      Executor executor = batch -> senders.execute(MongoSessions.inherited(batch));
      MongoFill fill = new MongoFill(byData, this::loader, executor, step, total);
      if (source instanceof MongoArchiveSource) {
        // By one of the team, so that whoever waits for a server need not be waited for.
        team.run(List.of(() -> source.read(fill, team)));
      } else {
        source.read(fill, team);
      }
    } finally {
      end(senders);
    }
  }

  private ExecutorService senders() {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        wish.parallel(),
        task -> {
          Thread thread = new Thread(task, "gds-mongodb-sender-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  private static void end(ExecutorService senders) {
    senders.shutdownNow();
    try {
      senders.awaitTermination(600, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private MongoLoader loader(MongoRestoreItem item, Executor executor) {
    MongoNamespace into =
        item.is(MongoDumpItem.Kind.LIST)
            ? lists.beside(item.item().namespace().collection())
            : item.into(server).orElseThrow();
    return new MongoLoader(client, server, into, item, wish, executor, loaded);
  }

  /**
   * Gives the filled collections their names, and drops what is to go. From the first of them on
   * there is no way back.
   */
  void swap(StepContext step, Runnable begun) {
    Map<MongoNamespace, String> present = present();
    List<MongoRestoreItem> swapped =
        items.collections().stream().filter(MongoRestoreItem::isSwapped).toList();
    step.throwIfCancelled();
    for (MongoRestoreItem item : swapped) {
      begun.run();
      String there = present.getOrDefault(item.target(), "");
      if (!there.isEmpty() && !there.equals(MongoDumpItem.Kind.COLLECTION.type())) {
        creation.drop(item.target());
      }
      creation.swap(item.filled(), item.target());
    }
    if (wish.replaceAll()) {
      List<MongoNamespace> kept =
          items.collections().stream().map(MongoRestoreItem::target).toList();
      for (MongoNamespace each : present.keySet()) {
        boolean own =
            each.collection().startsWith("system.") || MongoNames.SYSTEM.contains(each.database());
        if (!own && !kept.contains(each)) {
          begun.run();
          creation.drop(each);
        }
      }
    }
  }

  /** Drops databases that are in the place of what the oplog is going to make. */
  void drop(Collection<String> databases) {
    for (String each : databases) {
      MongoSent.as(
          "dropDatabase",
          () -> {
            client.getDatabase(each).withWriteConcern(wish.writeConcern()).drop();
            return true;
          });
    }
  }

  /** What there is in these databases, and is neither replaced nor dropped. */
  List<MongoNamespace> kept() {
    List<MongoNamespace> kept = new ArrayList<>(wish.replaceAll() ? List.of() : present().keySet());
    kept.removeAll(items.collections().stream().map(MongoRestoreItem::target).toList());
    return kept;
  }

  /** What there is in the databases that are restored to, with its type. */
  Map<MongoNamespace, String> present() {
    Map<MongoNamespace, String> present = new HashMap<>();
    TreeSet<String> databases = new TreeSet<>();
    items.collections().forEach(item -> databases.add(item.target().database()));
    for (String database : databases) {
      for (BsonDocument each : client.getDatabase(database).listCollections(BsonDocument.class)) {
        present.put(
            new MongoNamespace(database, each.getString("name").getValue()),
            each.getString("type").getValue());
      }
    }
    present.keySet().removeIf(name -> MongoRestoreItems.isUnfinished(name.collection()));
    return present;
  }

  /** Makes and fills what comes last: time series, views, users and roles. */
  void finish(StepContext step) {
    List<MongoRestoreItem> last = items.collections().stream().filter(items::isLast).toList();
    for (MongoRestoreItem item : last) {
      if (wish.overwrite()) {
        creation.drop(item.target());
      }
    }
    Map<MongoNamespace, String> present = present();
    List<MongoRestoreItem> filled =
        last.stream().filter(item -> !item.is(MongoDumpItem.Kind.VIEW)).toList();
    filled.stream().filter(item -> !present.containsKey(item.target())).forEach(creation::create);
    filled.forEach(this::remember);
    if (!filled.isEmpty()) {
      read(filled, step);
      makeIndexesUnlessReplayed(step);
    }
    last.stream().filter(item -> item.is(MongoDumpItem.Kind.VIEW)).forEach(creation::create);
    if (wish.lists()) {
      merge();
    }
  }

  private void merge() {
    Map<String, List<String>> byDatabase = new HashMap<>();
    Map<String, Long> counts = loaded.documents();
    listItems()
        .filter(item -> counts.getOrDefault(item.target().toString(), 0L) > 0)
        .forEach(
            item ->
                byDatabase
                    .computeIfAbsent(item.target().database(), key -> new ArrayList<>())
                    .add(item.item().namespace().collection()));
    byDatabase.forEach(
        (database, found) ->
            lists.merge(
                database,
                found.contains(MongoDumpItem.USERS),
                found.contains(MongoDumpItem.ROLES)));
    lists.discard();
  }

  /** Drops what is unfinished; what has its own name already stays. */
  void discard() {
    for (MongoRestoreItem item : items.collections()) {
      if (item.isSwapped()) {
        creation.drop(item.filled());
      }
    }
    if (wish.lists()) {
      lists.discard();
    }
  }

  /** What of the unfinished collections is there. */
  List<String> unfinished() {
    List<String> there = new ArrayList<>();
    for (MongoRestoreItem item : items.collections()) {
      boolean found =
          item.isSwapped()
              && client
                  .getDatabase(item.filled().database())
                  .listCollectionNames()
                  .filter(new BsonDocument("name", new BsonString(item.filled().collection())))
                  .iterator()
                  .hasNext();
      if (found) {
        there.add(item.filled().toString());
      }
    }
    return there;
  }
}

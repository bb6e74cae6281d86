package io.gds.database.mongodb;

import io.gds.database.core.StepContext;
import io.gds.database.operation.ProgressUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;

/**
 * Reads a whole dump and does nothing with it, so that what cannot be read, and what of its oplog
 * cannot be done again, is known before the first write. Used once.
 */
final class MongoProof implements MongoDumpSource.Sink {
  private static final String PHASE = "proving";

  private final AtomicLong documents = new AtomicLong();
  private final MongoPace progress;
  private final MongoOplogLink link = new MongoOplogLink();
  private final Set<MongoNamespace> touched = new HashSet<>();
  private final MongoReplay rehearsal;
  private boolean wanted = true;
  private boolean consistent;
  private long entries;
  private Optional<BsonTimestamp> last = Optional.empty();

  private MongoProof(
      StepContext step,
      MongoPendingIndexes indexes,
      Optional<BsonTimestamp> before,
      MongoReplayNames names) {
    progress = new MongoPace(PHASE, OptionalLong.empty(), step);
    rehearsal =
        new MongoReplay(
            indexes, before, false, names, operation -> touched.add(collection(operation)));
  }

  private static MongoNamespace collection(BsonDocument operation) {
    MongoOplogEntry entry = new MongoOplogEntry(operation);
    String database = entry.database();
    if (entry.namespace().endsWith(".system.views")) {
      return MongoReplayNames.view(entry);
    }
    return entry.isCommand()
        ? entry.collection().orElseGet(() -> new MongoNamespace(database, ""))
        : new MongoNamespace(database, entry.namespace().substring(database.length() + 1));
  }

  /**
   * Reads all of it.
   *
   * @param before the first instant of the oplog that would not be done any more
   */
  static MongoProof of(
      MongoDumpSource source, MongoTeam team, StepContext step, Optional<BsonTimestamp> before) {
    return of(source, List.of(), team, step, before, MongoReplayNames.same());
  }

  /**
   * Reads all of it and of the logs behind it.
   *
   * @param before the first instant of the oplog that would not be done any more
   * @param names what the oplog is about once things have other names
   */
  static MongoProof of(
      MongoDumpSource source,
      List<MongoDumpSource> logs,
      MongoTeam team,
      StepContext step,
      Optional<BsonTimestamp> before,
      MongoReplayNames names) {
    step.progress(PHASE, 0, OptionalLong.empty(), ProgressUnit.BYTES);
    MongoPendingIndexes indexes = MongoPendingIndexes.lenient();
    for (MongoDumpItem item : source.contents().items()) {
      names
          .of(item.namespace())
          .ifPresent(
              to ->
                  MongoIndexes.wanted(item.metadata().indexes(), item.metadata().options())
                      .indexes()
                      .forEach(index -> indexes.add(to, index)));
    }
    MongoProof proof = new MongoProof(step, indexes, before, names);
    proof.link.begin(source.name());
    source.read(proof, team);
    proof.consistent = proof.wanted;
    if (!source.contents().items().isEmpty()) {
      proof.rehearsal.consistent();
    }
    for (MongoDumpSource log : logs) {
      proof.link.begin(log.name());
      log.read(proof, team);
      proof.link.end();
    }
    return proof;
  }

  @Override
  public boolean wants(MongoNamespace namespace) {
    return true;
  }

  @Override
  public void begin(MongoNamespace namespace) {
    // The source sees to it that all that was promised comes.
  }

  @Override
  public void document(MongoNamespace namespace, byte[] document) {
    progress.add(document.length);
    if (!namespace.isOplog()) {
      documents.incrementAndGet();
      return;
    }
    MongoOplogEntry entry =
        new MongoOplogEntry(MongoDocuments.decode(document, namespace.toString()));
    entries++;
    if (link.isNew(entry.document(), document) && wanted) {
      wanted = rehearsal.take(entry);
      last = wanted ? entry.time().or(() -> last) : last;
    }
  }

  @Override
  public void end(MongoNamespace namespace) {
    // As above.
  }

  /** How many documents it holds, without the oplog. */
  long documents() {
    return documents.get();
  }

  /** How long all of them are, with the oplog. */
  long bytes() {
    return progress.done();
  }

  /** How many entries its oplog has. */
  long entries() {
    return entries;
  }

  /** The last entry of the oplog that would be done. */
  Optional<BsonTimestamp> last() {
    return last;
  }

  /** Where the oplog ends, whether all of it would be done or not. */
  Optional<BsonTimestamp> end() {
    return link.last();
  }

  /** Whether all that was written while the dump was made would be done. */
  boolean isConsistent() {
    return consistent;
  }

  /** The collections that the oplog writes to, as they are called here. */
  Set<MongoNamespace> touched() {
    return touched;
  }

  /** How many transactions would be left undone. */
  int unfinished() {
    return rehearsal.unfinished();
  }
}

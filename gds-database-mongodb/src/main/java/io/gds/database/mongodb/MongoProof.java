package io.gds.database.mongodb;

import io.gds.database.core.StepContext;
import io.gds.database.operation.ProgressUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonTimestamp;

/**
 * Reads a whole dump and does nothing with it, so that what cannot be read, and what of its oplog
 * cannot be done again, is known before the first write. Used once.
 */
final class MongoProof implements MongoDumpSource.Sink {
  private static final String PHASE = "proving";

  private final StepContext step;
  private final AtomicLong documents = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final MongoReplay rehearsal;
  private boolean wanted = true;
  private long entries;
  private Optional<BsonTimestamp> last = Optional.empty();

  /**
   * A proof.
   *
   * @param before the first instant of the oplog that would not be done any more
   */
  MongoProof(StepContext step, Optional<BsonTimestamp> before) {
    this.step = step;
    rehearsal = new MongoReplay(new MongoPendingIndexes(), before, false, operation -> {});
  }

  /** Reads all of it. */
  static MongoProof of(
      MongoDumpSource source, MongoTeam team, StepContext step, Optional<BsonTimestamp> before) {
    step.progress(PHASE, 0, OptionalLong.empty(), ProgressUnit.BYTES);
    MongoProof proof = new MongoProof(step, before);
    source.read(proof, team);
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
    step.progress(
        PHASE, bytes.addAndGet(document.length), OptionalLong.empty(), ProgressUnit.BYTES);
    if (!namespace.isOplog()) {
      documents.incrementAndGet();
      return;
    }
    MongoOplogEntry entry =
        new MongoOplogEntry(MongoDocuments.decode(document, namespace.toString()));
    entries++;
    if (wanted) {
      last = entry.time().or(() -> last);
      wanted = rehearsal.take(entry);
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
    return bytes.get();
  }

  /** How many entries its oplog has. */
  long entries() {
    return entries;
  }

  /** The last entry of the oplog that would be done. */
  Optional<BsonTimestamp> last() {
    return last;
  }
}

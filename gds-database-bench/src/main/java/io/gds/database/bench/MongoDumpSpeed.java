package io.gds.database.bench;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.mongodb.MongoBackup;
import io.gds.database.mongodb.MongoBackupForm;
import io.gds.database.mongodb.MongoEngine;
import io.gds.database.operation.OperationContext;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.ByteBuf;
import org.bson.RawBsonDocument;

/**
 * A backup against the bare driver that drains the same cursors, by batches of the same length.
 * What is ours always hashes, forces to disk and writes a manifest; so the dump alone, until its
 * last document has been written, is held against the drain alone, and the whole against a drain
 * that writes, hashes and forces too.
 */
final class MongoDumpSpeed {
  /** A throughput of at least so much of the peer's, as a ratio of times. */
  private static final double GOAL = 1 / 0.90;

  private static final double FOUR_AT_ONCE = 1 / 1.5;
  private static final int BATCH_BYTES = 1024 * 1024;

  /** The stages of ours: the last document was written, all is done. */
  private static final int DUMPED = 0;

  private static final int WHOLE = 1;

  private final MongoFeedServer server;
  private final MongoEngine engine;
  private final Path out;
  private final Table table;
  private final PgSizes sizes;

  MongoDumpSpeed(MongoFeedServer server, MongoEngine engine, Path home, Table table, PgSizes sizes)
      throws IOException {
    this.server = server;
    this.engine = engine;
    this.table = table;
    this.sizes = sizes;
    out = Files.createDirectories(home.resolve("mongo-dump"));
  }

  /**
   * Documents of a length, one collection after the other.
   *
   * @param micros how long the server holds each batch back; if it does not, and does nothing else
   *     either, it is drained faster than anybody can hash and write, and no goal is set against
   *     that
   */
  void oneByOne(int bytes, MongoBackupForm form, int micros) throws Exception {
    MongoFeedData data = MongoFeedData.of(sizes.megabytes(), bytes, micros);
    server.feed(data);
    String what = "mongo-dump " + form + " " + text(data) + ": ";
    double goal = micros > 0 || server.isReal() ? GOAL : 0;
    Stages drained =
        Stages.measure(3, sizes.pairs(), () -> ours(data, form, 1), () -> drain(data, 1));
    table.ratio(
        what + "dump / drained to nowhere",
        drained.ratio(DUMPED, 0),
        drained.noise(DUMPED, 0),
        goal);
    Stages kept = Stages.measure(1, sizes.pairs(), () -> ours(data, form, 1), () -> keep(data));
    table.ratio(
        what + "whole / drained, hashed, on disk",
        kept.ratio(WHOLE, 0),
        kept.noise(WHOLE, 0),
        goal);
  }

  /** What there is, and of what server. */
  private String text(MongoFeedData data) {
    return sizes.megabytes() + " MB of " + data.bytes() + " B, " + data.micros() / 1000 + " ms";
  }

  /** Four collections at once against one after the other. */
  void four(int micros) throws Exception {
    MongoFeedData data = MongoFeedData.of(sizes.megabytes(), 1_000, micros);
    server.feed(data);
    String what = "mongo-four " + text(data) + ": ";
    MongoBackupForm form = MongoBackupForm.ARCHIVE;
    Stages ours =
        Stages.measure(2, sizes.pairs(), () -> ours(data, form, 4), () -> ours(data, form, 1));
    table.ratio(
        what + "dump of four at once / one by one",
        ours.ratio(DUMPED, DUMPED),
        ours.noise(DUMPED, DUMPED),
        micros > 0 || server.isReal() ? FOUR_AT_ONCE : 0);
    Stages driver = Stages.measure(2, sizes.pairs(), () -> drain(data, 4), () -> drain(data, 1));
    table.ratio(
        what + "the same, drained by the driver", driver.ratio(0, 0), driver.noise(0, 0), 0);
  }

  private double[] ours(MongoFeedData data, MongoBackupForm form, int parallel) throws Exception {
    AtomicLong dumped = new AtomicLong();
    OperationContext context =
        OperationContext.builder()
            .progress(
                progress -> {
                  boolean end =
                      progress.phase().equals("dumping")
                          && progress.total().isPresent()
                          && progress.done() >= progress.total().getAsLong();
                  if (end) {
                    dumped.set(System.nanoTime());
                  }
                })
            .build();
    long start = System.nanoTime();
    BackupInfo backup =
        engine
            .database(data.name())
            .prepareBackup(
                BackupOptions.builder()
                    .into(out)
                    .verify(VerifyLevel.MANIFEST)
                    .option(MongoBackup.FORM, form)
                    .option(MongoBackup.PARALLEL, parallel)
                    .build())
            .run(context);
    double whole = System.nanoTime() - start;
    if (dumped.get() == 0) {
      throw new IllegalStateException("the end of the dump was not told");
    }
    delete(backup);
    return new double[] {dumped.get() - start, whole};
  }

  static void delete(BackupInfo backup) throws IOException {
    Path archive = backup.location().path();
    Bench.delete(archive);
    Files.delete(archive.resolveSibling(archive.getFileName() + ".manifest.json"));
  }

  private double[] drain(MongoFeedData data, int parallel) throws Exception {
    long start = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(parallel);
    try {
      List<Future<Long>> all = new ArrayList<>();
      for (int i = 0; i < MongoFeedData.COLLECTIONS; i++) {
        String name = "c" + i;
        all.add(threads.submit(() -> drain(data, name, (bytes, offset, length) -> {})));
      }
      long read = 0;
      for (Future<Long> each : all) {
        read += each.get();
      }
      if (read != data.total()) {
        throw new IllegalStateException(read + " bytes instead of " + data.total());
      }
    } finally {
      threads.shutdown();
    }
    return new double[] {System.nanoTime() - start};
  }

  /** Takes the bytes of a document. */
  private interface Sink {
    void take(byte[] bytes, int offset, int length) throws IOException;
  }

  private long drain(MongoFeedData data, String name, Sink sink) throws IOException {
    MongoCollection<RawBsonDocument> collection =
        server.client().getDatabase(data.name()).getCollection(name, RawBsonDocument.class);
    long read = 0;
    int size = data.document(0).length;
    try (MongoCursor<RawBsonDocument> cursor =
        collection.find().noCursorTimeout(true).batchSize(BATCH_BYTES / size).iterator()) {
      while (cursor.hasNext()) {
        ByteBuf bytes = cursor.next().getByteBuffer();
        int length = bytes.remaining();
        sink.take(bytes.array(), bytes.position(), length);
        read += length;
      }
    }
    return read;
  }

  private double[] keep(MongoFeedData data) throws Exception {
    Path file = out.resolve("peer.bson");
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    long start = System.nanoTime();
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream hashed =
            new BufferedOutputStream(
                new DigestOutputStream(Channels.newOutputStream(channel), digest), 1 << 16)) {
      for (int i = 0; i < MongoFeedData.COLLECTIONS; i++) {
        drain(data, "c" + i, hashed::write);
      }
      hashed.flush();
      channel.force(true);
    }
    double took = System.nanoTime() - start;
    Files.delete(file);
    return new double[] {took};
  }
}

package io.gds.database.bench;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.mongodb.MongoBackup;
import io.gds.database.mongodb.MongoBackupForm;
import io.gds.database.mongodb.MongoEngine;
import io.gds.database.mongodb.MongoRestore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.RawBsonDocument;

/**
 * A restore against the bare driver that inserts the same raw documents, which it has in memory
 * already, in batches of as many. What is ours reads them from the disk, makes the collections
 * under other names and renames them.
 */
final class MongoRestoreSpeed {
  /** A throughput of at least so much of the peer's, as a ratio of times. */
  private static final double GOAL = 1 / 0.80;

  private static final int BATCH = 1_000;

  private final MongoFeedServer server;
  private final MongoEngine engine;
  private final Path out;
  private final Table table;
  private final PgSizes sizes;

  MongoRestoreSpeed(
      MongoFeedServer server, MongoEngine engine, Path home, Table table, PgSizes sizes)
      throws IOException {
    this.server = server;
    this.engine = engine;
    this.table = table;
    this.sizes = sizes;
    out = Files.createDirectories(home.resolve("mongo-restore"));
  }

  /**
   * Documents of a length.
   *
   * @param micros how long the server holds back each answer
   */
  void measure(int bytes, MongoBackupForm form, int parallel, int micros) throws Exception {
    MongoFeedData data = MongoFeedData.of(sizes.megabytes(), bytes, 0);
    BackupInfo backup =
        engine
            .database(server.feed(data))
            .backup(BackupOptions.builder().into(out).option(MongoBackup.FORM, form).build());
    String target = new MongoFeedData(data.documents(), bytes, micros).name() + "_load";
    // What keeps nothing can be given the same again and again.
    int different = server.isReal() ? data.documents() : Math.min(BATCH, data.documents());
    List<RawBsonDocument> documents = new ArrayList<>();
    for (int i = 0; i < different; i++) {
      documents.add(new RawBsonDocument(data.document(i)));
    }
    String what =
        "mongo-restore %s %d MB of %d B, %d ms, %d at once"
            .formatted(form, sizes.megabytes(), bytes, micros / 1000, parallel);
    Stages plain =
        Stages.measure(
            2,
            sizes.pairs(),
            () -> ours(backup, target, parallel, VerifyLevel.MANIFEST),
            () -> insert(data, documents, target, parallel));
    // Who keeps nothing and does not wait takes documents faster than anybody can read them.
    double goal = micros > 0 || server.isReal() ? GOAL : 0;
    table.ratio(what + " / inserted by the driver", plain.ratio(0, 0), plain.noise(0, 0), goal);
    MongoDumpSpeed.delete(backup);
  }

  private double[] ours(BackupInfo backup, String target, int parallel, VerifyLevel level) {
    long start = System.nanoTime();
    engine
        .database(target)
        .restore(
            RestoreOptions.builder()
                .from(backup.location().path())
                .verify(level)
                .option(MongoRestore.PARALLEL, parallel)
                .build());
    double took = System.nanoTime() - start;
    server.client().getDatabase(target).drop();
    return new double[] {took};
  }

  private double[] insert(
      MongoFeedData data, List<RawBsonDocument> documents, String target, int parallel)
      throws Exception {
    long start = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(parallel);
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < MongoFeedData.COLLECTIONS; i++) {
        MongoCollection<RawBsonDocument> collection =
            server
                .client()
                .getDatabase(target)
                .getCollection("c" + i, RawBsonDocument.class)
                .withWriteConcern(WriteConcern.MAJORITY);
        all.add(threads.submit(() -> insert(data, documents, collection)));
      }
      for (Future<Integer> each : all) {
        if (each.get() != data.documents()) {
          throw new IllegalStateException("not all were inserted");
        }
      }
    } finally {
      threads.shutdown();
    }
    double took = System.nanoTime() - start;
    server.client().getDatabase(target).drop();
    return new double[] {took};
  }

  private static int insert(
      MongoFeedData data, List<RawBsonDocument> documents, MongoCollection<RawBsonDocument> into) {
    InsertManyOptions options = new InsertManyOptions().ordered(false);
    int sent = 0;
    while (sent < data.documents()) {
      int from = sent % documents.size();
      int to = Math.min(from + Math.min(BATCH, data.documents() - sent), documents.size());
      sent += into.insertMany(documents.subList(from, to), options).getInsertedIds().size();
    }
    return sent;
  }
}

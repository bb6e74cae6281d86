package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Restores a backup for trial, into a database of its own that is dropped again. */
final class MongoTrial {
  private final MongoContext context;
  private final OptionValues values;
  private final String scratch;

  MongoTrial(MongoContext context, OptionValues values) {
    this.context = context;
    this.values = values;
    scratch = "gds_trial_" + mark();
  }

  /** Eight letters and digits that nobody else has. */
  static String mark() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }

  /** What the database is called. */
  String scratch() {
    return scratch;
  }

  /** Adds what it needs of the server. */
  void check(Plan.Builder<?> plan) {
    MongoChecks checks = new MongoChecks(context);
    plan.measure(
        () ->
            checks.of(
                scratch,
                rights ->
                    List.of(
                        checks.may(rights, MongoAction.CREATE_COLLECTION, scratch),
                        checks.may(rights, MongoAction.INSERT, scratch),
                        checks.may(rights, MongoAction.CREATE_INDEX, scratch),
                        checks.may(rights, MongoAction.DROP_DATABASE, scratch))));
  }

  /**
   * Restores.
   *
   * @param checking whether the server is asked to look at what it has
   * @return what was checked, as sentences
   */
  List<String> restore(MongoStored stored, boolean checking, StepContext step) {
    return MongoSent.translated(context, "insert", () -> restored(stored, checking, step));
  }

  private List<String> restored(MongoStored stored, boolean checking, StepContext step) {
    MongoClient client = context.connections().client();
    MongoDumpSource source = stored.source();
    MongoRestoreItems items =
        MongoRestoreItems.of(
            source.contents(),
            from ->
                MongoRestores.isOfDatabase(source.contents(), from, values)
                        && !MongoDumpItem.isList(from.collection())
                    ? Optional.of(new MongoNamespace(scratch, from.collection()))
                    : Optional.empty(),
            Optional.empty());
    MongoRestoreRun run =
        new MongoRestoreRun(
            client,
            context.product().version(),
            source,
            items,
            MongoRestoreWish.USUAL.sending(
                MongoRestoreWish.USUAL.writeConcern(), values.valueOf(MongoBackup.PARALLEL), 1_000),
            MongoTrial.mark());
    run.fill(step);
    run.finish(step);
    if (run.loaded().refused() > 0) {
      throw refused(run.loaded());
    }
    List<String> checked = new ArrayList<>();
    checked.add(
        "it was restored as "
            + scratch
            + " and dropped again: "
            + run.loaded().total()
            + " documents, all indexes");
    if (checking) {
      checked.add(validated(items, run.loaded().documents(), step));
    }
    return checked;
  }

  private static RuntimeException refused(MongoLoaded loaded) {
    return ErrorDetails.of(
            ErrorCode.ARCHIVE_CORRUPT,
            loaded.refused()
                + " documents could not be restored for trial, such as "
                + loaded.kept().get(0))
        .platform(DatabaseType.MONGODB.id())
        .remedy("Back up again; if it stays so, look at the indexes of these collections.")
        .toException();
  }

  /** The server goes through each collection and its indexes. */
  private String validated(MongoRestoreItems items, Map<String, Long> documents, StepContext step) {
    int count = 0;
    for (MongoRestoreItem item : items.collections()) {
      if (!item.is(MongoDumpItem.Kind.COLLECTION)) {
        continue;
      }
      BsonDocument found =
          context
              .commands()
              .during(step)
              .run(
                  scratch,
                  new BsonDocument("validate", new BsonString(item.filled().collection()))
                      .append("full", BsonBoolean.TRUE));
      long expected = documents.getOrDefault(item.target().toString(), 0L);
      boolean sound =
          found.getBoolean("valid", BsonBoolean.TRUE).getValue()
              && found.getNumber("nrecords", new org.bson.BsonInt64(expected)).longValue()
                  == expected;
      if (!sound) {
        throw ErrorDetails.of(
                ErrorCode.DATABASE_CORRUPT,
                "what was restored for trial of " + item.item().namespace() + " is not sound")
            .platform(DatabaseType.MONGODB.id())
            .target(item.item().namespace().toString())
            .remedy("Look at the server's disk and log, and verify the backup elsewhere.")
            .toException();
      }
      count++;
    }
    return "the server validated all " + count + " collections fully, and counted their documents";
  }

  /** Drops it; where it never came to be nothing happens. */
  void drop() {
    context.commands().run(scratch, MongoCommands.command("dropDatabase"));
  }
}

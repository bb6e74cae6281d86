package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Restores a backup for trial, into databases of its own that are dropped again. */
final class MongoTrial {
  private final MongoContext context;
  private final OptionValues values;
  private final String scratch;
  private final Set<String> made = new ConcurrentSkipListSet<>();

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

  /**
   * Adds what it needs of the server.
   *
   * @param oplog whether an oplog is done again
   */
  void check(Plan.Builder<?> plan, boolean oplog) {
    MongoChecks checks = new MongoChecks(context);
    plan.measure(
        () ->
            checks.of(
                scratch,
                rights -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.may(rights, MongoAction.CREATE_COLLECTION, scratch));
                  all.add(checks.may(rights, MongoAction.INSERT, scratch));
                  all.add(checks.may(rights, MongoAction.CREATE_INDEX, scratch));
                  all.add(checks.may(rights, MongoAction.DROP_DATABASE, scratch));
                  if (oplog) {
                    all.add(checks.may(rights, MongoAction.APPLY_OPS));
                  }
                  return all;
                }));
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
    Map<String, String> places = places(source.contents());
    Function<MongoNamespace, Optional<MongoNamespace>> names =
        from ->
            Optional.ofNullable(places.get(from.database()))
                .filter(to -> !MongoDumpItem.isList(from.collection()))
                .map(to -> new MongoNamespace(to, from.collection()));
    MongoRestoreItems items = MongoRestoreItems.of(source.contents(), names, Optional.empty());
    MongoRestoreWish usual =
        MongoRestoreWish.USUAL.sending(
            MongoRestoreWish.USUAL.writeConcern(), values.valueOf(MongoBackup.PARALLEL), 1_000);
    MongoRestoreRun run =
        new MongoRestoreRun(
            client,
            context.product().version(),
            source,
            items,
            source.contents().oplog() ? usual.oplog(Optional.empty()) : usual,
            MongoTrial.mark());
    run.fill(step);
    run.finish(step);
    if (source.contents().oplog()) {
      MongoReplayNames replayed =
          new MongoReplayNames(names, database -> Optional.ofNullable(places.get(database)));
      run.replay(List.of(), replayed, step);
    }
    if (run.loaded().refused() > 0) {
      throw refused(run.loaded());
    }
    List<String> checked = new ArrayList<>();
    checked.add(
        "it was restored as "
            + scratch
            + " and dropped again: "
            + run.loaded().total()
            + " documents, all indexes"
            + (source.contents().oplog() ? ", and what its oplog tells" : ""));
    if (checking) {
      checked.add(validated(run, !source.contents().oplog(), step));
    }
    return checked;
  }

  /** Where each database goes: the one that is meant, or all of them. */
  private Map<String, String> places(MongoDumpContents contents) {
    Optional<String> one = MongoRestores.sourceDatabase(contents, values);
    if (one.isPresent()) {
      made.add(scratch);
      return Map.of(one.get(), scratch);
    }
    Map<String, String> places = new TreeMap<>();
    for (String each : contents.databases()) {
      if (!MongoNames.SYSTEM.contains(each)) {
        String place = scratch + "_" + (places.size() + 1);
        places.put(each, place);
        made.add(place);
      }
    }
    return places;
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
  private String validated(MongoRestoreRun run, boolean counting, StepContext step) {
    Map<String, Long> documents = run.loaded().documents();
    int count = 0;
    // Routers tell no sum of what the shards have.
    boolean counted = counting;
    for (Map.Entry<MongoNamespace, String> there : run.present().entrySet()) {
      MongoNamespace collection = there.getKey();
      boolean plain =
          there.getValue().equals(MongoDumpItem.Kind.COLLECTION.type())
              && !collection.collection().startsWith("system.");
      if (!plain) {
        continue;
      }
      BsonDocument found =
          context
              .commands()
              .during(step)
              .run(
                  collection.database(),
                  new BsonDocument("validate", new BsonString(collection.collection()))
                      .append("full", BsonBoolean.TRUE));
      long expected = documents.getOrDefault(collection.toString(), 0L);
      OptionalLong told = MongoValues.number(found, "nrecords");
      boolean same = !counting || told.isEmpty() || told.getAsLong() == expected;
      counted &= told.isPresent();
      if (!MongoValues.truth(found, "valid").orElse(false) || !same) {
        throw ErrorDetails.of(
                ErrorCode.DATABASE_CORRUPT,
                "what was restored for trial as "
                    + collection
                    + " is not sound: the server "
                    + (same
                        ? "does not call it valid"
                        : "counts " + told.getAsLong() + " documents instead of " + expected))
            .platform(DatabaseType.MONGODB.id())
            .target(collection.toString())
            .remedy("Look at the server's disk and log, and verify the backup elsewhere.")
            .toException();
      }
      count++;
    }
    return "the server validated all "
        + count
        + " collections fully"
        + (counted ? ", and counted their documents" : "");
  }

  /** Drops it; where it never came to be nothing happens. */
  void drop() {
    Optional<RuntimeException> failed = Optional.empty();
    for (String each : made) {
      try {
        context.commands().run(each, MongoCommands.command("dropDatabase"));
      } catch (DatabaseException e) {
        failed = failed.or(() -> Optional.of(e));
      }
    }
    failed.ifPresent(
        e -> {
          throw e;
        });
  }
}

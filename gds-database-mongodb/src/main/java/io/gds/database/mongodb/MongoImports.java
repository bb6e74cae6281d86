package io.gds.database.mongodb;

import com.mongodb.WriteConcern;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Puts the documents of a file into a collection, in batches, one after the other. */
final class MongoImports {
  private final MongoContext context;
  private final String database;

  MongoImports(MongoContext context, String database) {
    this.context = context;
    this.database = database;
  }

  Operation<MongoImportInfo> prepareImport(MongoImportOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    MongoNames.collection(database, options.collection());
    Path file = options.from().toAbsolutePath().normalize();
    MongoNamespace into = new MongoNamespace(database, options.collection());
    MongoImportRun run = new MongoImportRun(context, into, file, options, concern(options));
    MongoImportChecks checks = new MongoImportChecks(context, into, options);
    Plan.Builder<MongoImportInfo> plan =
        context.runner().<MongoImportInfo>plan("import", into.toString()).options(options);
    plan.check(() -> checks.file(file)).measure(checks::ofServer).always(step -> run.close());
    plan.step(
        StepKind.FILE,
        Effect.READ,
        "open " + file + " and read its first document",
        step -> run.open());
    if (options.drop()) {
      MongoStep drop = drop(into, options);
      plan.step(
          new Step(StepKind.COMMAND, drop.text(), Effect.ONCE, ""),
          step -> run.drop(drop, step),
          Fate.settling(() -> isGone(into)));
    }
    plan.leaves(run::left);
    plan.step(
        new Step(StepKind.COMMAND, text(into, file, options), Effect.ONCE, ""),
        run::run,
        () -> Reconciler.Finding.UNKNOWN);
    return plan.yields(run::info);
  }

  private static WriteConcern concern(MongoImportOptions options) {
    return options.writeConcern().equals("majority")
        ? WriteConcern.MAJORITY
        : new WriteConcern(Integer.parseInt(options.writeConcern()));
  }

  private MongoStep drop(MongoNamespace into, MongoImportOptions options) {
    BsonDocument command =
        MongoCommands.command("drop", into.collection())
            .append("writeConcern", concern(options).asDocument());
    return MongoStep.of(database, command);
  }

  private boolean isGone(MongoNamespace into) {
    return !context.readings().exists(database) || MongoImportChecks.found(context, into).isEmpty();
  }

  private static String text(MongoNamespace into, Path file, MongoImportOptions options) {
    String by = " by " + MongoJson.of(options.upsertFields());
    String what =
        switch (options.mode()) {
          case INSERT -> "insert each document" + (options.ordered() ? " in order" : "");
          case UPSERT -> "put each document in the place of the one that is there" + by;
          case MERGE -> "put the fields of each document into the one that is there" + by;
          case DELETE -> "delete for each document the one that is there" + by;
        };
    return "// "
        + what
        + ", of "
        + file
        + " ("
        + options.format()
        + ") into "
        + new BsonDocument("into", new BsonString(into.toString())).toJson()
        + ", at most "
        + options.batch()
        + " at once, confirmed by "
        + options.writeConcern()
        + (options.validate() ? "" : ", validators not asked")
        + (options.stopAtOnce() ? ", the first that is refused ends it" : "")
        + (options.skipMalformed() ? ", lines that cannot be read are left out" : "");
  }
}

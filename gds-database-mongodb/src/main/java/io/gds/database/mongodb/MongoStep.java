package io.gds.database.mongodb;

import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * A command as a step: what its text shows is the document that is sent, in extended JSON, so that
 * it can be pasted into the vendor's shell behind {@code db.runCommand}. So it never holds a
 * secret: what needs one is a step of its own, with a placeholder in its text.
 *
 * @param database where it is sent
 * @param command what is sent
 */
record MongoStep(String database, BsonDocument command) {
  private static final JsonWriterSettings TEXT =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

  static MongoStep of(String database, BsonDocument command) {
    return new MongoStep(database, command);
  }

  /** As scripts show it. */
  String text() {
    return "use " + quoted(database) + "; db.runCommand(" + command.toJson(TEXT) + ")";
  }

  private static String quoted(String name) {
    String json = MongoCommands.command("x", name).toJson(TEXT);
    return json.substring(json.indexOf(':') + 2, json.length() - 1);
  }

  /** Adds it to a plan as what may be sent again. */
  <T extends @Nullable Object> void idempotent(MongoContext context, Plan.Builder<T> plan) {
    plan.step(
        StepKind.COMMAND,
        Effect.IDEMPOTENT,
        text(),
        step -> context.commands().during(step).run(database, command));
  }

  /**
   * Adds it to a plan as what is sent once. From 4.4 on it carries a comment of its own, by which
   * it is found among what the server is at work on if its answer is lost; an older server is given
   * time.
   *
   * @param done whether it shows that it was done, asked if the answer is lost
   */
  <T extends @Nullable Object> void once(
      MongoContext context, Plan.Builder<T> plan, BooleanSupplier done) {
    if (!context.product().isAtLeast(4, 4)) {
      once(context, plan, Fate.settling(done));
      return;
    }
    String mark = "gds-" + UUID.randomUUID().toString().substring(0, 8);
    BsonDocument marked = command.clone().append("comment", new BsonString(mark));
    new MongoStep(database, marked)
        .once(context, plan, Fate.of(done, () -> isAtWork(context, mark)));
  }

  private <T extends @Nullable Object> void once(
      MongoContext context, Plan.Builder<T> plan, Fate fate) {
    plan.step(
        new Step(StepKind.COMMAND, text(), Effect.ONCE, ""),
        step -> context.commands().during(step).run(database, command),
        fate);
  }

  /** Everybody may see what they do themselves. */
  private static boolean isAtWork(MongoContext context, String mark) {
    BsonDocument own = new BsonDocument("$currentOp", new BsonDocument());
    BsonDocument marked =
        new BsonDocument("$match", new BsonDocument("command.comment", new BsonString(mark)));
    BsonDocument command =
        MongoCommands.command("aggregate")
            .append("pipeline", new BsonArray(List.of(own, marked)))
            .append("cursor", new BsonDocument());
    return !context.commands().all("admin", command).isEmpty();
  }
}

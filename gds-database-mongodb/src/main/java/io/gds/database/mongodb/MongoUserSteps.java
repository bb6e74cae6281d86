package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.StepBody;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * The steps of what changes users and roles. Each waits for most members, since one who was dropped
 * comes back when a member takes over that had not heard of it. A password is fetched when it is
 * sent, and stands in the text as hidden.
 */
final class MongoUserSteps {
  /** How long most members have to confirm: as long as the vendor's own shell gives them. */
  private static final int PATIENCE_MILLIS = 600_000;

  private static final String PASSWORD = "pwd";

  private final MongoContext context;
  private final Plan.Builder<@Nullable Void> plan;

  MongoUserSteps(MongoContext context, Plan.Builder<@Nullable Void> plan) {
    this.context = context;
    this.plan = plan;
  }

  static BsonDocument confirmed(BsonDocument command) {
    return command.append(
        "writeConcern",
        new BsonDocument("w", new BsonString("majority"))
            .append("wtimeout", new BsonInt32(PATIENCE_MILLIS)));
  }

  static BsonArray roles(Collection<MongoPrincipal> roles) {
    return new BsonArray(roles.stream().map(MongoPrincipal::asRole).toList());
  }

  /** What may be sent again. */
  void idempotent(String database, BsonDocument command) {
    MongoStep.of(database, confirmed(command)).idempotent(context, plan);
  }

  /** What is sent once. */
  void once(String database, BsonDocument command, BooleanSupplier done) {
    MongoStep.of(database, confirmed(command)).once(context, plan, done);
  }

  /**
   * The same, with a password if there is one.
   *
   * @param done whether it shows that it was done; empty if it may be sent again
   */
  void withPassword(
      String database,
      BsonDocument command,
      Optional<SecretRef> password,
      Optional<BooleanSupplier> done) {
    if (password.isPresent()) {
      command.append(PASSWORD, new BsonString("<hidden>"));
    }
    MongoStep shown = MongoStep.of(database, confirmed(command));
    StepBody body =
        step ->
            context
                .commands()
                .during(step)
                .run(database, password.map(secret -> filled(command, secret)).orElse(command));
    if (done.isPresent()) {
      plan.step(
          new Step(StepKind.COMMAND, shown.text(), Effect.ONCE, ""),
          body,
          Fate.settling(done.get()));
    } else {
      plan.step(StepKind.COMMAND, Effect.IDEMPOTENT, shown.text(), body);
    }
  }

  private BsonDocument filled(BsonDocument command, SecretRef password) {
    String text = MongoLogIns.text(password, context.runner().environment());
    if (text.isEmpty()) {
      throw ErrorDetails.of(ErrorCode.INVALID_OPTIONS, "the password is empty")
          .platform(DatabaseType.MONGODB.id())
          .target("password")
          .remedy("Give another password.")
          .toException();
    }
    BsonDocument whole = command.clone();
    whole.put(PASSWORD, new BsonString(text));
    return whole;
  }

  /** The plan that leaves all as it is. */
  Operation<@Nullable Void> nothing(String why) {
    return plan.step(StepKind.COMMAND, Effect.READ, "// " + why, step -> {}).yields(() -> null);
  }
}

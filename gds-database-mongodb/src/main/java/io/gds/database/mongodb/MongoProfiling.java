package io.gds.database.mongodb;

import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * The profiler of a database: how it is set, and what it has kept.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/profile/">profile</a>
 * @see <a href="https://www.mongodb.com/docs/manual/reference/database-profiler/">the profiler's
 *     documents</a>
 */
final class MongoProfiling {
  /** Where the profiler keeps what it has seen. */
  static final String COLLECTION = "system.profile";

  private final MongoContext context;
  private final String database;
  private final MongoChecks checks;

  MongoProfiling(MongoContext context, String database) {
    this.context = context;
    this.database = database;
    this.checks = new MongoChecks(context);
  }

  MongoProfilingState state() {
    context.runner().requireOpen();
    BsonDocument answer =
        context.commands().run(database, new BsonDocument("profile", new BsonInt32(-1)));
    OptionalLong slow = MongoValues.number(answer, "slowms");
    return new MongoProfilingState(
        MongoProfilingLevel.of(MongoValues.number(answer, "was").orElse(0)),
        slow.isPresent() ? Optional.of(Duration.ofMillis(slow.getAsLong())) : Optional.empty(),
        MongoValues.value(answer, "sampleRate")
            .filter(BsonValue::isNumber)
            .map(rate -> OptionalDouble.of(rate.asNumber().doubleValue()))
            .orElse(OptionalDouble.empty()),
        MongoValues.document(answer, "filter").map(MongoJson::of));
  }

  Operation<MongoProfilingState> prepareSet(MongoProfilingOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    MongoProduct product = context.product();
    BsonDocument command = new BsonDocument("profile", new BsonInt32(options.level().number()));
    options
        .slow()
        .ifPresent(slow -> command.append("slowms", new BsonInt32((int) slow.toMillis())));
    if (options.sampleRate().isPresent()) {
      command.append("sampleRate", new BsonDouble(options.sampleRate().getAsDouble()));
    }
    options.filter().ifPresent(filter -> command.append("filter", BsonDocument.parse(filter)));
    if (options.unfiltered()) {
      command.append("filter", new BsonString("unset"));
    }
    Plan.Builder<MongoProfilingState> plan =
        context
            .runner()
            .<MongoProfilingState>plan("setProfiling", database)
            .options(options)
            .measure(() -> checks.of(database, rights -> all(rights, product, options)));
    plan.step(
        StepKind.COMMAND,
        Effect.IDEMPOTENT,
        MongoStep.of(database, command).text(),
        step -> context.commands().during(step).run(database, command));
    return plan.yields(this::state);
  }

  private List<Check> all(MongoRights rights, MongoProduct product, MongoProfilingOptions options) {
    List<Check> all = new ArrayList<>();
    all.add(checks.exists(database));
    all.add(checks.may(rights, MongoAction.ENABLE_PROFILER, database));
    boolean off = options.level() == MongoProfilingLevel.OFF;
    all.add(
        checks.demand(
            off || !product.isRouter(),
            "the server has collections to keep it in",
            database,
            product.isRouter() ? "a router has none" : "it has",
            "collections",
            ErrorCode.UNSUPPORTED_CAPABILITY,
            "Set it on each shard; on a router only what is logged can be set, with level OFF."));
    boolean filters = options.filter().isPresent() || options.unfiltered();
    all.add(
        checks.demand(
            !filters || product.isAtLeast(5, 0) || product.version().compareTo(FILTERS) >= 0,
            "the server's version has filters",
            database,
            product.versionText(),
            filters ? "4.4.2 or newer" : "any",
            ErrorCode.UNSUPPORTED_CAPABILITY,
            "Leave the filter out, or upgrade the server."));
    all.add(
        Checks.advise(
            context.clock(),
            options.level() != MongoProfilingLevel.ALL,
            "the server keeps its speed",
            database,
            options.level() == MongoProfilingLevel.ALL ? "every operation writes" : "few write",
            "few write",
            "Keep slow ones only, and look at the load; what is kept holds the values of commands."));
    boolean shared = options.slow().isPresent() || options.sampleRate().isPresent();
    all.add(
        Checks.advise(
            context.clock(),
            !shared,
            "only this database is concerned",
            database,
            shared
                ? "slow and sampleRate are those of the whole server, and of its log"
                : "only this one",
            "only this one",
            "See that nobody relies on the present ones."));
    all.add(
        Checks.advise(
            context.clock(),
            false,
            "a new setting stays",
            database,
            "it is of the server that is asked alone, and gone when that stops",
            "on all members, for good",
            "Write it under operationProfiling into the configuration file."));
    return all;
  }

  private static final MongoVersion FILTERS = new MongoVersion(4, 4, 2);

  List<MongoSlowOperation> slow(MongoSlowQuery query) {
    context.runner().requireOpen();
    query.collection().ifPresent(name -> MongoNames.collection(database, name));
    BsonDocument command =
        MongoCommands.command("find", COLLECTION)
            .append("filter", filter(query))
            .append("sort", new BsonDocument("$natural", new BsonInt32(-1)))
            .append("limit", new BsonInt32(query.limit()));
    return context.commands().anywhere().all(database, command).stream()
        .map(MongoProfiling::operation)
        .toList();
  }

  private BsonDocument filter(MongoSlowQuery query) {
    BsonDocument filter = new BsonDocument();
    BsonDocument window = new BsonDocument();
    query.since().ifPresent(since -> window.append("$gte", time(since)));
    query.until().ifPresent(until -> window.append("$lt", time(until)));
    if (!window.isEmpty()) {
      filter.append("ts", window);
    }
    if (!query.atLeast().isZero()) {
      filter.append("millis", new BsonDocument("$gte", new BsonInt64(query.atLeast().toMillis())));
    }
    query
        .collection()
        .ifPresent(
            name ->
                filter.append(
                    "ns", new BsonDocument("$eq", new BsonString(database + "." + name))));
    return filter;
  }

  private static BsonDateTime time(Instant instant) {
    return new BsonDateTime(instant.toEpochMilli());
  }

  private static MongoSlowOperation operation(BsonDocument kept) {
    return new MongoSlowOperation(
        MongoValues.instant(kept, "ts").orElse(Instant.EPOCH),
        MongoValues.text(kept, "op").orElse(""),
        MongoValues.text(kept, "ns").orElse(""),
        Duration.ofMillis(MongoValues.number(kept, "millis").orElse(0)),
        MongoJson.of(
            MongoSecretNames.redacted(
                MongoValues.document(kept, "command").orElseGet(BsonDocument::new))),
        MongoValues.text(kept, "user").filter(user -> !user.isEmpty()),
        MongoValues.text(kept, "appName"),
        MongoValues.text(kept, "client"),
        MongoValues.text(kept, "planSummary"),
        MongoValues.number(kept, "keysExamined"),
        MongoValues.number(kept, "docsExamined"),
        MongoValues.number(kept, "nreturned"),
        MongoValues.text(kept, "queryHash"),
        MongoValues.text(kept, "errMsg"));
  }
}

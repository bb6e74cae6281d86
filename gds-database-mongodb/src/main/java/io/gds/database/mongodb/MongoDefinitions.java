package io.gds.database.mongodb;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.core.Plan;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** Creating and dropping a database; there is nothing of it to be altered. */
final class MongoDefinitions {
  private final MongoContext context;
  private final MongoDatabase database;
  private final String name;
  private final MongoChecks checks;

  MongoDefinitions(MongoContext context, MongoDatabase database) {
    this.context = context;
    this.database = database;
    this.name = database.name();
    this.checks = new MongoChecks(context);
  }

  Operation<MongoDatabase> prepareCreate(CreateOptions options) {
    context.runner().requireOpen();
    options.requireKnown(MongoCreate.KEYS, faults(options));
    String first = options.platformOptions().valueOf(MongoCreate.COLLECTION);
    Plan.Builder<MongoDatabase> plan =
        context.runner().<MongoDatabase>plan("create", name).options(options);
    boolean exists = context.readings().exists(name);
    if (exists && options.mode() == CreateMode.IF_NOT_EXISTS) {
      return plan.step(
              StepKind.COMMAND,
              Effect.READ,
              "// leave the database as it is: it exists",
              step -> {})
          .yields(() -> database);
    }
    boolean replaced = exists && options.mode() == CreateMode.REPLACE;
    plan.measure(
        () ->
            checks.of(
                name,
                rights -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.notSystem(name));
                  all.add(checks.may(rights, MongoAction.CREATE_COLLECTION, name));
                  if (replaced) {
                    all.add(checks.exists(name));
                    all.add(checks.may(rights, MongoAction.DROP_DATABASE, name));
                  } else {
                    all.add(checks.free(name));
                  }
                  return all;
                }));
    if (replaced) {
      drop(plan);
    }
    BsonDocument command = MongoCommands.command("create", first);
    options
        .collation()
        .ifPresent(
            locale ->
                command.append("collation", new BsonDocument("locale", new BsonString(locale))));
    MongoStep.of(name, command).once(context, plan, () -> context.readings().exists(name));
    return plan.yields(() -> database);
  }

  private List<OptionFault> faults(CreateOptions options) {
    List<OptionFault> faults = new ArrayList<>();
    options
        .owner()
        .ifPresent(owner -> faults.add(new OptionFault("owner", "is nothing a database has here")));
    options
        .platformOptions()
        .get(MongoCreate.COLLECTION)
        .flatMap(first -> MongoNames.faultOfCollection(name, first))
        .ifPresent(why -> faults.add(new OptionFault(MongoCreate.COLLECTION.id(), why)));
    return faults;
  }

  private <T extends @Nullable Object> void drop(Plan.Builder<T> plan) {
    MongoStep.of(name, MongoCommands.command("dropDatabase"))
        .once(context, plan, () -> !context.readings().exists(name));
  }

  Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    context.runner().requireOpen();
    List<OptionFault> faults = new ArrayList<>();
    options
        .owner()
        .ifPresent(owner -> faults.add(new OptionFault("owner", "is nothing a database has here")));
    options.requireKnown(Set.of(), faults);
    if (options.newName().isPresent()) {
      throw MongoCapabilities.refusal(name, MongoCapabilities.NO_RENAME);
    }
    return context
        .runner()
        .<@Nullable Void>plan("alter", name)
        .options(options)
        .measure(() -> checks.measured(name, () -> List.of(checks.exists(name))))
        .yields(() -> null);
  }

  Operation<@Nullable Void> prepareDrop(DropOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    Plan.Builder<@Nullable Void> plan =
        context.runner().<@Nullable Void>plan("drop", name).options(options);
    if (options.ifExists() && !context.readings().exists(name)) {
      return plan.step(
              StepKind.COMMAND,
              Effect.READ,
              "// leave it at that: there is no such database",
              step -> {})
          .yields(() -> null);
    }
    plan.measure(
        () ->
            checks.of(
                name,
                rights ->
                    List.of(
                        checks.notSystem(name),
                        checks.exists(name),
                        checks.may(rights, MongoAction.DROP_DATABASE, name))));
    drop(plan);
    return plan.yields(() -> null);
  }
}

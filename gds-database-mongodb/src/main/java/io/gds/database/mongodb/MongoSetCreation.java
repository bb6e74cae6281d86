package io.gds.database.mongodb;

import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * Making a set of servers that were started for one. Sent to the server that this engine is opened
 * on, which must be one of them.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/replSetInitiate/">replSetInitiate</a>
 */
final class MongoSetCreation {
  private final MongoAvailability availability;
  private final MongoContext context;
  private final CreateHaOptions options;

  MongoSetCreation(MongoAvailability availability, CreateHaOptions options) {
    this.availability = availability;
    this.context = availability.context();
    this.options = options;
  }

  Operation<HaConfiguration> prepare() {
    MongoSetConfig wanted = wanted();
    Plan.Builder<HaConfiguration> plan =
        context
            .runner()
            .<HaConfiguration>plan("createHa", options.name())
            .options(options)
            .measure(() -> checks(wanted));
    BsonDocument command = new BsonDocument("replSetInitiate", wanted.document());
    plan.step(
        new Step(StepKind.COMMAND, MongoStep.of("admin", command).text(), Effect.ONCE, ""),
        step -> context.commands().anywhere().during(step).admin(command),
        Fate.settling(
            () ->
                MongoSetView.config(context)
                    .filter(config -> config.name().equals(options.name()))
                    .isPresent()));
    plan.step(
        StepKind.COMMAND,
        Effect.READ,
        MongoStep.of("admin", MongoCommands.command("replSetGetStatus")).text()
            + "\n// until one of them is PRIMARY",
        step -> {
          if (!MongoWait.until(options.waitAtMost(), step::throwIfCancelled, this::isLed)) {
            throw ErrorDetails.of(
                    ErrorCode.TIMEOUT,
                    "the set is made, and has no primary after " + options.waitAtMost())
                .target(options.name())
                .remedy("See haStatus(), and whether the members reach each other.")
                .toException();
          }
        });
    if (context.product().isAtLeast(4, 4)) {
      options
          .syncMode()
          .ifPresent(
              mode -> MongoTopologyChanges.addConcern(context, plan, mode, options.waitAtMost()));
    }
    return plan.yields(() -> availability.configuration(Optional.empty()).orElseThrow());
  }

  private MongoSetConfig wanted() {
    BsonArray members = new BsonArray();
    boolean modern = context.product().isAtLeast(5, 0);
    for (AddNodeOptions node : options.nodes()) {
      members.add(MongoMemberDocument.of(members.size(), node, modern));
    }
    return MongoSetConfig.of(
        new BsonDocument("_id", new BsonString(options.name()))
            .append("version", new BsonInt32(1))
            .append("members", members));
  }

  private boolean isLed() {
    try {
      return MongoSetStatus.read(context.commands().anywhere()).primary().isPresent();
    } catch (DatabaseException e) {
      MongoSetLook.throwUnlessSilent(e);
      return false;
    }
  }

  private List<Check> checks(MongoSetConfig wanted) {
    MongoCheckList checks = new MongoCheckList(context);
    try {
      measure(wanted, checks);
    } catch (DatabaseException e) {
      MongoSetLook.throwUnlessSilent(e);
      checks.refused("the server can be looked at", options.name(), "readable", e);
    }
    return checks.all();
  }

  private void measure(MongoSetConfig wanted, MongoCheckList checks) {
    String engine = context.runner().engine();
    boolean started = context.product().isReplicaSet();
    if (!checks.demand(
        started,
        "the server was started for a set",
        engine,
        started ? "it was" : "it was not",
        "it was",
        ErrorCode.WRONG_STATE,
        "Start it, and the others, with replication.replSetName.")) {
      return;
    }
    Optional<MongoSetConfig> there = MongoSetView.config(context);
    if (!checks.demand(
        there.isEmpty(),
        "the server is in no set yet",
        engine,
        there.map(config -> "in " + config.name()).orElse("in none"),
        "in none",
        ErrorCode.ALREADY_EXISTS,
        "Add members to that by addNode().")) {
      return;
    }
    MongoTopologyChecks topology = new MongoTopologyChecks(context, checks);
    topology.may(MongoAction.SET_CONFIGURE);
    topology.numbers(options.name(), wanted);
    for (MongoSetMember member : wanted.members()) {
      topology.free(member.host());
    }
    named(topology);
  }

  private void named(MongoTopologyChecks topology) {
    try {
      topology.name(
          options.name(),
          context.commands().anywhere().admin(MongoCommands.command("getCmdLineOpts")));
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.PERMISSION_DENIED) {
        throw e;
      }
      // The server refuses another name by itself.
    }
  }
}

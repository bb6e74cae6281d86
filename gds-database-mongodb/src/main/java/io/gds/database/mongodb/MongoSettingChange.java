package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Options;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.settings.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * New values of parameters, each by a command of its own: of several in one the server does not
 * tell which it has set when it refuses one. Those that were set are set back if a later one fails.
 * Only names that the server itself has told become keys of a command.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/setParameter/">setParameter</a>
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/setClusterParameter/">setClusterParameter</a>
 */
final class MongoSettingChange {
  private final MongoContext context;
  private final Optional<HostAddress> node;
  private final Map<String, MongoNewValue> values;

  MongoSettingChange(
      MongoContext context, OptionValues options, Map<String, MongoNewValue> values) {
    this.context = context;
    this.node = options.get(MongoConfiguration.NODE);
    this.values = values;
  }

  private MongoCommands commands() {
    return node.isPresent() ? MongoMembers.require(context, node.get()) : context.commands();
  }

  private List<MongoParameter> read() {
    return MongoParameterReader.read(commands(), context.product());
  }

  Operation<List<Setting>> prepare(String verb, Options options) {
    MongoSettingChecks checks =
        new MongoSettingChecks(context, values, context.connections()::isEncryptedOrLocal);
    AtomicReference<@Nullable List<MongoParameter>> justRead = new AtomicReference<>(readable());
    List<MongoParameter> read = justRead.get();
    List<MongoParameter> now = read == null ? List.of() : read;
    Plan.Builder<List<Setting>> plan =
        context
            .runner()
            .<List<Setting>>plan(verb, context.runner().engine())
            .options(options)
            .measure(() -> checks.measure(justRead.getAndSet(null), this::read));
    for (MongoParameter parameter : now) {
      MongoNewValue wanted = values.get(parameter.name());
      if (wanted != null && checks.faults(parameter, wanted).isEmpty()) {
        set(plan, parameter, wanted);
      }
    }
    return plan.yields(
        () ->
            read().stream()
                .filter(parameter -> values.containsKey(parameter.name()))
                .map(MongoParameter::setting)
                .toList());
  }

  /** What cannot be read is told by the checks. */
  private @Nullable List<MongoParameter> readable() {
    try {
      return read();
    } catch (DatabaseException e) {
      return null;
    }
  }

  private void set(
      Plan.Builder<List<Setting>> plan, MongoParameter parameter, MongoNewValue wanted) {
    BsonValue shown = wanted.of(parameter).orElseGet(() -> new BsonString(Setting.HIDDEN));
    Map<String, BsonValue> before = new ConcurrentHashMap<>();
    plan.onFailure(
        step -> {
          BsonValue was = before.get(parameter.name());
          if (was != null) {
            commands().admin(command(parameter, was));
          }
        });
    plan.step(
        new Step(
            StepKind.COMMAND,
            MongoStep.of("admin", command(parameter, shown)).text(),
            Effect.IDEMPOTENT,
            node.map(HostAddress::toString).orElse("")),
        step -> {
          if (wanted.secret().isPresent()) {
            secretly(parameter, wanted, step);
            return;
          }
          BsonDocument answer = commands().during(step).admin(command(parameter, shown));
          // Of its own parameters the server tells what they were; a second sending tells the new.
          BsonValue was =
              parameter.scope() == MongoParameter.Scope.CLUSTER
                  ? parameter.value().orElse(null)
                  : answer.get("was");
          if (was != null) {
            before.putIfAbsent(parameter.name(), was);
          }
        });
  }

  static BsonDocument command(MongoParameter parameter, BsonValue value) {
    return parameter.scope() == MongoParameter.Scope.CLUSTER
        ? new BsonDocument("setClusterParameter", new BsonDocument(parameter.bare(), value))
        : new BsonDocument("setParameter", new BsonInt32(1)).append(parameter.bare(), value);
  }

  /** The server's words may quote what they refuse. */
  private void secretly(MongoParameter parameter, MongoNewValue wanted, StepContext step) {
    String text = MongoLogIns.text(wanted.secret().orElseThrow(), context.runner().environment());
    try {
      commands().during(step).admin(command(parameter, new BsonString(text)));
    } catch (DatabaseException e) {
      throw withheld(parameter, e);
    }
  }

  private DatabaseException withheld(MongoParameter parameter, DatabaseException refusal) {
    ErrorDetails details =
        ErrorDetails.of(
                refusal.code(),
                "setting "
                    + parameter.name()
                    + " failed; the server's words are withheld, since they may quote a secret")
            .platform(DatabaseType.MONGODB.id())
            .engine(context.runner().engine())
            .target(parameter.name())
            .isTransient(refusal.isTransient());
    return refusal.nativeCode().map(details::nativeCode).orElse(details).toException();
  }
}

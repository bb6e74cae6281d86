package io.gds.database.mongodb;

import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.settings.TakesEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** What is measured before parameters are set. */
final class MongoSettingChecks {
  private static final int NEAR = 3;

  private final MongoContext context;
  private final Map<String, MongoNewValue> values;
  private final BooleanSupplier closed;
  private final MongoChecks checks;

  /**
   * Checks.
   *
   * @param closed whether nobody can read on the way what is sent
   */
  MongoSettingChecks(
      MongoContext context, Map<String, MongoNewValue> values, BooleanSupplier closed) {
    this.context = context;
    this.values = values;
    this.closed = closed;
    this.checks = new MongoChecks(context);
  }

  /**
   * All checks.
   *
   * @param just what was read just now; null to read it
   */
  List<Check> measure(@Nullable List<MongoParameter> just, Supplier<List<MongoParameter>> reading) {
    List<MongoParameter> now;
    try {
      now = just == null ? reading.get() : just;
    } catch (DatabaseException e) {
      return List.of(
          new Measurements(context.clock())
              .refused("the parameters can be read", context.runner().engine(), "readable", e));
    }
    return checks.of(context.runner().engine(), rights -> all(rights, now));
  }

  private List<Check> all(MongoRights rights, List<MongoParameter> now) {
    List<Check> all = new ArrayList<>();
    List<MongoParameter> meant =
        now.stream().filter(parameter -> values.containsKey(parameter.name())).toList();
    boolean shared =
        meant.stream().anyMatch(parameter -> parameter.scope() == MongoParameter.Scope.CLUSTER);
    boolean own = !shared || meant.size() > 1;
    if (own) {
      all.add(checks.may(rights, MongoAction.SET_PARAMETER));
    }
    if (shared) {
      all.add(checks.may(rights, MongoAction.SET_CLUSTER_PARAMETER));
    }
    values.forEach(
        (name, value) ->
            meant.stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .ifPresentOrElse(
                    parameter -> {
                      List<Check> faults = faults(parameter, value);
                      all.addAll(faults);
                      if (faults.isEmpty()) {
                        all.add(takes(parameter, value));
                      }
                    },
                    () -> all.add(unknown(name, now))));
    if (own && values.values().stream().noneMatch(MongoNewValue::isReset)) {
      all.add(lasts());
    }
    return all;
  }

  /** What stands against a new value of a parameter that is there. */
  List<Check> faults(MongoParameter parameter, MongoNewValue value) {
    List<Check> faults = new ArrayList<>();
    String name = parameter.name();
    if (name.equals("featureCompatibilityVersion")) {
      faults.add(
          refused(
              "the parameter is set by setParameter",
              name,
              "it has a command of its own",
              "a parameter",
              ErrorCode.INVALID_OPTIONS,
              "Use MongoEngine.setFeatureCompatibilityVersion(…)."));
      return faults;
    }
    if (parameter.effect() != TakesEffect.AT_ONCE && parameter.effect() != TakesEffect.UNKNOWN) {
      faults.add(
          refused(
              "the parameter can be set while the server runs",
              name,
              parameter.effect() == TakesEffect.NEVER ? "it is fixed" : "only when it starts",
              "while it runs",
              ErrorCode.INVALID_OPTIONS,
              parameter.effect() == TakesEffect.NEVER
                  ? "It says something of the server, and is nothing to be set."
                  : "Write it into the server's configuration file, and restart it."));
      return faults;
    }
    if (value.isReset() && parameter.start().isEmpty()) {
      faults.add(
          refused(
              "what the parameter was started with is known",
              name,
              parameter.startKnown()
                  ? "it was not given, and the server does not tell its default"
                  : "this user may not ask what the server was started with",
              "given when the server was started",
              ErrorCode.INVALID_OPTIONS,
              "Set it to the value that it shall have; a restart takes back what was set since."));
      return faults;
    }
    if (value.secret().isPresent() != parameter.sensitive()) {
      faults.add(openly(parameter, value));
      return faults;
    }
    if (value.secret().isPresent()) {
      boolean safe = closed.getAsBoolean();
      if (!safe) {
        faults.add(
            refused(
                "a secret is sent encrypted",
                name,
                "anybody on the way can read it",
                "TLS, or this machine",
                ErrorCode.PRECONDITION_FAILED,
                "Connect by TLS."));
      }
    } else if (value.of(parameter).isEmpty()) {
      faults.add(
          refused(
              "the parameter takes the value",
              name,
              "another kind of value",
              limit(parameter),
              ErrorCode.INVALID_OPTIONS,
              "Give a value of that kind."));
    }
    return faults;
  }

  private static String limit(MongoParameter parameter) {
    Optional<BsonType> type = parameter.value().map(BsonValue::getBsonType);
    return type.map(MongoParameterValues::limit)
        .orElse("nothing that is known: the server does not tell what it is now");
  }

  private Check openly(MongoParameter parameter, MongoNewValue value) {
    boolean secret = value.secret().isPresent();
    return refused(
        secret
            ? "a secret is given to a parameter that is one"
            : "a value that may hold a secret is not given openly",
        parameter.name(),
        secret ? "it is shown to whoever asks" : "given by set",
        secret ? "a parameter that is hidden" : "given by setSecret",
        ErrorCode.INVALID_OPTIONS,
        secret ? "Give it by set." : "Give it by setSecret.");
  }

  /** The server may still find it out of range. */
  private Check takes(MongoParameter parameter, MongoNewValue value) {
    return checks.demand(
        true,
        "the parameter takes the value",
        parameter.name(),
        value.secret().isPresent() ? "a secret" : "of its kind",
        limit(parameter),
        ErrorCode.INVALID_OPTIONS,
        "");
  }

  private Check unknown(String name, List<MongoParameter> now) {
    String small = name.toLowerCase(Locale.ROOT);
    List<String> near =
        now.stream()
            .map(MongoParameter::name)
            .filter(known -> small.length() > 2 && small.length() < 64)
            .filter(known -> known.toLowerCase(Locale.ROOT).contains(small))
            .limit(NEAR)
            .toList();
    return refused(
        "the setting exists",
        name.isEmpty() ? "\"\"" : name,
        "not there",
        "a known setting",
        ErrorCode.NOT_FOUND,
        (near.isEmpty() ? "" : "Near it are " + String.join(", ", near) + ". ")
            + "See configuration(…) with advanced ones; those of a cluster begin with "
            + MongoParameter.CLUSTER);
  }

  private Check lasts() {
    return Checks.advise(
        context.clock(),
        false,
        "a new value stays",
        context.runner().engine(),
        "it is of the server that is asked alone, and gone when that stops",
        "on all members, for good",
        "Write it under setParameter into the configuration file of each server that shall have"
            + " it.");
  }

  private Check refused(
      String rule, String subject, String measured, String limit, ErrorCode code, String remedy) {
    return checks.demand(false, rule, subject, measured, limit, code, remedy);
  }
}

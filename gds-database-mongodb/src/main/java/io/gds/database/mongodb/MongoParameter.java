package io.gds.database.mongodb;

import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.TakesEffect;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * A parameter, or an option that the server was started with.
 *
 * @param name as the server has it; of a cluster's with {@value #CLUSTER} before it
 * @param scope whose it is
 * @param value what it is now; empty if the server does not tell
 * @param effect when a new value takes effect
 * @param start what was given for it when the server was started
 * @param startKnown whether it is known what was given when the server was started
 * @param node which member has it
 */
record MongoParameter(
    String name,
    Scope scope,
    Optional<BsonValue> value,
    TakesEffect effect,
    Optional<BsonValue> start,
    boolean startKnown,
    Optional<String> node) {
  /** Stands before the names of a cluster's parameters. */
  static final String CLUSTER = "cluster.";

  /** Whose it is. */
  enum Scope {
    /** Of one server, and gone when that stops. */
    NODE,
    /** Of all servers of a set or cluster, and kept. */
    CLUSTER,
    /** In the configuration file or on the command line. */
    START
  }

  /** A password within a URL. */
  private static final Pattern IN_URL =
      Pattern.compile(".*://[^/@\\s]*:[^/@\\s]*@.*", Pattern.DOTALL);

  static MongoParameter ofNode(
      String name,
      BsonValue told,
      boolean details,
      Optional<BsonValue> start,
      boolean startKnown,
      Optional<String> node) {
    if (!details || !told.isDocument()) {
      return new MongoParameter(
          name, Scope.NODE, Optional.of(told), TakesEffect.UNKNOWN, start, startKnown, node);
    }
    BsonDocument document = told.asDocument();
    boolean running = MongoValues.truth(document, "settableAtRuntime").orElse(false);
    boolean starting = MongoValues.truth(document, "settableAtStartup").orElse(false);
    return new MongoParameter(
        name,
        Scope.NODE,
        MongoValues.value(document, "value"),
        running ? TakesEffect.AT_ONCE : starting ? TakesEffect.ON_RESTART : TakesEffect.NEVER,
        start,
        startKnown,
        node);
  }

  /** Its value is what is left of the document that tells it. */
  static MongoParameter ofCluster(BsonDocument told) {
    BsonDocument value = told.clone();
    value.remove("_id");
    value.remove("clusterParameterTime");
    return new MongoParameter(
        CLUSTER + MongoValues.text(told, "_id").orElse(""),
        Scope.CLUSTER,
        Optional.of(value),
        TakesEffect.AT_ONCE,
        Optional.empty(),
        false,
        Optional.empty());
  }

  static MongoParameter ofStart(String name, BsonValue value) {
    return new MongoParameter(
        name,
        Scope.START,
        Optional.of(value),
        TakesEffect.ON_RESTART,
        Optional.of(value),
        true,
        Optional.empty());
  }

  /** The name that the command takes. */
  String bare() {
    return scope == Scope.CLUSTER ? name.substring(CLUSTER.length()) : name;
  }

  boolean sensitive() {
    return MongoSecretNames.matches(name)
        || value.map(MongoJson::plain).filter(text -> IN_URL.matcher(text).matches()).isPresent();
  }

  SettingKind kind() {
    return value
        .map(
            now ->
                switch (now.getBsonType()) {
                  case BOOLEAN -> SettingKind.BOOLEAN;
                  case INT32, INT64 -> SettingKind.INTEGER;
                  case DOUBLE, DECIMAL128 -> SettingKind.DECIMAL;
                  case STRING -> SettingKind.TEXT;
                  default -> SettingKind.OTHER;
                })
        .orElse(SettingKind.OTHER);
  }

  Setting setting() {
    Setting.Builder setting =
        Setting.builder(name)
            .kind(kind())
            .takesEffect(effect)
            .sensitive(sensitive())
            .advanced(isInternal())
            .attributes(attributes());
    value
        .map(MongoJson::plain)
        .ifPresent(
            text -> {
              setting.value(text);
              setting.runningValue(text);
            });
    source().ifPresent(setting::source);
    return setting.build();
  }

  private boolean isInternal() {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith("internal")
        || lower.startsWith("featureflag")
        || lower.startsWith("failpoint.");
  }

  /** The server does not tell of a value whether it is the default. */
  private Optional<String> source() {
    return switch (scope) {
      case CLUSTER -> Optional.of("the cluster");
      case START -> Optional.of("given at start");
      case NODE -> {
        if (start.isPresent()) {
          yield Optional.of(isAsStarted() ? "given at start" : "set since the start");
        }
        boolean fixed = effect == TakesEffect.ON_RESTART || effect == TakesEffect.NEVER;
        yield startKnown
            ? Optional.of(fixed ? "not given at start" : "default, or set since the start")
            : Optional.empty();
      }
    };
  }

  /** What is given on a command line is text, whatever it means. */
  private boolean isAsStarted() {
    return value.map(MongoJson::plain).equals(start.map(MongoJson::plain));
  }

  private Map<String, String> attributes() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("scope", scope.name().toLowerCase(Locale.ROOT));
    node.ifPresent(at -> all.put("node", at));
    if (scope == Scope.NODE && !sensitive()) {
      start.map(MongoJson::plain).ifPresent(text -> all.put("atStart", text));
    }
    return all;
  }
}

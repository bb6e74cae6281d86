package io.gds.database.mongodb;

import io.gds.database.connection.HostAddress;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/**
 * Raises and lowers the feature compatibility version. The server takes its own version, and that
 * of the release series before it; the newer one only once all members are of that version. The
 * vendor says of the command that it may be sent again if it did not end well.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/setFeatureCompatibilityVersion/">setFeatureCompatibilityVersion</a>
 */
final class MongoFeatureVersions {
  /** The series that are followed by the next one; those between are the vendor's rapid ones. */
  private static final List<MongoVersion> SERIES =
      List.of(
          version("4.0"),
          version("4.2"),
          version("4.4"),
          version("5.0"),
          version("6.0"),
          version("7.0"),
          version("8.0"),
          version("9.0"));

  private static final String DOWN =
      "Remove what newer features have stored, take a backup, and give downgrade: it cannot be"
          + " taken for granted that it works, nor that the older programs start then.";

  private static final String COMMAND = "setFeatureCompatibilityVersion";

  private final MongoContext context;
  private final MongoChecks checks;

  MongoFeatureVersions(MongoContext context) {
    this.context = context;
    this.checks = new MongoChecks(context);
  }

  private static MongoVersion version(String text) {
    return MongoVersion.parse(text).orElseThrow();
  }

  Operation<MongoEngineMetadata> prepare(
      MongoFeatureVersionOptions options, Supplier<MongoEngineMetadata> refreshed) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    MongoProduct product = context.product();
    String engine = context.runner().engine();
    Plan.Builder<MongoEngineMetadata> plan =
        context.runner().<MongoEngineMetadata>plan(COMMAND, engine).options(options);
    plan.measure(() -> checks.of(engine, rights -> all(rights, product, options)));
    BsonDocument command = MongoCommands.command(COMMAND, options.version());
    if (product.isAtLeast(7, 0)) {
      command.append("confirm", BsonBoolean.TRUE);
    }
    plan.step(
        StepKind.COMMAND,
        Effect.IDEMPOTENT,
        MongoStep.of("admin", command).text(),
        step -> context.commands().during(step).admin(command));
    return plan.yields(refreshed);
  }

  private List<Check> all(
      MongoRights rights, MongoProduct product, MongoFeatureVersionOptions options) {
    List<Check> all = new ArrayList<>();
    all.add(checks.may(rights, MongoAction.SET_FEATURE_VERSION));
    all.add(known(product, options.version()));
    all.addAll(product.isRouter() ? ofRouter(product, options) : direction(options));
    all.addAll(members(product, version(options.version())));
    return all;
  }

  private Check known(MongoProduct product, String wanted) {
    List<String> takes = takes(product.version());
    return checks.demand(
        takes.contains(wanted),
        "the server's version takes it",
        wanted,
        "the server is of version " + product.versionText(),
        String.join(" or ", takes),
        ErrorCode.INVALID_OPTIONS,
        "Give one of these, or upgrade the servers series by series first.");
  }

  /** Its own series and the one before, and of rapid releases the release before. */
  static List<String> takes(MongoVersion server) {
    Set<String> all = new LinkedHashSet<>();
    MongoVersion own = MongoVersion.of(server.major(), server.minor());
    all.add(own.major() + "." + own.minor());
    if (own.major() >= 5 && own.minor() > 0) {
      all.add(own.major() + "." + (own.minor() - 1));
    }
    SERIES.stream()
        .filter(series -> series.compareTo(own) < 0)
        .reduce((lower, higher) -> higher)
        .ifPresent(series -> all.add(series.major() + "." + series.minor()));
    return List.copyOf(all);
  }

  /** A router does not tell what the shards have; it takes their own version for it. */
  private List<Check> ofRouter(MongoProduct product, MongoFeatureVersionOptions options) {
    String newest = takes(product.version()).get(0);
    return List.of(
        Checks.notMeasured(
            context.clock(),
            "no other change of it was left half-way",
            options.version(),
            "a router does not tell what it is now",
            "settled"),
        checks.demand(
            options.downgrade() || options.version().equals(newest),
            "it is not lowered unless that is meant",
            options.version(),
            "it may be " + newest + " now",
            options.downgrade() ? "any" : newest,
            ErrorCode.PRECONDITION_FAILED,
            DOWN));
  }

  private List<Check> direction(MongoFeatureVersionOptions options) {
    BsonDocument answer =
        context
            .commands()
            .admin(
                MongoCommands.command("getParameter")
                    .append("featureCompatibilityVersion", new BsonInt32(1)));
    Optional<String> now = MongoValues.text(answer, "featureCompatibilityVersion", "version");
    Optional<String> target =
        MongoValues.text(answer, "featureCompatibilityVersion", "targetVersion");
    String wanted = options.version();
    List<Check> all = new ArrayList<>();
    all.add(
        checks.demand(
            target.isEmpty() || target.get().equals(wanted),
            "no other change of it was left half-way",
            wanted,
            target.map(to -> "on the way to " + to).orElse("settled"),
            "settled, or on the way to " + wanted,
            ErrorCode.WRONG_STATE,
            "Bring it to " + target.orElse("its end") + " first."));
    boolean down =
        now.flatMap(MongoVersion::parse)
            .filter(present -> version(wanted).compareTo(present) < 0)
            .isPresent();
    all.add(
        checks.demand(
            !down || options.downgrade(),
            "it is not lowered unless that is meant",
            wanted,
            "it is " + now.orElse("not known") + " now",
            options.downgrade() ? "any" : now.orElse(wanted) + " or more",
            ErrorCode.PRECONDITION_FAILED,
            DOWN));
    all.add(
        Checks.advise(
            context.clock(),
            now.filter(wanted::equals).isEmpty() || target.isPresent(),
            "it is another one now",
            wanted,
            now.orElse("not known"),
            "another",
            "It is so already; the server will change nothing."));
    if (!down) {
      all.add(
          Checks.advise(
              context.clock(),
              now.filter(wanted::equals).isPresent(),
              "there is a way back",
              wanted,
              "once newer features have stored something there is none",
              "a way back",
              "Let the servers run for a while before, and take a backup."));
    }
    return all;
  }

  /** A member with an older program could not read what is stored then. */
  private List<Check> members(MongoProduct product, MongoVersion wanted) {
    String rule = "all members are of that version or newer";
    if (product.isRouter()) {
      return List.of(
          Checks.notMeasured(
              context.clock(),
              rule,
              context.runner().engine(),
              "a router does not tell the versions of the shards' members",
              wanted.toString()));
    }
    if (product.topology() == MongoTopology.STANDALONE) {
      return List.of();
    }
    List<Check> all = new ArrayList<>();
    for (BsonDocument member : configured()) {
      String host = MongoValues.text(member, "host").orElse("");
      if (MongoValues.truth(member, "arbiterOnly").orElse(false)) {
        all.add(
            Checks.notMeasured(
                context.clock(), rule, host, "arbiters know no users", wanted.toString()));
        continue;
      }
      String found = versionOf(host);
      boolean fits = MongoVersion.parse(found).filter(of -> of.compareTo(wanted) >= 0).isPresent();
      all.add(
          checks.demand(
              fits,
              rule,
              host,
              found,
              wanted.toString(),
              ErrorCode.PRECONDITION_FAILED,
              "Upgrade this member first, and see that it runs and answers."));
    }
    return all;
  }

  /** All members, hidden ones too. */
  private List<BsonDocument> configured() {
    BsonDocument answer = context.commands().admin(MongoCommands.command("replSetGetConfig"));
    return MongoValues.documents(answer, "config", "members");
  }

  private String versionOf(String host) {
    try {
      HostAddress node = MongoConfiguration.node(host);
      BsonDocument build =
          MongoMembers.require(context, node).admin(MongoCommands.command("buildInfo"));
      return MongoValues.text(build, "version").orElse("not known");
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return "not known: " + e.getMessage();
    } catch (IllegalArgumentException e) {
      return "not known: its address is none";
    }
  }
}

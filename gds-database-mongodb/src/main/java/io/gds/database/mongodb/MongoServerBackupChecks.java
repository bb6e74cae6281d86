package io.gds.database.mongodb;

import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/** What a backup of the whole server needs, and what would break it, measured before. */
final class MongoServerBackupChecks {
  /** Commands that write what no dump with an oplog survives. */
  private static final Set<String> BREAKING =
      Set.of(
          "renameCollection",
          "convertToCapped",
          "reshardCollection",
          "unshardCollection",
          "moveCollection",
          "importCollection",
          "setFeatureCompatibilityVersion");

  private static final String NOTHING = "nothing that breaks it is going on";

  private final MongoContext context;
  private final MongoChecks checks;

  MongoServerBackupChecks(MongoContext context) {
    this.context = context;
    checks = new MongoChecks(context);
  }

  void add(Plan.Builder<?> plan, Path archive, boolean oplog) {
    MongoBackupChecks places = new MongoBackupChecks(context, context.runner().engine());
    plan.measure(() -> checks.of(server(), rights -> rights(rights, oplog)));
    places.place(plan, archive);
    plan.measure(() -> List.of(consistency(oplog)));
    if (oplog && context.product().isReplicaSet()) {
      plan.measure(() -> List.of(quiet()));
    }
  }

  /** What a backup of the log needs. */
  void addLog(Plan.Builder<?> plan, Path archive) {
    plan.measure(() -> checks.of(server(), rights -> List.of(oplog(rights))));
    new MongoBackupChecks(context, server()).place(plan, archive);
  }

  private String server() {
    return context.runner().engine();
  }

  private List<Check> rights(MongoRights rights, boolean oplog) {
    List<Check> all = new ArrayList<>();
    all.add(checks.may(rights, MongoAction.LIST_DATABASES));
    List<String> databases =
        context.readings().names().stream().filter(name -> !name.equals("local")).toList();
    for (MongoAction action :
        List.of(MongoAction.LIST_COLLECTIONS, MongoAction.LIST_INDEXES, MongoAction.FIND)) {
      String lacking =
          databases.stream()
              .filter(each -> !mayOn(rights, action, each))
              .findFirst()
              .orElse(server());
      all.add(
          checks.demand(
              lacking.equals(server()),
              "the user has the action " + action.action() + " on all databases",
              lacking,
              lacking.equals(server()) ? "allowed" : "not allowed",
              "allowed",
              ErrorCode.PERMISSION_DENIED,
              "Grant this user the role backup of admin."));
    }
    if (oplog) {
      all.add(oplog(rights));
    }
    return all;
  }

  private Check oplog(MongoRights rights) {
    boolean may = rights.onCollection(MongoAction.FIND, "local", "oplog.rs");
    return checks.demand(
        may,
        "the user may read the oplog",
        "local.oplog.rs",
        may ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        "Grant this user the role backup of admin.");
  }

  /** The role that is made for backups has what belongs to the server by single collections. */
  private static boolean mayOn(MongoRights rights, MongoAction action, String database) {
    return rights.onDatabase(action, database)
        || (MongoNames.SYSTEM.contains(database)
            && rights.onCollection(
                action, database, database.equals("admin") ? "system.users" : "settings"));
  }

  private Check consistency(boolean oplog) {
    boolean set = context.product().isReplicaSet();
    if (oplog) {
      return checks.demand(
          set,
          "the server has an oplog",
          server(),
          context.product().topology().toString(),
          MongoTopology.REPLICA_SET.toString(),
          ErrorCode.UNSUPPORTED_CAPABILITY,
          "Leave includeLogs out: what is written meanwhile is then in the backup or not, document"
              + " by document. Each shard of a cluster has an oplog of its own.");
    }
    return Checks.advise(
        context.clock(),
        false,
        "the backup is of one instant",
        server(),
        set ? "not wished" : "not possible on " + context.product().topology(),
        "one instant",
        context.product().isRouter()
            ? "Documents that move between shards may be in it twice or not at all, and"
                + " transactions in halves: stop the balancer and all writing before."
            : "What is written meanwhile is in it or not, document by document: back up when"
                + " nothing is written, or a replica set with includeLogs.");
  }

  /** A rename that ends while the dump is made is found in the oplog, and ends the backup then. */
  private Check quiet() {
    Optional<String> found;
    try {
      found = breaking();
    } catch (DatabaseException e) {
      return Checks.advise(
          context.clock(),
          false,
          NOTHING,
          server(),
          "not seen: " + e.getMessage(),
          "nothing",
          "If a collection is renamed, or written by $out, meanwhile, the backup fails in the end."
              + " With the action inprog it is looked for before.");
    }
    return checks.demand(
        found.isEmpty(),
        NOTHING,
        server(),
        found.orElse("nothing"),
        "no rename, $out, resharding or change of the feature compatibility version",
        ErrorCode.WRONG_STATE,
        "Wait for it to end, and back up then.");
  }

  private Optional<String> breaking() {
    BsonDocument what = new BsonDocument("allUsers", BsonBoolean.TRUE);
    BsonDocument command =
        MongoCommands.command("aggregate")
            .append("pipeline", new BsonArray(List.of(new BsonDocument("$currentOp", what))))
            .append("cursor", new BsonDocument());
    return context.commands().all("admin", command).stream()
        .flatMap(operation -> MongoValues.document(operation, "command").stream())
        .flatMap(sent -> breaks(sent).stream())
        .findFirst();
  }

  private static Optional<String> breaks(BsonDocument sent) {
    if (sent.isEmpty()) {
      return Optional.empty();
    }
    String name = sent.getFirstKey();
    if (BREAKING.contains(name)) {
      return Optional.of(name + " of " + MongoValues.text(sent, name).orElse("the server"));
    }
    return MongoValues.documents(sent, "pipeline").stream()
        .filter(stage -> stage.containsKey("$out"))
        .findFirst()
        .map(stage -> "$out of " + MongoValues.text(sent, name).orElse("a collection"));
  }
}

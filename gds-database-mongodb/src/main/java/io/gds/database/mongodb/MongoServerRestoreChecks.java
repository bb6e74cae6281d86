package io.gds.database.mongodb;

import io.gds.database.backup.BackupType;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.bson.BsonTimestamp;

/** What a restore of a whole server needs, measured before anything is made. */
final class MongoServerRestoreChecks {
  private static final List<MongoAction> NEEDED =
      List.of(
          MongoAction.CREATE_COLLECTION,
          MongoAction.INSERT,
          MongoAction.CREATE_INDEX,
          MongoAction.DROP_COLLECTION,
          MongoAction.RENAME_COLLECTION);

  private final MongoContext context;
  private final MongoChecks checks;
  private final RestoreOptions options;
  private final MongoServerShelf.Chain chain;
  private final Optional<BsonTimestamp> limit;
  private final String server;

  MongoServerRestoreChecks(
      MongoContext context,
      RestoreOptions options,
      MongoServerShelf.Chain chain,
      Optional<BsonTimestamp> limit) {
    this.context = context;
    this.options = options;
    this.chain = chain;
    this.limit = limit;
    checks = new MongoChecks(context);
    server = context.runner().engine();
  }

  void add(Plan.Builder<?> plan, MongoRestoreSource source, Optional<MongoRestoreItems> items) {
    plan.check(this::type);
    if (items.isEmpty()) {
      return;
    }
    MongoDumpContents contents = source.dump().orElseThrow().contents();
    OptionValues values = options.platformOptions();
    MongoRestoreChecks usual = new MongoRestoreChecks(context, server, values);
    plan.measure(() -> checks.of(server, rights -> rights(rights, contents, items.get())))
        .measure(() -> checks.measured(server, () -> List.of(free(contents))))
        .check(() -> usual.version(contents))
        .check(() -> usual.names(items.get()))
        .check(() -> instant(contents));
    if (contents.oplog()) {
      plan.check(usual::applies);
    }
    if (context.product().isRouter()) {
      plan.check(usual::unsharded);
    }
    if (values.valueOf(MongoRestore.UUIDS)) {
      plan.measure(() -> checks.measured(server, () -> List.of(usual.numbers(items.get()))));
    }
    if (options.overwrite()) {
      plan.measure(() -> checks.measured(server, () -> List.of(others(contents))));
    }
  }

  private Check type() {
    boolean dump = chain.dump().backupType() == BackupType.LOGICAL;
    return checks.demand(
        dump,
        "the backup holds databases",
        chain.dump().location().toString(),
        dump ? "a backup of them" : "a log only",
        "a backup of them",
        ErrorCode.ARCHIVE_UNRECOGNIZED,
        "Name the LOGICAL backup before it, and the instant; the logs beside it are found.");
  }

  private List<Check> rights(
      MongoRights rights, MongoDumpContents contents, MongoRestoreItems items) {
    List<Check> all = new ArrayList<>();
    List<String> databases =
        contents.databases().stream().filter(each -> !MongoNames.SYSTEM.contains(each)).toList();
    for (MongoAction action : NEEDED) {
      String lacking =
          databases.stream()
              .filter(each -> !rights.onDatabase(action, each))
              .findFirst()
              .orElse(server);
      all.add(
          demand(
              lacking.equals(server),
              "the user has the action " + action.action() + " on all databases",
              lacking,
              "Grant this user the role restore of admin."));
    }
    boolean lists = items.of(MongoDumpItem.Kind.LIST).findAny().isPresent();
    if (lists) {
      all.add(
          demand(
              rights.onCollection(MongoAction.INSERT, "admin", "tempusers"),
              "the user may merge users and roles",
              "admin",
              "Grant this user the role restore of admin, or leave them out by "
                  + MongoRestore.USERS.id()
                  + "=false."));
    }
    if (contents.oplog()) {
      all.add(new MongoRestoreChecks(context, server, options.platformOptions()).mayApply(rights));
    }
    return all;
  }

  private Check demand(boolean may, String rule, String subject, String remedy) {
    return checks.demand(
        may,
        rule,
        subject,
        may ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        remedy);
  }

  private Check free(MongoDumpContents contents) {
    Predicate<String> system = MongoNames.SYSTEM::contains;
    TreeSet<String> wanted = new TreeSet<>(contents.databases());
    wanted.removeIf(system);
    List<String> lower = wanted.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
    List<String> taken =
        context.readings().names().stream()
            .filter(system.negate())
            .filter(each -> lower.contains(each.toLowerCase(Locale.ROOT)))
            // What is replaced has the same name; one that differs in case is in the way.
            .filter(each -> !options.overwrite() || !wanted.contains(each))
            .toList();
    return checks.demand(
        taken.isEmpty(),
        "the databases of the backup are not there",
        server,
        taken.isEmpty() ? "free" : "there: " + taken,
        "free",
        ErrorCode.ALREADY_EXISTS,
        "Restore into an empty server, or with overwrite, which replaces them.");
  }

  /** Databases that are in no backup were made later, or are somebody else's. */
  private Check others(MongoDumpContents contents) {
    List<String> others =
        context.readings().names().stream()
            .filter(each -> !MongoNames.SYSTEM.contains(each))
            .filter(each -> !contents.databases().contains(each))
            .toList();
    return Checks.advise(
        context.clock(),
        others.isEmpty(),
        "the server holds nothing that is not in the backup",
        server,
        others.isEmpty() ? "nothing" : others.toString(),
        "nothing",
        "These databases stay as they are, unless the oplog writes to them: then they are dropped"
            + " before.");
  }

  private Check instant(MongoDumpContents contents) {
    Optional<BsonTimestamp> begin = chain.begin();
    boolean limited = limit.isPresent();
    if (!limited || (contents.oplog() && begin.isEmpty())) {
      // What has no manifest tells only when it is read.
      return checks.demand(
          true, "the instant is reached", server, "not limited", "any", ErrorCode.WRONG_STATE, "");
    }
    boolean reached = chain.leadsTo(limit.get());
    return checks.demand(
        reached,
        "the instant is reached",
        options
            .pointInTime()
            .map(Object::toString)
            .orElseGet(() -> MongoPositions.text(limit.get())),
        begin.isEmpty()
            ? "the backup has no oplog, and is of no instant"
            : MongoSnapshot.second(begin.get())
                + " to "
                + chain.end().map(MongoSnapshot::second).map(Object::toString).orElse("?"),
        "within",
        ErrorCode.PRECONDITION_FAILED,
        "reachableWindow tells which instants the backups of a directory lead to.");
  }
}

package io.gds.database.mongodb;

import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** What a restore needs of the server, measured before anything is made. */
final class MongoRestoreChecks {
  private static final int LONGEST_NAMESPACE = 255;

  private final MongoContext context;
  private final MongoChecks checks;
  private final String name;
  private final OptionValues values;

  MongoRestoreChecks(MongoContext context, String name, OptionValues values) {
    this.context = context;
    this.name = name;
    this.values = values;
    checks = new MongoChecks(context);
  }

  /**
   * Adds all.
   *
   * @param replaced whether there is something that is replaced
   */
  void add(
      Plan.Builder<?> plan,
      MongoRestoreSource source,
      Optional<MongoRestoreItems> items,
      boolean replaced) {
    plan.measure(
        () ->
            checks.of(
                name,
                rights -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.notSystem(name));
                  all.add(replaced ? checks.exists(name) : checks.free(name));
                  all.add(checks.may(rights, MongoAction.CREATE_COLLECTION, name));
                  all.add(checks.may(rights, MongoAction.INSERT, name));
                  all.add(checks.may(rights, MongoAction.CREATE_INDEX, name));
                  all.add(checks.may(rights, MongoAction.DROP_COLLECTION, name));
                  all.add(checks.may(rights, MongoAction.RENAME_COLLECTION, name));
                  if (items.filter(this::passesValidators).isPresent()) {
                    all.add(checks.may(rights, MongoAction.BYPASS_VALIDATION, name));
                  }
                  if (items.isPresent() && replays(source)) {
                    all.add(mayApply(rights));
                  }
                  return all;
                }));
    items.ifPresent(
        chosen -> {
          MongoDumpContents contents = source.dump().orElseThrow().contents();
          plan.check(() -> database(contents))
              .check(() -> whole(source))
              .check(() -> version(contents))
              .check(() -> names(chosen));
          if (replays(source)) {
            plan.check(this::applies);
          } else if (contents.oplog()) {
            plan.check(this::ofNoInstant);
          }
          if (context.product().isRouter()) {
            plan.check(this::unsharded);
          }
          if (values.valueOf(MongoRestore.UUIDS)) {
            plan.measure(() -> checks.measured(name, () -> List.of(numbers(chosen))));
          }
          if (values.valueOf(MongoRestore.USERS)) {
            plan.check(() -> lists(chosen));
          }
        });
  }

  private boolean replays(MongoRestoreSource source) {
    return values.valueOf(MongoRestore.OPLOG)
        && source.dump().filter(dump -> dump.contents().oplog()).isPresent();
  }

  /** A router has no applyOps. */
  Check applies() {
    return checks.demand(
        !context.product().isRouter(),
        "an oplog can be done again here",
        name,
        context.product().topology().toString(),
        "a replica set, or a standalone server",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "Restore it into a replica set, or one database of it with "
            + MongoRestore.OPLOG.id()
            + "=false.");
  }

  Check mayApply(MongoRights rights) {
    boolean may = rights.onCluster(MongoAction.APPLY_OPS);
    return checks.demand(
        may,
        "the user has the action " + MongoAction.APPLY_OPS.action(),
        name,
        may ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        MongoAction.APPLY_OPS.remedy()
            + " What is in an oplog may take anyAction on anyResource besides. One database is"
            + " restored without by "
            + MongoRestore.OPLOG.id()
            + "=false.");
  }

  private Check ofNoInstant() {
    return Checks.advise(
        context.clock(),
        false,
        "the database is of one instant",
        name,
        "the oplog of the backup is left out as wished",
        "one instant",
        "What was written while the backup was made is there or not, document by document.");
  }

  /** What the server would refuse of what was there is restored unless validators are wished. */
  private boolean passesValidators(MongoRestoreItems chosen) {
    return !values.valueOf(MongoRestore.VALIDATE)
        && chosen.of(MongoDumpItem.Kind.COLLECTION).anyMatch(MongoRestoreItem::isValidating);
  }

  private Check database(MongoDumpContents contents) {
    Optional<String> meant = MongoRestores.sourceDatabase(contents, values);
    boolean there =
        (contents.items().isEmpty() && !contents.oplog())
            || meant.filter(contents.databases()::contains).isPresent();
    return checks.demand(
        there,
        "the backup holds the database",
        name,
        contents.databases().toString(),
        meant.orElse("one database"),
        ErrorCode.NOT_FOUND,
        "Name one that it holds by " + MongoRestore.SOURCE_DATABASE.id() + ".");
  }

  /** Not refused: who names a backup may want just the part. */
  private Check whole(MongoRestoreSource source) {
    boolean whole = source.info().map(MongoStored::isWhole).orElse(true);
    return Checks.advise(
        context.clock(),
        whole,
        "the backup holds the whole database",
        source.stored().path().toString(),
        whole ? "the whole" : "a part",
        "the whole",
        "What is not in it stays as it is in a database that is there, and is missing in a new one.");
  }

  Check version(MongoDumpContents contents) {
    MongoVersion server = context.product().version();
    Optional<MongoVersion> from = contents.version();
    boolean same =
        from.filter(it -> it.major() == server.major() && it.minor() == server.minor()).isPresent();
    return Checks.advise(
        context.clock(),
        same,
        "the server is of the version of the backup",
        name,
        "backup of "
            + from.map(Object::toString).orElse("an unknown version")
            + ", server "
            + server,
        "the same release",
        "The vendor supports restoring to the same release only; options and indexes that the server"
            + " does not know are refused by it.");
  }

  Check unsharded() {
    return Checks.advise(
        context.clock(),
        false,
        "collections are sharded as they were",
        name,
        "a dump does not tell how they were sharded",
        "sharded as they were",
        "Shard them again after the restore, and let the balancer run.");
  }

  Check names(MongoRestoreItems items) {
    Optional<MongoRestoreItem> tooLong =
        items.collections().stream()
            .filter(
                item ->
                    item.target().toString().getBytes(StandardCharsets.UTF_8).length
                        > LONGEST_NAMESPACE)
            .findFirst();
    return checks.demand(
        tooLong.isEmpty(),
        "all names are short enough",
        name,
        tooLong.map(item -> "too long: " + item.target()).orElse("short enough"),
        LONGEST_NAMESPACE + " bytes for database and collection",
        ErrorCode.INVALID_NAME,
        "Restore it into a database with a shorter name, or under another name by a mapping.");
  }

  /**
   * A collection that is made with the number of one that is there takes its name away: the live
   * one would be gone from where it is.
   */
  Check numbers(MongoRestoreItems items) {
    Map<UUID, String> taken = taken();
    Optional<String> other =
        items.collections().stream()
            .flatMap(item -> MongoCreation.uuid(item).stream())
            .filter(taken::containsKey)
            .map(taken::get)
            .findFirst();
    return checks.demand(
        other.isEmpty(),
        "no collection of the server has a number of the backup",
        name,
        other.map(found -> "taken by " + found).orElse("all free"),
        "all free",
        ErrorCode.ALREADY_EXISTS,
        "Drop that collection first, or leave " + MongoRestore.UUIDS.id() + " out.");
  }

  private Map<UUID, String> taken() {
    Map<UUID, String> taken = new HashMap<>();
    for (String of : context.readings().names()) {
      BsonDocument command =
          new BsonDocument("listCollections", new BsonInt32(1))
              .append("cursor", new BsonDocument());
      for (BsonDocument each : context.commands().all(of, command)) {
        if (each.getDocument("info", new BsonDocument()).get("uuid") instanceof BsonBinary uuid) {
          taken.put(
              uuid.asUuid(), of + "." + each.getString("name", new BsonString("")).getValue());
        }
      }
    }
    return taken;
  }

  /** Users are of the database that they were made in, and so are the verifiers of passwords. */
  private Check lists(MongoRestoreItems items) {
    Optional<MongoRestoreItem> users = items.of(MongoDumpItem.Kind.LIST).findFirst();
    boolean same =
        users.filter(item -> item.item().namespace().database().equals(name)).isPresent();
    return checks.demand(
        same,
        "the users and roles are of this database",
        name,
        users.map(item -> "of " + item.item().namespace().database()).orElse("none in the backup"),
        "of " + name,
        ErrorCode.PRECONDITION_FAILED,
        "Leave " + MongoRestore.USERS.id() + " out, and create them anew.");
  }
}

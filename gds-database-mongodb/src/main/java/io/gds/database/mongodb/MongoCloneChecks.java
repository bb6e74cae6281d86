package io.gds.database.mongodb;

import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.bson.BsonDocument;

/** What is measured before a clone; reads only. */
final class MongoCloneChecks {
  /** What the names of a database and a collection have together, with the dot between them. */
  private static final int NAMESPACE_BYTES = 255;

  /** The same before 4.4. */
  private static final int OLD_NAMESPACE_BYTES = 120;

  private final MongoContext from;
  private final MongoContext to;
  private final String source;
  private final String target;
  private final MongoChecks here;
  private final MongoChecks there;

  /** The plan is made of what was read a moment ago. */
  private final AtomicBoolean fresh = new AtomicBoolean(true);

  MongoCloneChecks(MongoContext from, String source, MongoContext to, String target) {
    this.from = from;
    this.to = to;
    this.source = source;
    this.target = target;
    here = new MongoChecks(from);
    there = new MongoChecks(to);
  }

  /**
   * That there is something to be read and it may be, and that the clone can be made, and dropped
   * again if it fails.
   *
   * @param data whether documents are read
   * @param bypasses whether validators are passed by
   */
  List<Check> ofServers(boolean data, boolean bypasses) {
    if (from == to) {
      return here.of(
          source,
          rights ->
              Stream.concat(ofSource(rights, data).stream(), ofTarget(rights, bypasses).stream())
                  .toList());
    }
    return Stream.concat(
            here.of(source, rights -> ofSource(rights, data)).stream(),
            there.of(target, rights -> ofTarget(rights, bypasses)).stream())
        .toList();
  }

  private List<Check> ofSource(MongoRights rights, boolean data) {
    List<Check> all = new ArrayList<>();
    all.add(here.exists(source));
    all.add(here.notSystem(source));
    all.add(here.may(rights, MongoAction.LIST_COLLECTIONS, source));
    all.add(here.may(rights, MongoAction.LIST_INDEXES, source));
    if (data) {
      all.add(here.may(rights, MongoAction.FIND, source));
    }
    return all;
  }

  private List<Check> ofTarget(MongoRights rights, boolean bypasses) {
    List<Check> all = new ArrayList<>();
    all.add(there.notSystem(target));
    all.add(there.free(target));
    all.add(there.may(rights, MongoAction.CREATE_COLLECTION, target));
    all.add(there.may(rights, MongoAction.INSERT, target));
    all.add(there.may(rights, MongoAction.CREATE_INDEX, target));
    all.add(there.may(rights, MongoAction.DROP_COLLECTION, target));
    if (bypasses) {
      all.add(there.may(rights, MongoAction.BYPASS_VALIDATION, target));
    }
    return all;
  }

  /** What has no collection of users could not be made again; if it is not there, that is told. */
  List<Check> something() {
    return here.measured(
        source,
        () -> {
          boolean empty = MongoClonePlan.listing(from, source).isEmpty();
          return empty && !from.readings().exists(source)
              ? List.of()
              : List.of(
                  here.demand(
                      false,
                      "it has something to be cloned",
                      source,
                      empty ? "neither collections nor views" : "something, since it was planned",
                      "something",
                      ErrorCode.PRECONDITION_FAILED,
                      empty ? "Make a collection first." : "Prepare it again."));
        });
  }

  /** That the source still is what the plan shows, and the other server takes it. */
  List<Check> ofContents(MongoClonePlan plan) {
    return here.measured(
        source,
        () -> {
          List<Check> all = new ArrayList<>();
          boolean same = fresh.getAndSet(false) || plan.isOf(MongoClonePlan.listing(from, source));
          all.add(
              here.demand(
                  same,
                  "its collections and indexes are those of the plan",
                  source,
                  same ? plan.parts().size() + " collections and views" : "changed",
                  "unchanged",
                  ErrorCode.PLAN_STALE,
                  "Prepare it again, when nobody makes, changes or drops collections."));
          all.add(names(plan));
          all.add(kinds(plan));
          if (plan.snapshot()) {
            all.add(snapshot());
          } else if (plan.hasData()) {
            all.add(noInstant());
          }
          return all;
        });
  }

  private Check names(MongoClonePlan plan) {
    MongoVersion version = to.product().version();
    int most = version.isAtLeast(4, 4) ? NAMESPACE_BYTES : OLD_NAMESPACE_BYTES;
    Optional<MongoNamespace> tooLong =
        plan.parts().stream()
            .map(part -> part.item().into(version).orElse(part.item().target()))
            .filter(name -> name.toString().getBytes(StandardCharsets.UTF_8).length > most)
            .findFirst();
    return there.demand(
        tooLong.isEmpty(),
        "the names are not too long together with the clone's",
        target,
        tooLong.map(name -> "too long: " + name).orElse("none is"),
        "at most " + most + " bytes of UTF-8",
        ErrorCode.INVALID_NAME,
        "Give the clone a shorter name.");
  }

  private Check kinds(MongoClonePlan plan) {
    MongoVersion version = to.product().version();
    List<String> lacking = new ArrayList<>();
    for (MongoClonePlan.Part part : plan.parts()) {
      if (part.item().is(MongoDumpItem.Kind.TIMESERIES) && !version.isAtLeast(5, 0)) {
        lacking.add(part.item().target() + " is a time series");
      }
      boolean clustered = part.item().item().metadata().options().containsKey("clusteredIndex");
      if (clustered && !version.isAtLeast(5, 3)) {
        lacking.add(part.item().target() + " is clustered");
      }
      try {
        MongoCreation.requireMakeable(part.item(), version);
      } catch (DatabaseException e) {
        lacking.add(e.details().message());
      }
    }
    return there.demand(
        lacking.isEmpty(),
        "the server that it is made on knows such collections",
        target,
        lacking.isEmpty() ? "all known" : String.join("; ", lacking),
        "known to MongoDB " + to.product().versionText(),
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "Clone to a server of a version that has them, or without them.");
  }

  private Check snapshot() {
    MongoProduct product = from.product();
    return here.demand(
        MongoConsistency.hasSnapshots(product),
        "the server has snapshot reads",
        source,
        product.versionText() + ", " + product.topology(),
        "a replica set or cluster from 5.0 on",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "Leave " + MongoClone.CONSISTENCY.id() + " out, and clone when nothing is written.");
  }

  private Check noInstant() {
    return Checks.advise(
        from.clock(),
        false,
        "the clone is of one instant",
        source,
        "each document is as it was when it was read",
        "one instant",
        "Clone it when nothing is written, or with "
            + MongoClone.CONSISTENCY.id()
            + "=snapshot by the client, from a replica set from 5.0 on.");
  }

  /** That there is room, as far as both servers tell. */
  Check room() {
    String rule = "there is room for it";
    try {
      OptionalLong needed = needed();
      BsonDocument disk = to.commands().anywhere().run("admin", MongoCommands.command("dbStats"));
      OptionalLong total = MongoValues.number(disk, "fsTotalSize");
      OptionalLong used = MongoValues.number(disk, "fsUsedSize");
      if (needed.isEmpty() || total.isEmpty() || used.isEmpty()) {
        return Checks.notMeasured(
            to.clock(), rule, target, "the server does not tell it", "enough");
      }
      long free = total.getAsLong() - used.getAsLong();
      return Checks.advise(
          to.clock(),
          free >= needed.getAsLong(),
          rule,
          target,
          free + " bytes free",
          needed.getAsLong() + " bytes, as the source has",
          "Make room on the server's disk, and on those of the other members of its set.");
    } catch (DatabaseException e) {
      return Checks.notMeasured(to.clock(), rule, target, String.valueOf(e.getMessage()), "enough");
    }
  }

  /** What the files of the source are long: those of the clone will be about as long. */
  private OptionalLong needed() {
    BsonDocument stats = from.commands().anywhere().run(source, MongoCommands.command("dbStats"));
    OptionalLong storage = MongoValues.number(stats, "storageSize");
    OptionalLong indexes = MongoValues.number(stats, "indexSize");
    return storage.isEmpty() || indexes.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(storage.getAsLong() + indexes.getAsLong());
  }
}

package io.gds.database.mongodb;

import io.gds.database.AccessMode;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseQuery;
import io.gds.database.DatabaseState;
import io.gds.database.Detail;
import io.gds.database.EngineStatus;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** Reads what is known of the server and its databases. */
final class MongoReadings {
  private final MongoContext context;

  MongoReadings(MongoContext context) {
    this.context = context;
  }

  private MongoCommands commands() {
    return context.commands().anywhere();
  }

  MongoEngineMetadata engine() {
    BsonDocument build = commands().admin(MongoCommands.command("buildInfo"));
    BsonDocument hello = commands().admin(MongoCommands.command("isMaster"));
    MongoProduct product = context.seen(MongoProduct.of(build, hello));
    Optional<BsonDocument> status = permitted(() -> commands().admin(cheapStatus()));
    // A router has none, and refuses the question as one about nothing.
    Optional<BsonDocument> feature =
        product.isRouter()
            ? Optional.empty()
            : permitted(
                () ->
                    commands()
                        .admin(
                            MongoCommands.command("getParameter")
                                .append("featureCompatibilityVersion", new BsonInt32(1))));
    Optional<BsonDocument> options =
        permitted(() -> commands().admin(MongoCommands.command("getCmdLineOpts")));
    Optional<HostAddress> host = context.info().hosts().stream().findFirst();
    Instant now = context.clock().instant();
    return new MongoEngineMetadata(
        context.runner().engine(),
        product.versionText(),
        Optional.of(product.enterprise() ? "Enterprise" : "Community"),
        host.map(HostAddress::host),
        host.isPresent()
            ? OptionalInt.of(host.get().port().orElse(MongoUrlGrammar.DEFAULT_PORT))
            : OptionalInt.empty(),
        isWritable(hello) ? EngineStatus.ONLINE : EngineStatus.READ_ONLY,
        context.info().decommissionedAt(),
        now,
        product.topology(),
        product.setName(),
        MongoValues.text(hello, "me"),
        MongoValues.text(hello, "primary"),
        MongoValues.texts(hello, "hosts"),
        status.flatMap(read -> MongoValues.text(read, "storageEngine", "name")),
        journaling(product, status, options),
        feature.flatMap(read -> MongoValues.text(read, "featureCompatibilityVersion", "version")),
        status.flatMap(read -> MongoValues.text(read, "process")),
        status
            .map(read -> MongoValues.number(read, "uptimeMillis"))
            .filter(OptionalLong::isPresent)
            .map(up -> now.minusMillis(up.getAsLong())),
        MongoValues.text(build, "gitVersion"),
        (int) MongoValues.number(build, "maxBsonObjectSize").orElse(16 * 1024 * 1024));
  }

  /** The sections of the status that cost something are left out. */
  private static BsonDocument cheapStatus() {
    BsonDocument command = MongoCommands.command("serverStatus");
    for (String section :
        List.of(
            "metrics", "wiredTiger", "tcmalloc", "locks", "latchAnalysis", "sharding", "repl")) {
      command.append(section, new BsonInt32(0));
    }
    return command;
  }

  /** From 6.1 on there is no way to switch it off. */
  private static Optional<Boolean> journaling(
      MongoProduct product, Optional<BsonDocument> status, Optional<BsonDocument> options) {
    if (product.isRouter()) {
      return Optional.empty();
    }
    if (product.isAtLeast(6, 1)) {
      return Optional.of(true);
    }
    Optional<Boolean> said =
        options.flatMap(read -> MongoValues.truth(read, "parsed", "storage", "journal", "enabled"));
    boolean wiredTiger =
        status
            .flatMap(read -> MongoValues.text(read, "storageEngine", "name"))
            .filter("wiredTiger"::equals)
            .isPresent();
    return said.isPresent() || options.isEmpty() || !wiredTiger ? said : Optional.of(true);
  }

  private static boolean isWritable(BsonDocument hello) {
    return MongoValues.truth(hello, "ismaster")
        .or(() -> MongoValues.truth(hello, "isWritablePrimary"))
        .orElse(false);
  }

  /** What this user may not ask, or this server does not know, is nothing. */
  private static Optional<BsonDocument> permitted(Supplier<BsonDocument> asked) {
    try {
      return Optional.of(asked.get());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED || e.code() == ErrorCode.UNSUPPORTED_CAPABILITY) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The server's clock. */
  Instant serverTime() {
    BsonDocument hello = commands().admin(MongoCommands.command("isMaster"));
    return MongoValues.instant(hello, "localTime")
        .orElseThrow(
            () ->
                ErrorDetails.of(ErrorCode.STATEMENT_FAILED, "the server does not tell its time")
                    .platform(DatabaseType.MONGODB.id())
                    .engine(context.runner().engine())
                    .toException());
  }

  void ping() {
    context.commands().anywhere().admin(MongoCommands.command("ping"));
  }

  List<MongoDatabaseMetadata> databases(DatabaseQuery query) {
    boolean sizes = query.details().contains(Detail.SIZE);
    return listed(Optional.empty(), sizes).stream()
        .filter(found -> query.includesSystem() || !isSystem(found))
        .filter(found -> query.matches(name(found)))
        .map(found -> listed(found, query.details()))
        .toList();
  }

  private static boolean isSystem(BsonDocument found) {
    return MongoNames.SYSTEM.contains(name(found));
  }

  private static String name(BsonDocument found) {
    return MongoValues.neededText(found, "name");
  }

  /** One command, with sizes only if they are asked for: the server adds up each database. */
  private List<BsonDocument> listed(Optional<String> name, boolean sizes) {
    BsonDocument command =
        MongoCommands.command("listDatabases")
            .append("nameOnly", BsonBoolean.valueOf(!sizes))
            .append("authorizedDatabases", BsonBoolean.TRUE);
    name.ifPresent(
        only -> command.append("filter", new BsonDocument("name", new BsonString(only))));
    return MongoValues.neededDocuments(commands().admin(command), "databases").stream()
        .filter(found -> name.isEmpty() || name.get().equals(name(found)))
        .toList();
  }

  /** The names of all databases, the server's own too, as far as this user is told of them. */
  List<String> names() {
    BsonDocument command =
        MongoCommands.command("listDatabases").append("nameOnly", BsonBoolean.TRUE);
    return MongoValues.neededDocuments(commands().admin(command), "databases").stream()
        .map(MongoReadings::name)
        .toList();
  }

  boolean exists(String name) {
    return !listed(Optional.of(name), false).isEmpty();
  }

  /** A database whose name differs in the case of letters at most. */
  Optional<String> sameButForCase(String name) {
    return listed(Optional.empty(), false).stream()
        .map(MongoReadings::name)
        .filter(name::equalsIgnoreCase)
        .findFirst();
  }

  Optional<MongoDatabaseMetadata> find(String name, Set<Detail> details) {
    return listed(Optional.of(name), false).stream()
        .findFirst()
        .map(
            found -> details.contains(Detail.SIZE) ? sized(name, details) : listed(found, details));
  }

  MongoDatabaseMetadata require(String name, Set<Detail> details) {
    return find(name, details)
        .orElseThrow(
            () ->
                ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no database \"" + name + "\"")
                    .platform(DatabaseType.MONGODB.id())
                    .engine(context.runner().engine())
                    .target(name)
                    .remedy("See databases(), and write the name as it is there.")
                    .toException());
  }

  private MongoDatabaseMetadata listed(BsonDocument found, Set<Detail> details) {
    OptionalLong size = MongoValues.number(found, "sizeOnDisk");
    return of(name(found), size, details, size.isPresent(), new BsonDocument());
  }

  private MongoDatabaseMetadata sized(String name, Set<Detail> details) {
    BsonDocument stats = commands().run(name, MongoCommands.command("dbStats"));
    OptionalLong storage = MongoValues.number(stats, "storageSize");
    OptionalLong index = MongoValues.number(stats, "indexSize");
    OptionalLong size =
        storage.isPresent()
            ? OptionalLong.of(storage.getAsLong() + index.orElse(0))
            : OptionalLong.empty();
    return of(name, size, details, size.isPresent(), stats);
  }

  private MongoDatabaseMetadata of(
      String name, OptionalLong size, Set<Detail> asked, boolean sized, BsonDocument stats) {
    Set<Detail> read = EnumSet.noneOf(Detail.class);
    Map<Detail, String> unreadable = new EnumMap<>(Detail.class);
    for (Detail detail : asked) {
      if (detail == Detail.SIZE && sized) {
        read.add(detail);
      } else {
        unreadable.put(detail, why(detail));
      }
    }
    return new MongoDatabaseMetadata(
        name,
        new DatabaseCondition(DatabaseState.ONLINE, AccessMode.MULTI_USER, false),
        size,
        read,
        unreadable,
        context.clock().instant(),
        MongoValues.number(stats, "collections"),
        MongoValues.number(stats, "views"),
        MongoValues.number(stats, "objects"),
        MongoValues.number(stats, "dataSize"),
        MongoValues.number(stats, "storageSize"),
        MongoValues.number(stats, "indexes"),
        MongoValues.number(stats, "indexSize"));
  }

  private static String why(Detail detail) {
    return switch (detail) {
      case SIZE -> "the server did not tell it";
      case LAST_BACKUP -> "the server keeps no record of backups";
      case REPLICATION -> "it belongs to the whole server: see haStatus()";
      case SESSIONS -> "the server counts connections, and not by database";
    };
  }
}

package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.schema.TableKind;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * Lists the collections and views of a database, by one command; by a second one where this user
 * may see names only, or nothing was found and the question is whether the database is there.
 */
final class MongoCollections {
  /** Databases that hold nothing but the server's own. */
  private static final Set<String> OWN = Set.of("config", "local");

  private final MongoContext context;
  private final String database;

  MongoCollections(MongoContext context, String database) {
    this.context = context;
    this.database = database;
  }

  /**
   * All of them, by name.
   *
   * @throws io.gds.database.error.NotFoundException if there is no such database
   */
  List<MongoCollectionInfo> list() {
    context.runner().requireOpen();
    List<MongoCollectionInfo> all =
        listed().stream()
            .map(this::info)
            .sorted(Comparator.comparing(MongoCollectionInfo::name))
            .toList();
    if (all.isEmpty()) {
      context.readings().require(database, Set.of());
    }
    return all;
  }

  private List<BsonDocument> listed() {
    MongoCommands commands = context.commands().anywhere();
    BsonDocument command = MongoCommands.command("listCollections");
    try {
      return commands.all(database, command);
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.PERMISSION_DENIED) {
        throw e;
      }
      // What a user may use it may see the names of, without a right of its own to list.
      return commands.all(
          database,
          command
              .clone()
              .append("nameOnly", BsonBoolean.TRUE)
              .append("authorizedCollections", BsonBoolean.TRUE));
    }
  }

  private MongoCollectionInfo info(BsonDocument found) {
    String name = MongoValues.neededText(found, "name");
    TableKind kind = kind(MongoValues.text(found, "type").orElse("collection"));
    BsonDocument options = MongoValues.document(found, "options").orElseGet(BsonDocument::new);
    boolean capped = MongoValues.truth(options, "capped").orElse(false);
    BsonDocument limits = capped ? options : new BsonDocument();
    return new MongoCollectionInfo(
        name,
        kind,
        name.startsWith("system.") || OWN.contains(database),
        uuid(found),
        MongoValues.truth(found, "info", "readOnly").orElse(kind == TableKind.VIEW),
        MongoValues.number(limits, "size"),
        MongoValues.number(limits, "max"),
        isClustered(options, kind),
        MongoValues.text(options, "viewOn"),
        MongoValues.value(options, "pipeline")
            .filter(BsonValue::isArray)
            .map(BsonValue::asArray)
            .map((BsonArray stages) -> MongoJson.of(stages)),
        MongoValues.text(options, "timeseries", "timeField"),
        MongoValues.document(options, "validator").map(MongoJson::of),
        MongoValues.text(options, "validationLevel"),
        MongoValues.text(options, "validationAction"),
        MongoValues.text(options, "collation", "locale"),
        found.containsKey("options") ? Optional.of(MongoJson.of(options)) : Optional.empty());
  }

  private static TableKind kind(String type) {
    return switch (type) {
      case "collection" -> TableKind.COLLECTION;
      case "view" -> TableKind.VIEW;
      case "timeseries" -> TableKind.TIME_SERIES;
      default -> TableKind.OTHER;
    };
  }

  /** The buckets of a time series say {@code true}, collections the index. */
  private static boolean isClustered(BsonDocument options, TableKind kind) {
    return kind == TableKind.COLLECTION
        && (MongoValues.document(options, "clusteredIndex").isPresent()
            || MongoValues.truth(options, "clusteredIndex").orElse(false));
  }

  private static Optional<UUID> uuid(BsonDocument found) {
    return MongoValues.value(found, "info", "uuid")
        .filter(BsonValue::isBinary)
        .map(BsonValue::asBinary)
        .filter(binary -> binary.getType() == 4 && binary.getData().length == 16)
        .map(BsonBinary::asUuid);
  }
}

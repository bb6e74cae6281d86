package io.gds.database.mongodb;

import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.schema.TableKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bson.BsonDocument;

/** What an import needs, measured before anything is sent. */
final class MongoImportChecks {
  private final MongoContext context;
  private final MongoChecks checks;
  private final MongoNamespace into;
  private final MongoImportOptions options;

  MongoImportChecks(MongoContext context, MongoNamespace into, MongoImportOptions options) {
    this.context = context;
    this.into = into;
    this.options = options;
    checks = new MongoChecks(context);
  }

  /** What there is under the exact name, system collections left out. */
  static Optional<MongoCollectionInfo> found(MongoContext context, MongoNamespace name) {
    return new MongoCollections(context, name.database())
        .list().stream().filter(each -> each.name().equals(name.collection())).findFirst();
  }

  Check file(Path file) {
    boolean readable = Files.isRegularFile(file) && Files.isReadable(file);
    return checks.demand(
        readable,
        "the file can be read",
        file.toString(),
        readable ? "a file" : Files.exists(file) ? "no plain file, or not readable" : "not there",
        "a file that can be read",
        ErrorCode.NOT_FOUND,
        "Check the path, and let the user that this process runs as read it.");
  }

  List<Check> ofServer() {
    return checks.of(
        into.toString(),
        rights -> {
          List<Check> all = new ArrayList<>();
          all.add(checks.notSystem(into.database()));
          boolean exists = context.readings().exists(into.database());
          if (!exists) {
            all.add(checks.free(into.database()));
          }
          Optional<MongoCollectionInfo> found = exists ? found(context, into) : Optional.empty();
          all.add(writable(found));
          needed().forEach(action -> all.add(may(rights, action)));
          if (options.drop() && found.isPresent()) {
            all.add(dropped());
          }
          return all;
        });
  }

  private Check writable(Optional<MongoCollectionInfo> found) {
    boolean view = found.filter(info -> info.kind() == TableKind.VIEW).isPresent();
    return checks.demand(
        !view,
        "it is no view",
        into.toString(),
        view ? "a view" : found.isPresent() ? "there already" : "not there: the server makes it",
        "a collection, or nothing",
        ErrorCode.PRECONDITION_FAILED,
        "Import into the collection that the view is of.");
  }

  private List<MongoAction> needed() {
    List<MongoAction> needed = new ArrayList<>();
    if (options.mode() != MongoImportMode.DELETE) {
      needed.add(MongoAction.INSERT);
    }
    switch (options.mode()) {
      case UPSERT, MERGE -> needed.add(MongoAction.UPDATE);
      case DELETE -> needed.add(MongoAction.REMOVE);
      case INSERT -> {
        // That is all.
      }
    }
    if (options.drop()) {
      needed.add(MongoAction.DROP_COLLECTION);
    }
    if (!options.validate()) {
      needed.add(MongoAction.BYPASS_VALIDATION);
    }
    return needed;
  }

  private Check may(MongoRights rights, MongoAction action) {
    boolean may = rights.onCollection(action, into.database(), into.collection());
    return checks.demand(
        may,
        "the user has the action " + action.action(),
        into.toString(),
        may ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        action.remedy());
  }

  /** Told, since it is asked for. */
  private Check dropped() {
    BsonDocument count = MongoCommands.command("count", into.collection());
    OptionalLong documents =
        MongoValues.number(context.commands().run(into.database(), count), "n");
    return Checks.advise(
        context.clock(),
        false,
        "nothing is dropped",
        into.toString(),
        documents.isPresent()
            ? "dropped first, with its " + documents.getAsLong() + " documents"
            : "dropped first",
        "nothing",
        "Its indexes, validator and other options go too, and an import makes none of them: back it"
            + " up first, or leave the dropping out.");
  }
}

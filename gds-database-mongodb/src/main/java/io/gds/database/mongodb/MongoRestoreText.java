package io.gds.database.mongodb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;

/** What a restore is going to send, for its script. Immutable. */
record MongoRestoreText(
    MongoRestoreItems items, MongoRestoreWish wish, MongoVersion server, String database) {
  private static final String LINE = "\n";

  /** Collections that are filled beside what is there. */
  String fill(Path from) {
    List<String> lines = new ArrayList<>();
    for (MongoRestoreItem item : items.collections()) {
      if (!items.isLast(item)) {
        creation(item, lines);
      }
    }
    lines.add(
        "// insert the documents of "
            + from
            + ", "
            + wish.parallel()
            + " collections at once, in batches of "
            + wish.batch()
            + " at most, not in order");
    for (MongoRestoreItem item : items.collections()) {
      if (!items.isLast(item) && !wish.oplog()) {
        indexes(item, item.filled(), lines);
      }
    }
    return String.join(LINE, lines);
  }

  /** What the oplog tells, and what comes after that. */
  String replay(String oplog) {
    List<String> lines = new ArrayList<>();
    lines.add("// do again by applyOps what was written: " + oplog);
    for (MongoRestoreItem item : items.collections()) {
      if (!item.is(MongoDumpItem.Kind.VIEW)) {
        indexes(item, item.target(), lines);
      }
    }
    lines.add("// … and such indexes as the oplog tells of, if they are still there at its end");
    return String.join(LINE, lines);
  }

  private void creation(MongoRestoreItem item, List<String> lines) {
    BsonDocument command = MongoCreation.command(item, server);
    lines.add(MongoStep.of(item.filled().database(), command).text());
    if (wish.uuids()) {
      MongoCreation.uuid(item).ifPresent(uuid -> lines.add("// … by applyOps, with uuid " + uuid));
    }
  }

  private void indexes(MongoRestoreItem item, MongoNamespace of, List<String> lines) {
    List<BsonDocument> wanted =
        MongoIndexes.wanted(item.item().metadata().indexes(), item.item().metadata().options())
            .indexes();
    if (wish.indexes() && !wanted.isEmpty()) {
      lines.add(MongoStep.of(of.database(), MongoCreation.indexesCommand(of, wanted)).text());
    }
  }

  /** Collections that take their places. */
  String swap() {
    List<String> lines = new ArrayList<>();
    for (MongoRestoreItem item : items.collections()) {
      if (item.isSwapped()) {
        lines.add(
            MongoStep.of(
                    "admin",
                    MongoCreation.swapCommand(item.filled(), item.target(), wish.overwrite()))
                .text());
      }
    }
    if (wish.replaceAll()) {
      lines.add("// drop what else is in " + database + ", but for what is the server's own");
    }
    return lines.isEmpty() ? "// no collection is renamed" : String.join(LINE, lines);
  }

  /** Whether something comes after that. */
  boolean hasLast() {
    return wish.lists() || items.collections().stream().anyMatch(items::isLast);
  }

  /** What has no other name: it is dropped and made at the end. */
  String finish() {
    List<String> lines = new ArrayList<>();
    for (MongoRestoreItem item : items.collections()) {
      if (!items.isLast(item)) {
        continue;
      }
      if (wish.overwrite()) {
        lines.add(
            MongoStep.of(
                    item.target().database(),
                    MongoCommands.command("drop", item.target().collection()))
                .text());
      }
      creation(item, lines);
      if (!item.is(MongoDumpItem.Kind.VIEW)) {
        lines.add("// insert its documents");
        if (!wish.oplog()) {
          indexes(item, item.filled(), lines);
        }
      }
    }
    if (wish.lists()) {
      lines.add("// merge the users and roles of " + database + " by _mergeAuthzCollections");
    }
    return String.join(LINE, lines);
  }
}

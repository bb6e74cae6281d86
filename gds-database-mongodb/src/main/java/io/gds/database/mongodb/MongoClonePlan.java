package io.gds.database.mongodb;

import io.gds.database.cloning.CloneKind;
import io.gds.database.core.StepContext;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** What a clone consists of, and what is sent for it; decided while planning. Immutable. */
final class MongoClonePlan {
  private static final String FUNCTIONS = "system.js";

  /** Collections with these options are filled by the client: the server's own way is not sure. */
  private static final Set<String> NOT_BY_SERVER =
      Set.of("capped", "clusteredIndex", "encryptedFields");

  private final List<MongoDumpItem> items;
  private final List<Part> parts;
  private final List<String> notes;
  private final CloneKind kind;
  private final OptionValues values;
  private final boolean snapshot;

  /**
   * One collection, view or time series.
   *
   * @param item what it is and becomes
   * @param create makes it
   * @param indexes makes its indexes, if it has some besides that on {@code _id}
   * @param merge makes the server copy its documents; empty if the client does
   * @param wish how the client inserts them
   */
  record Part(
      MongoRestoreItem item,
      MongoStep create,
      Optional<MongoStep> indexes,
      Optional<MongoStep> merge,
      MongoRestoreWish wish) {
    boolean isView() {
      return item.is(MongoDumpItem.Kind.VIEW);
    }

    /** What happens to its documents, as the script shows it. */
    String copyText() {
      return merge
          .map(MongoStep::text)
          .orElseGet(
              () ->
                  "// read all documents, and insert them as the bytes that they are: "
                      + new BsonDocument("from", new BsonString(item.item().namespace().toString()))
                          .append("to", new BsonString(item.target().toString()))
                          .toJson());
    }
  }

  private MongoClonePlan(
      List<MongoDumpItem> items,
      List<Part> parts,
      List<String> notes,
      CloneKind kind,
      OptionValues values,
      boolean snapshot) {
    this.items = List.copyOf(items);
    this.parts = List.copyOf(parts);
    this.notes = List.copyOf(notes);
    this.kind = kind;
    this.values = values;
    this.snapshot = snapshot;
  }

  /** What there is to be cloned, read now. */
  static List<MongoDumpItem> listing(MongoContext from, String source) {
    MongoVersion version = from.product().version();
    return from.commands()
        .call(
            "listCollections",
            ignored ->
                new MongoDumpListing(from.connections().client(), version, MongoDumpWish.of(source))
                    .items());
  }

  /** The same during a step. */
  List<MongoDumpItem> listing(MongoContext from, StepContext step) {
    step.throwIfCancelled();
    return listing(from, items.get(0).namespace().database());
  }

  /**
   * Decides.
   *
   * @param items what there is; not empty
   * @param from the server that it is on
   * @param version of the server that the clone is made on
   */
  static MongoClonePlan of(
      List<MongoDumpItem> items,
      MongoProduct from,
      String target,
      MongoVersion version,
      CloneKind kind,
      OptionValues values) {
    List<Part> parts = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    boolean server = values.valueOf(MongoClone.METHOD) == MongoCloneMethod.SERVER;
    int parallel = values.valueOf(MongoClone.PARALLEL);
    for (MongoDumpItem each : items) {
      MongoNamespace namespace = new MongoNamespace(target, each.namespace().collection());
      MongoRestoreItem item = new MongoRestoreItem(each, namespace, namespace);
      BsonDocument options = each.metadata().options();
      MongoIndexes.Wanted wanted = MongoIndexes.wanted(each.metadata().indexes(), options);
      wanted.notes().forEach(note -> notes.add(namespace + ": " + note));
      MongoRestoreWish wish =
          MongoRestoreWish.USUAL
              .validate(!item.isValidating())
              .sending(
                  MongoRestoreWish.USUAL.writeConcern(), parallel, MongoRestoreWish.USUAL.batch());
      parts.add(
          new Part(
              item,
              step(target, MongoCreation.command(item, version)),
              wanted.indexes().isEmpty()
                  ? Optional.empty()
                  : Optional.of(
                      step(target, MongoCreation.indexesCommand(namespace, wanted.indexes()))),
              server && isForServer(each)
                  ? Optional.of(merge(each, target, wish))
                  : Optional.empty(),
              wish));
    }
    MongoConsistency consistency =
        values
            .given(MongoClone.CONSISTENCY)
            .orElseGet(() -> server ? MongoConsistency.NONE : MongoConsistency.usual(from));
    boolean snapshot = kind.hasData() && consistency == MongoConsistency.SNAPSHOT;
    return new MongoClonePlan(items, parts, notes, kind, values, snapshot);
  }

  private static MongoStep step(String database, BsonDocument command) {
    return MongoStep.of(
        database,
        command.append("writeConcern", MongoRestoreWish.USUAL.writeConcern().asDocument()));
  }

  private static boolean isForServer(MongoDumpItem item) {
    return item.kind() == MongoDumpItem.Kind.COLLECTION
        && !item.namespace().collection().startsWith("system.")
        && NOT_BY_SERVER.stream().noneMatch(item.metadata().options()::containsKey);
  }

  /** A document that is met twice ends it: with anything else the server would not just insert. */
  private static MongoStep merge(MongoDumpItem item, String target, MongoRestoreWish wish) {
    BsonDocument merge =
        new BsonDocument(
                "into",
                new BsonDocument("db", new BsonString(target))
                    .append("coll", new BsonString(item.namespace().collection())))
            .append("on", new BsonString("_id"))
            .append("whenMatched", new BsonString("fail"))
            .append("whenNotMatched", new BsonString("insert"));
    BsonDocument command =
        MongoCommands.command("aggregate", item.namespace().collection())
            .append("pipeline", new BsonArray(List.of(new BsonDocument("$merge", merge))))
            .append("cursor", new BsonDocument());
    if (!wish.validate()) {
      command.append("bypassDocumentValidation", BsonBoolean.TRUE);
    }
    return step(item.namespace().database(), command);
  }

  /** Whether what there is now is what this was decided for. */
  boolean isOf(List<MongoDumpItem> now) {
    return items.equals(now);
  }

  List<Part> parts() {
    return parts;
  }

  /** All that is filled: stored functions are structure. */
  List<Part> copied() {
    return parts.stream()
        .filter(part -> part.item().item().data().isPresent())
        .filter(part -> kind.hasData() || part.item().target().collection().equals(FUNCTIONS))
        .toList();
  }

  /** Whether the server copies something. */
  boolean isByServer() {
    return copied().stream().anyMatch(part -> part.merge().isPresent());
  }

  /** Whether the server is told to take documents that a validator would refuse. */
  boolean bypasses() {
    return copied().stream().anyMatch(part -> !part.wish().validate());
  }

  /** What a snapshot does not have, though it is asked for: it is as it is when it is read. */
  List<String> outsideSnapshot() {
    return copied().stream()
        .map(part -> part.item().item())
        .filter(item -> !MongoDumpReading.isOfSnapshot(item))
        .map(item -> item.namespace().collection())
        .toList();
  }

  boolean hasData() {
    return kind.hasData();
  }

  boolean snapshot() {
    return snapshot;
  }

  int parallel() {
    return values.valueOf(MongoClone.PARALLEL);
  }

  /** What of the indexes is made otherwise than it was, for people. */
  List<String> notes() {
    return notes;
  }
}

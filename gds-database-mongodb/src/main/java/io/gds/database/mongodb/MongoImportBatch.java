package io.gds.database.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.StepContext;
import io.gds.database.core.url.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Documents that are sent at once, and what the server said of those that were. Used by one thread
 * at a time.
 */
final class MongoImportBatch {
  /** A key that is there already, and a validator's refusal: others may be taken all the same. */
  static final Set<Integer> GONE_ON = Set.of(11_000, 121);

  private static final int MESSAGE_LIMIT = 300;

  private final MongoContext context;
  private final MongoNamespace into;
  private final MongoImportOptions options;
  private final WriteConcern concern;
  private final Consumer<Fault> refusal;
  private List<Entry> entries = new ArrayList<>();
  private long bytes;
  private long inserted;
  private long matched;
  private long modified;
  private long deleted;
  private long refused;

  /** A document and where it stands in the file. */
  private record Entry(long line, RawBsonDocument document) {}

  /** One that the server refused. */
  record Fault(long line, RawBsonDocument document, int code, String message) {}

  /** What the server said of some. */
  private record Answer(
      BulkWriteResult result,
      List<BulkWriteError> errors,
      @Nullable WriteConcernError unconfirmed) {}

  /**
   * A batch.
   *
   * @param refusal told of each that is refused; throws if that ends it
   */
  MongoImportBatch(
      MongoContext context,
      MongoNamespace into,
      MongoImportOptions options,
      WriteConcern concern,
      Consumer<Fault> refusal) {
    this.context = context;
    this.into = into;
    this.options = options;
    this.concern = concern;
    this.refusal = refusal;
  }

  void add(long line, RawBsonDocument document, int length) {
    entries.add(new Entry(line, document));
    bytes += length;
  }

  int size() {
    return entries.size();
  }

  long bytes() {
    return bytes;
  }

  long lastLine() {
    return entries.get(entries.size() - 1).line();
  }

  /** The command that the server knows it by. */
  String command() {
    return switch (options.mode()) {
      case INSERT -> "insert";
      case UPSERT, MERGE -> "update";
      case DELETE -> "delete";
    };
  }

  /** Sends all of it. What is refused keeps nothing back unless it ends the import. */
  void send(StepContext step) {
    List<Entry> full = entries;
    entries = new ArrayList<>();
    bytes = 0;
    boolean ordered = options.ordered() || options.mode() != MongoImportMode.INSERT;
    List<Entry> left = new ArrayList<>();
    List<WriteModel<RawBsonDocument>> models = new ArrayList<>();
    for (Entry entry : full) {
      model(entry.document())
          .ifPresent(
              model -> {
                left.add(entry);
                models.add(model);
              });
    }
    int from = 0;
    while (from < models.size()) {
      Answer answer = answer(models.subList(from, models.size()), ordered, step);
      count(answer, models.size() - from);
      int next = models.size();
      for (BulkWriteError error : answer.errors()) {
        Entry entry = left.get(from + error.getIndex());
        refused++;
        refusal.accept(
            new Fault(
                entry.line(),
                entry.document(),
                error.getCode(),
                Printable.line(error.getMessage(), MESSAGE_LIMIT)));
        // In order, nothing behind one that is refused was tried.
        next = ordered ? from + error.getIndex() + 1 : next;
      }
      requireConfirmed(answer);
      from = next;
    }
  }

  /** Never more than were sent and not refused. */
  private void count(Answer answer, int sent) {
    BulkWriteResult result = answer.result();
    long most = (long) sent - answer.errors().size();
    inserted += Math.min(most, result.getInsertedCount() + result.getUpserts().size());
    matched += result.getMatchedCount();
    modified += result.getModifiedCount();
    deleted += result.getDeletedCount();
  }

  private void requireConfirmed(Answer answer) {
    WriteConcernError unconfirmed = answer.unconfirmed();
    if (unconfirmed != null) {
      throw MongoErrors.ofCode(unconfirmed.getCode(), unconfirmed.getMessage(), command())
          .platform(DatabaseType.MONGODB.id())
          .engine(context.runner().engine())
          .with("statement", command())
          .toException();
    }
  }

  private Answer answer(
      List<WriteModel<RawBsonDocument>> models, boolean ordered, StepContext step) {
    BulkWriteOptions how = new BulkWriteOptions().ordered(ordered);
    if (!options.validate()) {
      how.bypassDocumentValidation(true);
    }
    return context
        .commands()
        .during(step)
        .call(
            command(),
            session -> {
              try {
                return new Answer(write(session, models, how), List.of(), null);
              } catch (MongoBulkWriteException e) {
                return new Answer(e.getWriteResult(), e.getWriteErrors(), e.getWriteConcernError());
              }
            });
  }

  private BulkWriteResult write(
      @Nullable ClientSession session,
      List<WriteModel<RawBsonDocument>> models,
      BulkWriteOptions how) {
    MongoCollection<RawBsonDocument> collection =
        context
            .connections()
            .client()
            .getDatabase(into.database())
            .getCollection(into.collection(), RawBsonDocument.class)
            .withWriteConcern(concern);
    return session == null
        ? collection.bulkWrite(models, how)
        : collection.bulkWrite(session, models, how);
  }

  /** What is to be done with a document; empty if nothing is. */
  private Optional<WriteModel<RawBsonDocument>> model(RawBsonDocument document) {
    Optional<BsonDocument> meant =
        options.mode() == MongoImportMode.INSERT ? Optional.empty() : meant(document);
    if (meant.isEmpty()) {
      return options.mode() == MongoImportMode.DELETE
          ? Optional.empty()
          : Optional.of(new InsertOneModel<>(document));
    }
    return Optional.of(
        switch (options.mode()) {
          case MERGE ->
              new UpdateOneModel<>(
                  meant.get(),
                  new BsonDocument("$set", document),
                  new UpdateOptions().upsert(true));
          case DELETE -> new DeleteOneModel<>(meant.get());
          default ->
              new ReplaceOneModel<>(meant.get(), document, new ReplaceOptions().upsert(true));
        });
  }

  /**
   * Which one of the collection is meant; empty if nothing tells. A value of the file is compared
   * as the value that it is: one that looks like an operator must not be one.
   */
  private Optional<BsonDocument> meant(RawBsonDocument document) {
    BsonDocument filter = new BsonDocument();
    boolean tells = false;
    for (String field : options.upsertFields()) {
      BsonValue value = MongoFieldPaths.value(document, field);
      tells |= value != null && !value.isNull();
      filter.append(field, new BsonDocument("$eq", value == null ? BsonNull.VALUE : value));
    }
    return tells ? Optional.of(filter) : Optional.empty();
  }

  long inserted() {
    return inserted;
  }

  long matched() {
    return matched;
  }

  long modified() {
    return modified;
  }

  long deleted() {
    return deleted;
  }

  long refused() {
    return refused;
  }
}

package io.gds.database.mongodb;

import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.Directories;
import io.gds.database.core.archive.FilePublisher;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.schema.TableKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** Writes what a collection holds to a file: read by one cursor, document by document. */
final class MongoExports {
  private static final String PHASE = "exporting";
  private static final int BUFFER = 64 * 1024;

  private final MongoContext context;
  private final String database;
  private final MongoChecks checks;

  MongoExports(MongoContext context, String database) {
    this.context = context;
    this.database = database;
    checks = new MongoChecks(context);
  }

  Operation<MongoExportInfo> prepareExport(MongoExportOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    MongoNames.collection(database, options.collection());
    Path file = options.to().toAbsolutePath().normalize();
    MongoNamespace from = new MongoNamespace(database, options.collection());
    AtomicReference<@Nullable MongoExportInfo> made = new AtomicReference<>();
    Plan.Builder<MongoExportInfo> plan =
        context.runner().<MongoExportInfo>plan("export", from.toString()).options(options);
    plan.measure(() -> checks.of(from.toString(), rights -> ofServer(rights, from)))
        .check(() -> free(file, options.overwrite()))
        .check(() -> directory(file));
    BsonDocument find = find(options);
    plan.step(
        new Step(
            StepKind.COMMAND,
            MongoStep.of(database, find).text() + "; " + text(options, file),
            Effect.ONCE,
            ""),
        step -> made.set(export(options, find, file, step)),
        () -> made.get() == null ? Reconciler.Finding.NOT_DONE : Reconciler.Finding.DONE);
    return plan.yields(() -> Objects.requireNonNull(made.get()));
  }

  /** The question as the server is asked it. */
  private static BsonDocument find(MongoExportOptions options) {
    BsonDocument find = new BsonDocument("find", new BsonString(options.collection()));
    find.append("filter", options.filter().orElseGet(BsonDocument::new));
    options.sort().ifPresent(sort -> find.append("sort", sort));
    if (!options.fields().isEmpty()) {
      find.append("projection", projection(options));
    }
    options.skip().ifPresent(skip -> find.append("skip", new BsonInt64(skip)));
    options.limit().ifPresent(limit -> find.append("limit", new BsonInt64(limit)));
    return find;
  }

  /** Of each field the whole of what it lies in: the server would not take a place in an array. */
  private static BsonDocument projection(MongoExportOptions options) {
    BsonDocument projection = new BsonDocument();
    for (String field : options.fields()) {
      projection.put(MongoFieldPaths.top(field), new BsonInt32(1));
    }
    boolean needless = options.format() == MongoFileFormat.CSV && !projection.containsKey("_id");
    if (needless) {
      projection.put("_id", new BsonInt32(0));
    }
    return projection;
  }

  private static String text(MongoExportOptions options, Path file) {
    String form =
        switch (options.format()) {
          case JSON_LINES -> "a document in JSON in each line";
          case JSON_ARRAY -> "an array in JSON";
          case CSV ->
              "CSV"
                  + (options.header() ? "" : " without a header")
                  + " of "
                  + MongoJson.of(options.fields());
        };
    return "write it as "
        + form
        + (options.canonical() ? " with the type of each value" : "")
        + (options.gzip() ? ", packed by gzip," : "")
        + " into an unfinished file beside "
        + file
        + ", which then gets that name"
        + (options.overwrite() ? ", in the place of what has it" : "");
  }

  private List<Check> ofServer(MongoRights rights, MongoNamespace from) {
    List<Check> all = new ArrayList<>();
    Check exists = checks.exists(database);
    all.add(exists);
    if (exists.refused()) {
      return all;
    }
    Optional<MongoCollectionInfo> found = MongoImportChecks.found(context, from);
    all.add(
        checks.demand(
            found.isPresent(),
            "the collection exists",
            from.toString(),
            found.isPresent() ? "there" : "not there",
            "there",
            ErrorCode.NOT_FOUND,
            "See listCollections(), and write the name as it is there."));
    boolean may = rights.onCollection(MongoAction.FIND, database, from.collection());
    all.add(
        checks.demand(
            may,
            "the user has the action " + MongoAction.FIND.action(),
            from.toString(),
            may ? "allowed" : "not allowed",
            "allowed",
            ErrorCode.PERMISSION_DENIED,
            MongoAction.FIND.remedy()));
    boolean view = found.filter(info -> info.kind() == TableKind.VIEW).isPresent();
    all.add(
        Checks.advise(
            context.clock(),
            false,
            "the file is of one instant",
            from.toString(),
            view ? "a view, read as it is meanwhile" : "read while others may write",
            "one instant",
            "What is written meanwhile is in it or not, document by document: a backup is of one"
                + " instant."));
    return all;
  }

  private Check free(Path file, boolean overwrite) {
    boolean taken = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    boolean replaceable = overwrite && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    return checks.demand(
        !taken || replaceable,
        "the file's name is free",
        file.toString(),
        !taken ? "free" : replaceable ? "a file, which is to be replaced" : "taken",
        overwrite ? "free, or a plain file" : "free",
        ErrorCode.ALREADY_EXISTS,
        overwrite
            ? "Choose another name: links, directories and devices are not replaced."
            : "Choose another name, or say that it is to be replaced.");
  }

  private Check directory(Path file) {
    Path parent = file.getParent();
    return Directories.freeSpace(parent == null ? file : parent, 0, context.clock().instant());
  }

  private MongoExportInfo export(
      MongoExportOptions options, BsonDocument find, Path file, StepContext step) {
    Instant startedAt = context.clock().instant();
    MongoDumpReading.Size size = size(options, step);
    try (FilePublisher publisher = FilePublisher.begin(file, options.overwrite())) {
      long documents =
          context
              .commands()
              .during(step)
              .call(
                  "find", session -> copy(options, find, publisher.output(), session, size, step));
      step.throwIfCancelled();
      ArchiveContent content = publisher.publish();
      step.bytes(content.bytes());
      return new MongoExportInfo(
          database,
          options.collection(),
          file,
          options.format(),
          documents,
          content.bytes(),
          content.sha256(),
          startedAt,
          context.clock().instant());
    }
  }

  /** By which batches and the progress are made; unknown of views. */
  private MongoDumpReading.Size size(MongoExportOptions options, StepContext step) {
    return new MongoDumpReading(
            context.connections().client(), new MongoTeam(1, step), Optional.empty())
        .size(new MongoNamespace(database, options.collection()));
  }

  /** With a filter nobody knows. */
  private static OptionalLong expected(MongoExportOptions options, MongoDumpReading.Size size) {
    long all = size.documents() - options.skip().orElse(0);
    return options.filter().isPresent() || all <= 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.min(all, options.limit().orElse(all)));
  }

  private long copy(
      MongoExportOptions options,
      BsonDocument find,
      OutputStream file,
      @Nullable ClientSession session,
      MongoDumpReading.Size size,
      StepContext step) {
    OptionalLong expected = expected(options, size);
    try (OutputStream out = options.gzip() ? new GZIPOutputStream(file, BUFFER) : file;
        MongoCursor<RawBsonDocument> cursor =
            found(find, session).batchSize(size.batch()).iterator()) {
      MongoExportWriter writer = MongoExportWriter.of(options, out);
      writer.begin();
      while (cursor.hasNext()) {
        step.throwIfCancelled();
        writer.document(cursor.next());
        step.progress(PHASE, writer.documents(), expected, ProgressUnit.DOCUMENTS);
      }
      writer.end();
      return writer.documents();
    } catch (IOException e) {
      throw StorageFailures.writing(options.to(), "writing the file", e);
    }
  }

  /** What the text says, by the driver's own cursor: that one stays with the server it is on. */
  private FindIterable<RawBsonDocument> found(BsonDocument find, @Nullable ClientSession session) {
    MongoCollection<RawBsonDocument> collection =
        context
            .connections()
            .client()
            .getDatabase(database)
            .getCollection(find.getString("find").getValue(), RawBsonDocument.class);
    FindIterable<RawBsonDocument> found =
        session == null ? collection.find() : collection.find(session);
    return found
        .filter(find.getDocument("filter"))
        .sort(find.getDocument("sort", null))
        .projection(find.getDocument("projection", null))
        .skip((int) MongoValues.number(find, "skip").orElse(0))
        .limit((int) MongoValues.number(find, "limit").orElse(0));
  }
}

package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.schema.ConstraintInfo;
import io.gds.database.schema.ConstraintKind;
import io.gds.database.schema.IndexInfo;
import io.gds.database.schema.IndexPart;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.TableInfo;
import io.gds.database.schema.TableKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.bson.BsonArray;
import org.bson.BsonDocument;

/**
 * A collection or view with the details that are wanted of it. What this user may not look at, or
 * the server does not tell of its kind, is left out, and said so in its attribute {@code notRead}.
 */
final class MongoTable {
  private final MongoCommands commands;
  private final String database;
  private final MongoCollectionInfo info;
  private final Set<SchemaDetail> wanted;
  private final Set<SchemaDetail> read = EnumSet.noneOf(SchemaDetail.class);
  private final List<String> notRead = new ArrayList<>();
  private List<BsonDocument> indexes = List.of();

  MongoTable(
      MongoCommands commands, String database, MongoCollectionInfo info, Set<SchemaDetail> wanted) {
    this.commands = commands;
    this.database = database;
    this.info = info;
    this.wanted = wanted;
  }

  /** Without details. */
  TableInfo plain() {
    return builder().attributes(attributes()).build();
  }

  private TableInfo.Builder builder() {
    return TableInfo.builder(info.name(), info.kind()).system(info.system());
  }

  private Map<String, String> attributes() {
    Map<String, String> all = new LinkedHashMap<>();
    info.uuid().ifPresent(uuid -> all.put("uuid", uuid.toString()));
    info.viewOn().ifPresent(on -> all.put("viewOn", on));
    info.timeField().ifPresent(field -> all.put("timeField", field));
    if (info.isCapped()) {
      all.put("capped", "true");
      info.cappedBytes().ifPresent(bytes -> all.put("cappedBytes", Long.toString(bytes)));
      info.cappedDocuments().ifPresent(most -> all.put("cappedDocuments", Long.toString(most)));
    }
    if (info.clustered()) {
      all.put("clustered", "true");
    }
    info.collation().ifPresent(locale -> all.put("collation", locale));
    info.validator().ifPresent(validator -> all.put("validator", validator));
    info.validationLevel().ifPresent(level -> all.put("validationLevel", level));
    info.validationAction().ifPresent(action -> all.put("validationAction", action));
    return all;
  }

  /** With what is wanted; empty if it was dropped meanwhile. */
  Optional<TableInfo> read() {
    TableInfo.Builder table = builder();
    try {
      readIndexes();
      Optional<BsonDocument> stats = statistics();
      stats.ifPresent(found -> counts(found, table));
      table.indexes(wants(SchemaDetail.INDEXES) ? indexes(stats) : List.of());
      constraints(table);
      columns(table);
      definition(table);
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
    Map<String, String> attributes = attributes();
    if (!notRead.isEmpty()) {
      attributes.put("notRead", String.join("; ", notRead));
    }
    return Optional.of(table.attributes(attributes).details(read).build());
  }

  private boolean wants(SchemaDetail detail) {
    return wanted.contains(detail);
  }

  private boolean isView() {
    return info.kind() == TableKind.VIEW;
  }

  /** What is refused for this collection is no reason to tell nothing of the others. */
  private <T> Optional<T> asked(String what, Supplier<T> asking) {
    try {
      return Optional.of(asking.get());
    } catch (DatabaseException e) {
      switch (e.code()) {
        case PERMISSION_DENIED, UNSUPPORTED_CAPABILITY, STATEMENT_FAILED -> {
          notRead.add(what + ": " + e.getMessage());
          return Optional.empty();
        }
        default -> throw e;
      }
    }
  }

  private void readIndexes() {
    boolean unique = wants(SchemaDetail.CONSTRAINTS);
    if (!wants(SchemaDetail.INDEXES) && !unique) {
      return;
    }
    Optional<List<BsonDocument>> found =
        isView()
            ? Optional.of(List.of())
            : asked(
                "indexes",
                () -> commands.all(database, MongoCommands.command("listIndexes", info.name())));
    if (found.isPresent()) {
      indexes = found.get();
      for (SchemaDetail each : List.of(SchemaDetail.INDEXES, SchemaDetail.CONSTRAINTS)) {
        if (wants(each)) {
          read.add(each);
        }
      }
    }
  }

  /** Statistics, added up where each shard has its own. */
  private Optional<BsonDocument> statistics() {
    boolean sizes = wants(SchemaDetail.SIZES);
    if (!sizes && !wants(SchemaDetail.ROWS)) {
      return Optional.empty();
    }
    if (isView()) {
      notRead.add("rows and sizes: a view has none of its own");
      return Optional.empty();
    }
    BsonDocument what =
        new BsonDocument(
            sizes || info.kind() == TableKind.TIME_SERIES ? "storageStats" : "count",
            new BsonDocument());
    BsonDocument command =
        MongoCommands.command("aggregate", info.name())
            .append("pipeline", new BsonArray(List.of(new BsonDocument("$collStats", what))))
            .append("cursor", new BsonDocument());
    return asked("rows and sizes", () -> commands.all(database, command))
        .filter(found -> !found.isEmpty())
        .map(found -> MongoCollectionStats.sum(found));
  }

  private void counts(BsonDocument stats, TableInfo.Builder table) {
    if (wants(SchemaDetail.ROWS)) {
      if (info.kind() == TableKind.TIME_SERIES) {
        notRead.add("rows: of a time series the server counts buckets only");
      } else {
        MongoValues.number(stats, "count").ifPresent(table::rowEstimate);
        read.add(SchemaDetail.ROWS);
      }
    }
    if (wants(SchemaDetail.SIZES)) {
      OptionalLong index = MongoValues.number(stats, "totalIndexSize");
      index.ifPresent(table::indexBytes);
      MongoValues.number(stats, "storageSize")
          .ifPresent(storage -> table.sizeBytes(storage + index.orElse(0)));
      read.add(SchemaDetail.SIZES);
    }
  }

  private List<IndexInfo> indexes(Optional<BsonDocument> stats) {
    List<String> building =
        stats.map(found -> MongoValues.texts(found, "indexBuilds")).orElse(List.of());
    BsonDocument sizes =
        stats
            .filter(found -> wants(SchemaDetail.SIZES))
            .flatMap(found -> MongoValues.document(found, "indexSizes"))
            .orElseGet(BsonDocument::new);
    return indexes.stream()
        .map(
            found -> {
              String name = MongoValues.neededText(found, "name");
              return MongoIndexInfos.of(
                  found,
                  building.contains(name),
                  sizes.containsKey(name) ? MongoValues.number(sizes, name) : OptionalLong.empty(),
                  wants(SchemaDetail.DEFINITIONS));
            })
        .toList();
  }

  /** Indexes that are unique, and the validator; the one on {@code _id} is the primary key. */
  private void constraints(TableInfo.Builder table) {
    if (!read.contains(SchemaDetail.CONSTRAINTS)) {
      return;
    }
    List<ConstraintInfo> all = new ArrayList<>();
    for (IndexInfo index : indexes(Optional.empty())) {
      if (index.unique()) {
        all.add(
            new ConstraintInfo(
                Optional.of(index.name()),
                index.primary() ? ConstraintKind.PRIMARY_KEY : ConstraintKind.UNIQUE,
                index.parts().stream().map(IndexPart::text).toList(),
                Optional.empty(),
                index.predicate(),
                true));
      }
    }
    if (info.validator().isPresent()) {
      boolean enforced =
          info.validationAction().orElse("error").startsWith("error")
              && info.validationLevel().orElse("strict").equals("strict");
      all.add(
          new ConstraintInfo(
              Optional.empty(),
              ConstraintKind.VALIDATOR,
              List.of(),
              Optional.empty(),
              info.validator(),
              enforced));
    }
    table.constraints(all);
  }

  /** To look into a view is to do all its work, which may be any amount. */
  private void columns(TableInfo.Builder table) {
    if (!wants(SchemaDetail.COLUMNS)) {
      return;
    }
    if (isView()) {
      notRead.add("columns: a view is not sampled unless sampleFields is asked to");
      return;
    }
    asked(
            "columns",
            () -> MongoFieldSample.read(commands, database, info.name(), MongoFieldSample.USUAL))
        .ifPresent(
            fields -> {
              table.columns(MongoFieldSample.columns(fields));
              read.add(SchemaDetail.COLUMNS);
            });
  }

  /** The command that makes it. */
  private void definition(TableInfo.Builder table) {
    if (!wants(SchemaDetail.DEFINITIONS)) {
      return;
    }
    if (info.options().isEmpty()) {
      notRead.add("definitions: this user may see names only");
      return;
    }
    BsonDocument create = MongoCommands.command("create", info.name());
    create.putAll(BsonDocument.parse(info.options().get()));
    table.definition(MongoJson.of(create));
    read.add(SchemaDetail.DEFINITIONS);
  }
}

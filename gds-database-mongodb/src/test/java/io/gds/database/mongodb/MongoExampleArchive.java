package io.gds.database.mongodb;

import io.gds.database.backup.BackupType;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.archive.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * The archive that the documents describe byte by byte: two collections that lie in one another, an
 * index, a validator and a view. Always the same bytes.
 */
final class MongoExampleArchive {
  static final String NAME = "shop.archive";
  static final String DATABASE = "shop";
  static final List<BsonDocument> ITEMS =
      List.of(
          BsonDocument.parse("{_id: 1, name: 'pen', price: {$numberDecimal: '1.20'}}"),
          BsonDocument.parse("{_id: 2, name: 'ink', price: {$numberDecimal: '4.75'}}"));
  static final List<BsonDocument> ORDERS =
      List.of(
          BsonDocument.parse(
              "{_id: {$oid: '65f0c0ffee0000000000000a'}, item: 1, at: {$date:"
                  + " '2026-01-02T03:04:05.678Z'}}"));
  static final BsonDocument INDEX =
      BsonDocument.parse("{v: 2, key: {name: 1}, name: 'name_1', unique: true}");
  static final BsonDocument OPTIONS = BsonDocument.parse("{validator: {price: {$gt: 0}}}");
  static final BsonDocument VIEW =
      BsonDocument.parse("{viewOn: 'items', pipeline: [{$match: {price: {$lt: 2}}}]}");

  private static final BsonDocument IDENTITY =
      BsonDocument.parse("{v: 2, key: {_id: 1}, name: '_id_'}");
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  private MongoExampleArchive() {}

  /** Writes it, with its manifest. */
  static void write(Path archive) throws IOException {
    MongoDumpItem items =
        item(
            "items",
            "collection",
            OPTIONS,
            List.of(IDENTITY, INDEX),
            "11111111222233334444555555555555");
    MongoDumpItem orders =
        item(
            "orders",
            "collection",
            new BsonDocument(),
            List.of(IDENTITY),
            "66666666777788889999aaaaaaaaaaaa");
    MongoDumpItem cheap = item("cheap", "view", VIEW, List.of(), "");
    try (ArchivePublisher publisher = ArchivePublisher.file(archive)) {
      try (MongoArchiveTarget target = new MongoArchiveTarget(archive, publisher.output(), false)) {
        target.begin(
            new MongoDumpContents(
                "7.0.14", MongoBackups.TOOL, List.of(cheap, items, orders), false, 2, List.of()));
        target.open(cheap).end();
        MongoDumpTarget.Part first = target.open(items);
        put(first, ITEMS);
        MongoDumpTarget.Part second = target.open(orders);
        put(second, ORDERS);
        first.end();
        second.end();
        target.finish();
      }
      publisher.publish(
          Manifest.builder()
              .backupId("00000000-0000-4000-8000-000000000001")
              .platform(DatabaseType.MONGODB)
              .libraryVersion("0.1.0")
              .database(DATABASE)
              .backupType(BackupType.LOGICAL)
              .serverVersion("7.0.14")
              .toolVersion("mongodb-driver-sync 5.14.0")
              .startedAt(AT)
              .finishedAt(AT.plusSeconds(1))
              .attributes(Map.of(MongoStored.FORM, "ARCHIVE", MongoStored.FILTERED, "false"))
              .content(publisher.seal(() -> {}))
              .build());
    }
  }

  private static MongoDumpItem item(
      String name, String type, BsonDocument options, List<BsonDocument> indexes, String uuid) {
    return MongoDumpItem.of(
        new MongoNamespace(DATABASE, name),
        new MongoCollectionMetadata(
            options,
            indexes,
            Optional.of(uuid).filter(text -> !text.isEmpty()),
            Optional.of(name),
            Optional.of(type)),
        true);
  }

  private static void put(MongoDumpTarget.Part part, List<BsonDocument> documents)
      throws IOException {
    for (BsonDocument each : documents) {
      byte[] bytes = bytes(each);
      part.document(bytes, 0, bytes.length);
    }
  }

  static byte[] bytes(BsonDocument document) {
    RawBsonDocument raw = new RawBsonDocument(document, new BsonDocumentCodec());
    byte[] bytes = new byte[raw.getByteBuffer().remaining()];
    raw.getByteBuffer().get(bytes);
    return bytes;
  }
}

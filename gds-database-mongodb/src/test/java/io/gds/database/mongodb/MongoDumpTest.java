package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.testkit.mongodb.MongoKit;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoDumpTest {
  static final MongoVersion SEVEN = new MongoVersion(7, 0, 14);

  @TempDir Path directory;

  private final MongoSteps step = new MongoSteps();

  static BsonDocument json(String text) {
    return BsonDocument.parse(text);
  }

  /** All documents of a dump, as text of their bytes, by namespace. */
  static Map<String, List<String>> read(MongoDumpSource source) {
    Map<String, List<String>> read = new TreeMap<>();
    source.read(
        new MongoDumpSource.Sink() {
          @Override
          public boolean wants(MongoNamespace namespace) {
            return true;
          }

          @Override
          public synchronized void begin(MongoNamespace namespace) {
            read.put(namespace.toString(), new ArrayList<>());
          }

          @Override
          public synchronized void document(MongoNamespace namespace, byte[] document) {
            read.get(namespace.toString()).add(java.util.HexFormat.of().formatHex(document));
          }

          @Override
          public void end(MongoNamespace namespace) {
            assertThat(read).containsKey(namespace.toString());
          }
        },
        new MongoTeam(3, new MongoSteps()));
    return read;
  }

  static List<String> hex(MongoStore store, String database, String collection) {
    return store.bytes(database, collection).stream()
        .map(bytes -> java.util.HexFormat.of().formatHex(bytes))
        .toList();
  }

  static Set<String> files(Path root) throws Exception {
    try (Stream<Path> all = Files.walk(root)) {
      Set<String> names = new TreeSet<>();
      all.filter(Files::isRegularFile).forEach(file -> names.add(root.relativize(file).toString()));
      return names;
    }
  }

  static void fill(MongoStore store) {
    store.client().getDatabase("shop").runCommand(json("{create: 'items', validator: {a: 1}}"));
    store
        .client()
        .getDatabase("shop")
        .runCommand(json("{create: 'v', viewOn: 'items', pipeline: []}"));
    store
        .client()
        .getDatabase("shop")
        .runCommand(json("{create: 'temps', timeseries: {timeField: 't'}}"));
    store
        .client()
        .getDatabase("shop")
        .runCommand(
            json("{createIndexes: 'items', indexes: [{key: {a: 1}, name: 'a_1', unique: true}]}"));
    for (int i = 0; i < 300; i++) {
      store.put(
          "shop", "items", new BsonDocument("_id", new BsonInt32(i)).append("a", new BsonInt32(i)));
    }
    store.put("shop", "caf\u00e9 #1/x", json("{_id: 1}"));
    store.put("shop", "empty");
    store.put("shop", "system.profile", json("{_id: 1}"));
    store.put("shop", "system.js", json("{_id: 'f'}"));
    store.put("shop", "system.buckets.temps", json("{_id: 5, data: {}}"));
    store.put(
        "admin",
        "system.users",
        json("{_id: 'shop.a', db: 'shop'}"),
        json("{_id: 'b.a', db: 'b'}"));
    store.put("admin", "system.version", json("{_id: 'authSchema', currentVersion: 5}"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDirectoryHoldsWhatTheVendorsToolWouldWrite(boolean gzip) throws Exception {
    try (MongoStore store = MongoStore.alone(SEVEN)) {
      fill(store);
      MongoDump.Dumped dumped =
          new MongoDump(store.client(), SEVEN, MongoDumpWish.of("shop").lists(true), step)
              .run(new MongoDirectoryTarget(directory, gzip), "test 1");

      String gz = gzip ? ".gz" : "";
      assertThat(files(directory))
          .containsExactlyInAnyOrder(
              "shop/prelude.json" + gz,
              "shop/items.bson" + gz,
              "shop/items.metadata.json" + gz,
              "shop/v.metadata.json" + gz,
              "shop/temps.metadata.json" + gz,
              "shop/system.buckets.temps.bson" + gz,
              "shop/system.js.bson" + gz,
              "shop/system.js.metadata.json" + gz,
              "shop/empty.bson" + gz,
              "shop/empty.metadata.json" + gz,
              "shop/caf%C3%A9+%231%2Fx.bson" + gz,
              "shop/caf%C3%A9+%231%2Fx.metadata.json" + gz,
              "shop/$admin.system.users.bson" + gz,
              "shop/$admin.system.roles.bson" + gz,
              "shop/$admin.system.version.bson" + gz);
      assertThat(dumped.documents()).isEqualTo(305);
      assertThat(step.bytes.get()).isEqualTo(dumped.bytes());

      MongoDumpSource source = new MongoDirectorySource(directory);
      assertThat(source.contents().serverVersion()).isEqualTo("7.0.14");
      assertThat(source.contents().toolVersion()).isEqualTo("test 1");
      assertThat(source.contents().notes()).isEmpty();
      requireSame(store, source);
      assertThat(new MongoDirectorySource(directory.resolve("shop")).contents().items())
          .hasSameElementsAs(source.contents().items());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anArchiveHoldsTheSame(boolean gzip) throws Exception {
    Path file = directory.resolve("shop.archive");
    try (MongoStore store = MongoStore.alone(SEVEN)) {
      fill(store);
      try (OutputStream out = Files.newOutputStream(file)) {
        new MongoDump(store.client(), SEVEN, MongoDumpWish.of("shop").lists(true), step)
            .run(new MongoArchiveTarget(file, out, gzip), "test 1");
      }
      MongoDumpSource source = new MongoArchiveSource(file);
      assertThat(source.contents().concurrency()).isEqualTo(4);
      requireSame(store, source);
    }
  }

  private static void requireSame(MongoStore store, MongoDumpSource source) {
    Map<String, List<String>> read = read(source);
    assertThat(read.get("shop.items")).isEqualTo(hex(store, "shop", "items")).hasSize(300);
    assertThat(read.get("shop.caf\u00e9 #1/x")).isEqualTo(hex(store, "shop", "caf\u00e9 #1/x"));
    assertThat(read.get("shop.empty")).isEmpty();
    assertThat(read.get("shop.system.buckets.temps"))
        .isEqualTo(hex(store, "shop", "system.buckets.temps"));
    assertThat(read.get("shop.$admin.system.users")).hasSize(1);
    MongoDumpItem items =
        source.contents().items().stream()
            .filter(item -> item.namespace().collection().equals("items"))
            .findFirst()
            .orElseThrow();
    assertThat(items.metadata().options()).isEqualTo(json("{validator: {a: 1}}"));
    assertThat(items.metadata().indexes()).hasSize(2);
    assertThat(items.metadata().uuid()).isPresent();
    assertThat(
            source.contents().items().stream()
                .filter(item -> item.kind() == MongoDumpItem.Kind.VIEW)
                .map(item -> item.metadata().options()))
        .containsExactly(json("{viewOn: 'items', pipeline: []}"));
  }

  @Test
  void theDriversOwnServerIsDumpedToo() throws Exception {
    try (MongoKit kit = MongoKit.start()) {
      kit.client()
          .getDatabase("shop")
          .getCollection("a")
          .insertOne(new org.bson.Document("_id", 1));
      new MongoDump(
              kit.client(),
              MongoVersion.parse(MongoKit.USUAL).orElseThrow(),
              MongoDumpWish.of("shop"),
              step)
          .run(new MongoDirectoryTarget(directory, false), "test 1");
      assertThat(read(new MongoDirectorySource(directory)).get("shop.a")).hasSize(1);
    }
  }
}

package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.schema.ColumnInfo;
import io.gds.database.schema.ConstraintKind;
import io.gds.database.schema.IndexInfo;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.TableInfo;
import io.gds.database.schema.TableKind;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MongoSchemasTest {
  private static final SchemaQuery EVERYTHING = SchemaQuery.all().with(SchemaDetail.values());
  private static final String BUCKETS = "system.buckets.weather";

  private final MongoScene scene = MongoScene.start();
  private final MongoDatabase shop = scene.engine().database("shop");

  @AfterEach
  void close() {
    scene.close();
  }

  private void insert(String collection, List<Document> documents) {
    scene.kit().client().getDatabase("shop").getCollection(collection).insertMany(documents);
  }

  private void listed(String... collections) {
    scene
        .kit()
        .on(
            "listCollections",
            """
            {cursor: {id: 0, ns: "shop.$cmd.listCollections", firstBatch: [%s]}}"""
                .formatted(String.join(", ", collections)));
  }

  private static String cursor(String... documents) {
    return "{cursor: {id: 0, ns: \"shop.x\", firstBatch: [" + String.join(", ", documents) + "]}}";
  }

  @Test
  void collectionsViewsAndTimeSeriesAreToldWithWhatTheyWereMadeWith() {
    listed(
        """
        {name: "orders", type: "collection", options: {capped: true, size: 4096, max: 10},
          info: {readOnly: false,
            uuid: {$binary: {base64: "AAECAwQFBgcICQoLDA0ODw==", subType: "04"}}},
          idIndex: {v: 2, key: {_id: 1}, name: "_id_"}}""",
        """
        {name: "late", type: "view",
          options: {viewOn: "orders", pipeline: [{$match: {due: {$lt: 3}}}],
            collation: {locale: "de"}},
          info: {readOnly: true}}""",
        """
        {name: "weather", type: "timeseries",
          options: {timeseries: {timeField: "at", granularity: "seconds"}},
          info: {readOnly: false}}""",
        "{name: \""
            + BUCKETS
            + "\", type: \"collection\", options: {clusteredIndex: true}, info: {}}",
        """
        {name: "ledger", type: "collection",
          options: {clusteredIndex: {v: 2, key: {_id: 1}, unique: true, name: "by id"},
            validator: {amount: {$gt: 0}}, validationLevel: "moderate",
            validationAction: "error"},
          info: {}}""",
        "{name: \"new\", type: \"of tomorrow\", options: {}, info: {}}");

    List<MongoCollectionInfo> all = shop.listCollections();

    assertThat(all)
        .extracting(MongoCollectionInfo::name)
        .containsExactly("late", "ledger", "new", "orders", BUCKETS, "weather");
    assertThat(all)
        .extracting(MongoCollectionInfo::kind)
        .containsExactly(
            TableKind.VIEW,
            TableKind.COLLECTION,
            TableKind.OTHER,
            TableKind.COLLECTION,
            TableKind.COLLECTION,
            TableKind.TIME_SERIES);
    MongoCollectionInfo orders = all.get(3);
    assertThat(orders.isCapped()).isTrue();
    assertThat(orders.cappedBytes()).hasValue(4096);
    assertThat(orders.cappedDocuments()).hasValue(10);
    assertThat(orders.uuid().map(Object::toString))
        .contains("00010203-0405-0607-0809-0a0b0c0d0e0f");
    MongoCollectionInfo late = all.get(0);
    assertThat(late.viewOn()).contains("orders");
    assertThat(late.pipeline()).contains("[{\"$match\": {\"due\": {\"$lt\": 3}}}]");
    assertThat(late.readOnly()).isTrue();
    assertThat(late.collation()).contains("de");
    assertThat(all.get(1).clustered()).isTrue();
    assertThat(all.get(1).validator()).contains("{\"amount\": {\"$gt\": 0}}");
    assertThat(all.get(4).system()).isTrue();
    assertThat(all.get(5).timeField()).contains("at");

    assertThat(shop.tables())
        .extracting(TableInfo::name)
        .containsExactly("late", "ledger", "new", "orders", "weather");
    assertThat(shop.tables(SchemaQuery.all().system(true).kinds(TableKind.COLLECTION)))
        .extracting(TableInfo::name)
        .containsExactly("ledger", "orders", BUCKETS);
    TableInfo view = shop.tables(SchemaQuery.all().like("late").with(SchemaDetail.values())).get(0);
    assertThat(view.definition())
        .contains(
            "{\"create\": \"late\", \"viewOn\": \"orders\", \"pipeline\": [{\"$match\": {\"due\":"
                + " {\"$lt\": 3}}}], \"collation\": {\"locale\": \"de\"}}");
    assertThat(view.details())
        .containsExactlyInAnyOrder(
            SchemaDetail.DEFINITIONS, SchemaDetail.INDEXES, SchemaDetail.CONSTRAINTS);
    assertThat(view.attributes().get("notRead"))
        .isEqualTo(
            "rows and sizes: a view has none of its own; columns: a view is not sampled unless"
                + " sampleFields is asked to");
  }

  @Test
  void everyDetailCostsOneCommandForEachCollection() {
    insert("a", List.of(new Document("n", 1)));
    insert("b", List.of(new Document("n", 1)));

    assertThat(scene.commands(() -> shop.tables())).containsExactly("listCollections");
    assertThat(scene.commands(() -> shop.tables(EVERYTHING)))
        .containsExactly(
            "listCollections",
            "listIndexes",
            "aggregate",
            "aggregate",
            "listIndexes",
            "aggregate",
            "aggregate");
    assertThat(
            scene.commands(
                () -> shop.tables(SchemaQuery.all().like("b").with(SchemaDetail.INDEXES))))
        .containsExactly("listCollections", "listIndexes");
    assertThat(scene.commands(shop::listCollections)).containsExactly("listCollections");
    assertThat(scene.commands(() -> shop.sampleFields("a", 5))).containsExactly("aggregate");
  }

  @Test
  void fieldsAreCountedWithTheirTypes() {
    insert(
        "people",
        List.of(
            new Document("_id", 1).append("name", "a").append("age", 3),
            new Document("_id", 2).append("name", "b").append("age", "old"),
            new Document("_id", 3).append("age", 4).append("$odd.na'me", List.of(1)),
            new Document("_id", 4).append("age", null)));
    List<MongoField> fields = shop.sampleFields("people", 100);

    // Which document is looked at first is left to chance.
    assertThat(fields)
        .extracting(MongoField::name)
        .containsExactlyInAnyOrder("_id", "name", "age", "$odd.na'me");
    MongoField age =
        fields.stream().filter(field -> field.name().equals("age")).findFirst().orElseThrow();
    assertThat(age.share()).isEqualTo(1.0);
    assertThat(age.types()).containsEntry("int", 2L).containsEntry("string", 1L);
    assertThat(age.types().keySet()).first().isEqualTo("int");

    TableInfo people = shop.tables(EVERYTHING).get(0);
    assertThat(people.column("_id").map(ColumnInfo::nullable)).contains(false);
    assertThat(people.column("name").map(ColumnInfo::nullable)).contains(true);
    assertThat(people.column("age").map(ColumnInfo::type)).contains("int | null | string");
    assertThat(people.rowEstimate()).hasValue(4);
    assertThat(people.primaryKey()).containsExactly("_id");
    BsonDocument sampled = scene.kit().sent("aggregate").get(0);
    assertThat(sampled.getArray("pipeline").get(0))
        .isEqualTo(BsonDocument.parse("{$sample: {size: 100}}"));
  }

  @Test
  void aCollectionThatIsNotThereHasNoFields() {
    insert("people", List.of(new Document("n", 1)));
    assertThatThrownBy(() -> shop.sampleFields("nobody", 10))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("there is no collection \"nobody\" in \"shop\"");
    for (int size : new int[] {0, -1, 100_001}) {
      assertThatThrownBy(() -> shop.sampleFields("people", size))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("size");
    }
    for (String name : List.of("", "a$b", "nul\0", "system.views", ".a", "x".repeat(300))) {
      assertThatThrownBy(() -> shop.sampleFields(name, 10))
          .as(name)
          .isInstanceOf(InvalidOptionsException.class);
    }
  }

  @Test
  void hostileNamesAreNamesAndNothingElse() {
    List<String> names =
        List.of("o'x", "a\"b", "{a: 1}", "b; drop", "ü\u2028 𝄞", "a.b.c", "*", "?", "__proto__");
    names.forEach(name -> insert(name, List.of(new Document("n", 1))));

    assertThat(shop.tables(EVERYTHING))
        .hasSize(names.size())
        .allSatisfy(
            table -> {
              assertThat(table.rowEstimate()).hasValue(1);
              assertThat(table.columns()).hasSize(2);
            })
        .extracting(TableInfo::name)
        .containsExactlyInAnyOrderElementsOf(names);
    for (String name : names) {
      assertThat(shop.sampleFields(name, 1)).hasSize(2);
    }
  }

  @Test
  void indexesAreToldOfEveryKind() {
    listed("{name: \"a\", type: \"collection\", options: {validator: {x: 1}}, info: {}}");
    scene
        .kit()
        .on(
            "listIndexes",
            cursor(
                "{v: 2, key: {_id: 1}, name: \"_id_\"}",
                "{v: 2, key: {x: 1, y: -1}, name: \"xy\", unique: true,"
                    + " partialFilterExpression: {x: {$gt: 1}}}",
                "{v: 2, key: {_fts: \"text\", _ftsx: 1, k: 1}, name: \"t\","
                    + " weights: {body: 1, title: 5}}",
                "{v: 2, key: {at: \"2dsphere\"}, name: \"geo\", hidden: true}",
                "{v: 2, key: {\"$**\": 1}, name: \"wild\"}",
                "{v: 2, key: {h: \"hashed\"}, name: \"h\"}"));
    scene
        .kit()
        .on(
            "aggregate",
            cursor(
                "{shard: \"s1\", storageStats: {count: 3, storageSize: 10, totalIndexSize: 4,"
                    + " indexSizes: {_id_: 1, xy: 3}, indexBuilds: [\"h\"]}}",
                "{shard: \"s2\", storageStats: {count: 4, storageSize: {$numberLong:"
                    + " \"5000000000\"}, totalIndexSize: 2, indexSizes: {_id_: 2}}}"));
    SchemaQuery query =
        SchemaQuery.all()
            .with(
                SchemaDetail.INDEXES,
                SchemaDetail.CONSTRAINTS,
                SchemaDetail.SIZES,
                SchemaDetail.ROWS);

    TableInfo table = shop.tables(query).get(0);

    assertThat(table.rowEstimate()).as("of both shards").hasValue(7);
    assertThat(table.sizeBytes()).hasValue(5_000_000_016L);
    assertThat(table.indexBytes()).hasValue(6);
    assertThat(table.indexes())
        .extracting(IndexInfo::method)
        .extracting(method -> method.orElse(""))
        .containsExactly("btree", "btree", "text", "2dsphere", "wildcard", "hashed");
    assertThat(table.indexes())
        .extracting(index -> index.parts().stream().map(part -> part.text()).toList())
        .containsExactly(
            List.of("_id"),
            List.of("x", "y"),
            List.of("body", "title", "k"),
            List.of("at"),
            List.of("$**"),
            List.of("h"));
    assertThat(table.indexes().get(1).parts().get(1).descending()).isTrue();
    assertThat(table.indexes().get(1).predicate()).contains("{\"x\": {\"$gt\": 1}}");
    assertThat(table.indexes())
        .extracting(IndexInfo::valid)
        .as("hidden ones, and those in the making, are not used")
        .containsExactly(true, true, true, false, true, false);
    assertThat(table.indexes().get(0).sizeBytes()).hasValue(3);
    assertThat(table.indexes().get(5).sizeBytes()).isEmpty();
    assertThat(table.constraints())
        .extracting(constraint -> constraint.kind())
        .containsExactly(
            ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE, ConstraintKind.VALIDATOR);
  }

  @Test
  void whatAUserMayNotSeeIsLeftOutAndSaid() {
    insert("a", List.of(new Document("n", 1)));
    scene
        .kit()
        .on(
            "listCollections",
            request ->
                request.containsKey("nameOnly")
                    ? BsonDocument.parse(cursor("{name: \"a\", type: \"collection\"}"))
                    : BsonDocument.parse(
                        "{ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'not authorized'}"));
    scene.kit().refuse("listIndexes", 13, "Unauthorized", "not authorized on shop");

    assertThat(scene.commands(() -> shop.tables()))
        .containsExactly("listCollections", "listCollections");
    TableInfo table =
        shop.tables(SchemaQuery.all().with(SchemaDetail.INDEXES, SchemaDetail.DEFINITIONS)).get(0);
    assertThat(table.details()).isEmpty();
    assertThat(table.attributes().get("notRead"))
        .contains("indexes: ", "listIndexes", "definitions: this user may see names only");

    scene.kit().refuse("listCollections", 13, "Unauthorized", "not authorized on shop");
    assertThatThrownBy(shop::tables)
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("listCollections");
  }

  @Test
  void aCollectionThatIsDroppedMeanwhileIsNotTold() {
    insert("a", List.of(new Document("n", 1)));
    insert("b", List.of(new Document("n", 1)));
    scene.kit().refuseOnce("listIndexes", 26, "NamespaceNotFound", "ns does not exist: shop.a");
    assertThat(shop.tables(SchemaQuery.all().with(SchemaDetail.INDEXES)))
        .extracting(TableInfo::name)
        .containsExactly("b");
  }

  @Test
  void noCommandTellsAnythingOfADatabaseThatIsNotThere() {
    MongoDatabase nowhere = scene.engine().database("nowhere");
    assertThatThrownBy(nowhere::tables).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(nowhere::schemas).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(nowhere::listCollections).isInstanceOf(NotFoundException.class);
    insert("a", List.of(new Document("n", 1)));
    assertThat(shop.schemas()).isEmpty();
  }
}

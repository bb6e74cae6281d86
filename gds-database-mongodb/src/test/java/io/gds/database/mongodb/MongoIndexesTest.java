package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MongoIndexesTest {
  private static MongoIndexes.Wanted wanted(String... indexes) {
    return MongoIndexes.wanted(
        Arrays.stream(indexes).map(BsonDocument::parse).toList(), new BsonDocument());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 | 1",
        "-1 | -1",
        "2.5 | 2.5",
        "'text' | 'text'",
        "'nonsense' | 'nonsense'",
        "'' | 1",
        "true | 1",
        "false | 1",
        "null | 1",
        "0 | 1",
        "{$numberLong: '0'} | 1",
        "{$numberLong: '-7'} | {$numberLong: '-7'}",
        "0.0 | 1",
        "-1e-12 | -1",
        "{$numberDecimal: '0'} | 1",
        "{$numberDecimal: '-0'} | 1",
        "{$numberDecimal: '-3'} | {$numberDecimal: '-3'}",
        "{a: 1} | 1",
        "[1] | 1",
      })
  void aKeyFromBefore34IsWrittenAsItWasMeant(String before, String after) {
    MongoIndexes.Wanted wanted = wanted("{key: {f: " + before + "}, name: 'i'}");
    BsonDocument key = BsonDocument.parse("{f: " + after + "}");
    assertThat(wanted.indexes().get(0).getDocument("key")).isEqualTo(key);
    assertThat(wanted.notes()).hasSize(before.equals(after) ? 0 : 1);
  }

  @Test
  void theIndexOfEachCollectionIsNotMadeAndTheOneTheOtherWayIs() {
    MongoIndexes.Wanted wanted =
        wanted(
            "{v: 2, key: {_id: 1}, name: '_id_'}",
            "{v: 1, key: {_id: true}, name: '_id_'}",
            "{v: 2, key: {_id: -1}, name: 'back'}",
            "{v: 2, key: {_id: 'hashed'}, name: 'hashed'}",
            "{v: 2, key: {_id: 1}, name: 'some', partialFilterExpression: {a: 1}}");
    assertThat(wanted.indexes())
        .extracting(index -> index.getString("name").getValue())
        .containsExactly("back", "hashed", "some");
    assertThat(wanted.notes()).isEmpty();
  }

  @Test
  void whatAServerTellsAndDoesNotTakeIsLeftOut() {
    assertThat(
            wanted(
                    "{v: 1, key: {a: 1}, name: 'a', ns: 'd.c', collation: {locale: 'simple'}}",
                    "{v: 2, key: {b: 1}, name: 'b', collation: {locale: 'simple'}, hidden: true}")
                .indexes())
        .containsExactly(
            BsonDocument.parse("{key: {a: 1}, name: 'a'}"),
            BsonDocument.parse(
                "{key: {b: 1}, name: 'b', collation: {locale: 'simple'}, hidden: true}"));
  }

  @Test
  void anIndexOnASphereWithoutAVersionIsOfTheFirst() {
    assertThat(
            wanted(
                    "{key: {at: '2dsphere'}, name: 'a'}",
                    "{key: {to: '2dsphere'}, name: 'b', '2dsphereIndexVersion': 3}")
                .indexes())
        .extracting(index -> index.getInt32("2dsphereIndexVersion").getValue())
        .containsExactly(1, 3);
  }

  @Test
  void anIndexWithoutACollationDoesNotTakeThatOfItsCollection() {
    List<BsonDocument> dumped =
        List.of(
            BsonDocument.parse("{key: {a: 1}, name: 'a'}"),
            BsonDocument.parse("{key: {b: 1}, name: 'b', collation: {locale: 'fr'}}"));
    assertThat(
            MongoIndexes.wanted(dumped, BsonDocument.parse("{collation: {locale: 'de'}}"))
                .indexes())
        .extracting(index -> index.getDocument("collation").getString("locale").getValue())
        .containsExactly("simple", "fr");
    assertThat(
            MongoIndexes.wanted(dumped, BsonDocument.parse("{collation: {locale: 'simple'}}"))
                .indexes()
                .get(0))
        .doesNotContainKey("collation");
  }

  @Test
  void ofTwoThatBecomeTheSameOneIsLeftOutAndNamed() {
    MongoIndexes.Wanted wanted =
        wanted(
            "{key: {a: 1, b: -1}, name: 'first'}",
            "{key: {a: true, b: {$numberDecimal: '-1'}}, name: 'second'}",
            "{key: {b: -1, a: 1}, name: 'third'}");
    assertThat(wanted.indexes())
        .extracting(index -> index.getString("name").getValue())
        .containsExactly("first", "third");
    assertThat(wanted.notes())
        .hasSize(2)
        .last()
        .isEqualTo("index second has the key of another one, and is left out");
  }

  @Test
  void whatWasGivenIsNotChanged() {
    BsonDocument given = BsonDocument.parse("{v: 1, key: {a: true}, name: 'a', ns: 'd.c'}");
    BsonDocument before = given.clone();
    MongoIndexes.wanted(List.of(given), BsonDocument.parse("{collation: {locale: 'de'}}"));
    assertThat(given).isEqualTo(before);
  }

  @Test
  void thoseOfAnOldServerInADumpOfTheVendorsToolCanBeMade() throws IOException {
    MongoCollectionMetadata dumped =
        MongoCollectionMetadata.parse(
            Files.readString(
                MongoSamples.file("indextestdump/indextest/test_collection.metadata.json")),
            "indextest.test_collection");
    MongoIndexes.Wanted wanted = MongoIndexes.wanted(dumped.indexes(), dumped.options());
    assertThat(wanted.indexes())
        .containsExactly(
            BsonDocument.parse(
                "{key: {a: 1.0, b: 1, c: 1, d: 1}, name: 'a_1_b_true', safe: true}"));
    assertThat(wanted.notes()).hasSize(1);
  }
}

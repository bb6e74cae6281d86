package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.ArchiveException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoCollectionMetadataTest {
  private static MongoCollectionMetadata parsed(String json) {
    return MongoCollectionMetadata.parse(json, "shop.orders");
  }

  @Test
  void itIsWrittenInTheOrderAndFormOfTheVendorsTool() {
    MongoCollectionMetadata metadata =
        new MongoCollectionMetadata(
            BsonDocument.parse("{capped: true, size: 4096}"),
            List.of(BsonDocument.parse("{v: 2, key: {_id: 1}, name: '_id_'}")),
            Optional.of("a104ede478cc4819a7bb68203c32d143"),
            Optional.of("<orders> & \u00e9"),
            Optional.of("collection"));
    assertThat(metadata.json())
        .isEqualTo(
            "{\"options\": {\"capped\": true, \"size\": {\"$numberInt\": \"4096\"}},"
                + " \"indexes\": [{\"v\": {\"$numberInt\": \"2\"},"
                + " \"key\": {\"_id\": {\"$numberInt\": \"1\"}}, \"name\": \"_id_\"}],"
                + " \"uuid\": \"a104ede478cc4819a7bb68203c32d143\","
                + " \"collectionName\": \"<orders> & \u00e9\", \"type\": \"collection\"}");
    assertThat(parsed(metadata.json())).isEqualTo(metadata);
  }

  @Test
  void whatIsNotThereIsLeftOut() {
    MongoCollectionMetadata view =
        new MongoCollectionMetadata(
            new BsonDocument(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(view.json()).isEqualTo("{\"indexes\": []}");
    assertThat(parsed("{}")).isEqualTo(view);
    assertThat(parsed("{\"indexes\":null}")).isEqualTo(view);
  }

  @Test
  void plainNumbersOfOlderDumpsAreReadAsWell() {
    MongoCollectionMetadata old =
        parsed("{\"indexes\":[{\"v\":2,\"key\":{\"b\":true,\"c\":{\"$numberDecimal\":\"0\"}}}]}");
    assertThat(old.indexes().get(0).getInt32("v").getValue()).isEqualTo(2);
    assertThat(old.indexes().get(0).getDocument("key").isBoolean("b")).isTrue();
    assertThat(old.indexes().get(0).getDocument("key").isDecimal128("c")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{} {}",
        "{'indexes':[]}",
        "{\"indexes\":{}}",
        "{\"indexes\":[1]}",
        "{\"indexes\":[{\"name\":\"a\"}]}",
        "{\"indexes\":[{\"key\":{\"{\"a\":\"b\"}\":1}}]}",
        "{\"options\":[]}",
        "{\"uuid\":1}",
        "{\"options\":{\"a\":{\"$numberInt\":\"x\"}}}",
        "{\"options\":{\"a\":{\"$date\":\"never\"}}}",
      })
  void whatIsNotMetadataIsRefused(String json) {
    assertThatThrownBy(() -> parsed(json))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("shop.orders is damaged");
  }

  @Test
  void nestingWithoutEndIsRefusedAndOverflowsNothing() {
    String deep = "{\"options\":" + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_001);
    assertThatThrownBy(() -> parsed(deep)).isInstanceOf(ArchiveException.class);
  }

  @Test
  void thoseOfTheVendorsToolAreRead() throws IOException {
    String json =
        Files.readString(
            MongoSamples.file("indextestdump/indextest/test_collection.metadata.json"));
    MongoCollectionMetadata metadata = parsed(json);
    assertThat(metadata.uuid()).contains("d2016afbfd1048399ab39a176b1c63ce");
    assertThat(metadata.indexes()).hasSize(2);
    assertThat(metadata.indexes().get(1).getDocument("key").keySet())
        .containsExactly("a", "b", "c", "d");
    assertThat(parsed(metadata.json())).isEqualTo(metadata);
  }
}

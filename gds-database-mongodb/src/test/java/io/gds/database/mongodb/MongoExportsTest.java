package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoExportsTest {
  @TempDir Path directory;

  private final MongoScene scene = MongoScene.start();
  private final MongoDatabase shop = scene.engine().database("shop");

  @AfterEach
  void close() {
    scene.close();
  }

  private void put(String... documents) {
    scene
        .kit()
        .client()
        .getDatabase("shop")
        .getCollection("items")
        .insertMany(Stream.of(documents).map(Document::parse).toList());
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private static MongoExportOptions.Builder csv(Path to, String... fields) {
    return MongoExportOptions.builder()
        .collection("items")
        .to(to)
        .format(MongoFileFormat.CSV)
        .fields(List.of(fields));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void eachDocumentBecomesALineAndTheResultTellsTheFile() throws Exception {
    put("{_id: 1, name: 'caf\u00e9\\n', n: {$numberLong: '5'}}", "{_id: 2, at: {$date: 0}}");
    Path to = file("items.jsonl");
    MongoExportInfo info = shop.exportCollection(MongoExportOptions.of("items", to));
    assertThat(Files.readAllLines(to))
        .containsExactly(
            "{\"_id\": 1, \"name\": \"caf\u00e9\\n\", \"n\": 5}",
            "{\"_id\": 2, \"at\": {\"$date\": \"1970-01-01T00:00:00Z\"}}");
    assertThat(info.documents()).isEqualTo(2);
    assertThat(scene.kit().sent("find"))
        .as("batches are bounded by what documents are long")
        .allSatisfy(sent -> assertThat(sent).containsKey("batchSize"));
    assertThat(info.bytes()).isEqualTo(Files.size(to));
    assertThat(info.sha256())
        .isEqualTo(
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(to))));
    assertThat(Files.getPosixFilePermissions(to))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(names()).containsExactly("items.jsonl");
  }

  @Test
  void typesAreToldWhereThatIsWishedAndAnArrayHasAllOfThem() throws IOException {
    put("{_id: 1, n: {$numberLong: '5'}}", "{_id: 2}");
    MongoExportOptions options =
        MongoExportOptions.builder()
            .collection("items")
            .to(file("a.json.gz"))
            .format(MongoFileFormat.JSON_ARRAY)
            .canonical(true)
            .gzip(true)
            .build();
    shop.exportCollection(options);
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file("a.json.gz")))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(
              """
              [
              {"_id": {"$numberInt": "1"}, "n": {"$numberLong": "5"}},
              {"_id": {"$numberInt": "2"}}
              ]
              """);
    }
    shop.exportCollection(
        options.toBuilder().gzip(false).to(file("none.json")).filter("{_id: 9}").build());
    assertThat(file("none.json")).hasContent("[]\n");
  }

  @Test
  void csvHasValuesAsTheVendorsToolWritesThem() throws IOException {
    put(
        "{_id: {$oid: '5f0000000000000000000001'}, s: 'a, \"b\"\\nc', in: {side: 'x'},"
            + " list: [7, {deep: 1.5}], d: {$date: 1500}, b: {$binary: {base64: 'q80=',"
            + " subType: '00'}}, dec: {$numberDecimal: '1.10'}, t: true}",
        "{_id: 2, s: ' led', in: null}");
    shop.exportCollection(
        csv(file("i.csv"), "_id", "s", "in.side", "in", "list.1.deep", "list.0", "d", "b", "dec")
            .build());
    assertThat(file("i.csv"))
        .hasContent(
            """
            _id,s,in.side,in,list.1.deep,list.0,d,b,dec
            ObjectId(5f0000000000000000000001),"a, ""b""
            c",x,"{""side"": ""x""}",1.5,7,1970-01-01T00:00:01.500Z,ABCD,1.10
            2," led",,,,,,,
            """);
    assertThat(scene.kit().sent("find"))
        .last()
        .extracting(sent -> sent.getDocument("projection"))
        .isEqualTo(BsonDocument.parse("{_id: 1, s: 1, in: 1, list: 1, d: 1, b: 1, dec: 1}"));
    shop.exportCollection(csv(file("one.csv"), "gone").header(false).build());
    assertThat(Files.readAllLines(file("one.csv"))).containsExactly("\"\"", "\"\"");
  }

  @Test
  void whatIsAskedForIsSentAsItIsWritten() {
    put("{_id: 1, n: 1}", "{_id: 2, n: 2}", "{_id: 3, n: 3}", "{_id: 4, n: 4}");
    Operation<MongoExportInfo> planned =
        shop.prepareExport(
            MongoExportOptions.builder()
                .collection("items")
                .to(file("x"))
                .filter(BsonDocument.parse("{n: {$gt: 1}}"))
                .sort("{n: -1}")
                .skip(1)
                .limit(1)
                .build());
    assertThat(planned.script().text())
        .contains(
            "db.runCommand({\"find\": \"items\", \"filter\": {\"n\": {\"$gt\": 1}}, \"sort\":"
                + " {\"n\": -1}, \"skip\": 1, \"limit\": 1})");
    assertThat(scene.kit().commands()).doesNotContain("find");
    assertThat(file("x")).doesNotExist();
    assertThat(planned.run().documents()).isEqualTo(1);
    assertThat(file("x")).hasContent("{\"_id\": 3, \"n\": 3}\n");
  }

  @Test
  void aFileThatIsThereIsReplacedOnlyIfThatIsSaid() throws IOException {
    put("{_id: 1}");
    Path taken = Files.writeString(file("taken"), "old");
    MongoExportOptions options = MongoExportOptions.of("items", taken);
    assertThatThrownBy(() -> shop.exportCollection(options))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(taken).hasContent("old");
    MongoExportOptions over = options.toBuilder().overwrite(true).build();
    scene.kit().refuse("find", 13, "Unauthorized", "not authorized on shop");
    assertThatThrownBy(() -> shop.exportCollection(over)).isInstanceOf(DatabaseException.class);
    assertThat(taken).hasContent("old");
    scene.kit().off("find");
    shop.exportCollection(over);
    assertThat(taken).hasContent("{\"_id\": 1}\n");
    Path link = Files.createSymbolicLink(file("link"), taken);
    assertThatThrownBy(() -> shop.exportCollection(over.toBuilder().to(link).build()))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(names()).containsExactly("link", "taken");
  }

  @Test
  void whatCannotBeDoneIsRefusedBeforeAnythingIsWritten() throws IOException {
    assertThatThrownBy(() -> shop.exportCollection(MongoExportOptions.of("items", file("x"))))
        .as("no database")
        .isInstanceOf(NotFoundException.class);
    put("{_id: 1}");
    assertThatThrownBy(() -> shop.exportCollection(MongoExportOptions.of("Items", file("x"))))
        .isInstanceOf(NotFoundException.class);
    assertThat(
            shop.prepareExport(MongoExportOptions.of("items", file("no/x"))).checks().stream()
                .filter(Check::refused)
                .map(Check::measured))
        .containsExactly("not there");
    for (String name : List.of("", "system.users", "a$b", "a\0b")) {
      assertThatThrownBy(() -> shop.prepareExport(MongoExportOptions.of(name, file("x"))))
          .isInstanceOf(InvalidOptionsException.class);
    }
    assertThatThrownBy(() -> MongoExportOptions.builder().build())
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("collection")
        .hasMessageContaining("to");
    for (MongoExportOptions.Builder bad :
        List.of(
            csv(file("x")),
            csv(file("x"), "a", "a"),
            csv(file("x"), "$a"),
            csv(file("x"), "a..b"),
            csv(file("x"), "a").canonical(true),
            csv(file("x"), "a").limit(0),
            csv(file("x"), "a").skip(-1),
            csv(file("x"), "a").sort("{a: "),
            csv(file("x"), "a").filter("{a: 1} {b: 1}"))) {
      assertThatThrownBy(bad::build).isInstanceOf(InvalidOptionsException.class);
    }
    assertThat(names()).isEmpty();
  }
}

package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.client.MongoDatabase;
import io.gds.database.testkit.mongodb.MongoKit;
import io.gds.database.testkit.mongodb.MongoKitMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line on a MongoDB server in this process, as it is started from a terminal. */
class MongoCommandsTest {
  private static final Path SAMPLES = Path.of("../../shared/data/mongodump");

  private static MongoKit server;

  @BeforeAll
  static void start() {
    server = MongoKitMain.start("--port", "0");
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private static Run gds(String... args) {
    return Run.gds(Run.join(List.of("--url", server.url()), args));
  }

  @Test
  void itIsOneOfThePlatforms() {
    assertThat(Run.gds("platforms").out()).containsPattern("mongodb .*MongoProvider");
  }

  @Test
  void databasesAreListedDescribedCreatedAndDropped() {
    Run planned = gds("create", "shop", "-o", "collection=items", "--dry-run");
    assertThat(planned.out()).contains("use \"shop\"; db.runCommand({\"create\": \"items\"");
    assertThat(gds("databases").out()).doesNotContain("shop");
    Run create = gds("create", "shop", "-o", "collection=items");
    assertThat(create.code()).as(create.err()).isZero();
    assertThat(gds("databases", "--sizes").out()).containsPattern("shop +ONLINE +MULTI_USER +no");
    assertThat(gds("describe", "shop").code()).isZero();
    assertThat(gds("create", "SHOP").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(gds("drop", "shop", "--dry-run").out()).contains("{\"dropDatabase\": 1");
    assertThat(gds("drop", "shop", "--yes").code()).isZero();
    assertThat(gds("describe", "shop").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
  }

  @Test
  void collectionsAreExportedAndImported(@TempDir Path directory) throws IOException {
    Path csv = directory.resolve("in.csv");
    Files.writeString(csv, "_id,zip.string(),at.city.string()\n1,007,\"Bonn, x\"\n");
    Path lines = directory.resolve("out.jsonl.gz");
    String[] into = {"import", "wares.a.b", "--from"};
    Run planned = gds(Run.join(List.of(into), csv.toString(), "--fields", "x", "--dry-run"));
    assertThat(planned.out()).contains("insert each document", "\"wares.a.b\"");
    Run declared =
        gds(
            Run.join(
                List.of(into),
                csv.toString(),
                "--types",
                "declared",
                "--fields",
                "_id.int32(),zip.string(),at.date(Jan 2, 2006)",
                "--skip-malformed",
                "--format",
                "csv"));
    assertThat(declared.code()).as(declared.err()).isZero();
    assertThat(declared.out()).contains("line 1: the value of _id is no int32", "malformed");
    Files.writeString(csv, "_id,zip,at.city\n1,007,\"Bonn, x\"\n");
    Run imported = gds(Run.join(List.of(into), csv.toString(), "--types", "text"));
    assertThat(imported.code()).as(imported.err()).isZero();
    Run twice = gds(Run.join(List.of(into), csv.toString(), "--types", "text"));
    assertThat(twice.code()).as("of an import that left something out").isEqualTo(ExitCodes.FAILED);
    assertThat(twice.err()).contains("1 of 1 documents were refused");
    Run exported = gds("export", "wares.a.b", "--to", lines.toString(), "--canonical");
    assertThat(exported.code()).as(exported.err()).isZero();
    assertThat(gds("export", "wares.a.b", "--to", lines.toString()).code())
        .isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(gds(Run.join(List.of(into), lines.toString(), "--drop-first")).code())
        .as("nobody was asked")
        .isEqualTo(ExitCodes.USAGE);
    Run again = gds(Run.join(List.of(into), lines.toString(), "--drop-first", "--yes"));
    assertThat(again.out()).containsPattern("inserted +1");
    Path out = directory.resolve("out.csv");
    gds("export", "wares.a.b", "--to", out.toString(), "--fields", "zip,at.city");
    assertThat(out).hasContent("zip,at.city\n007,\"Bonn, x\"\n");
    assertThat(gds("export", "wares", "--to", out.toString()).code()).isEqualTo(ExitCodes.USAGE);
    assertThat(
            Run.gds("export", "a.b", "--to", out.toString(), "--url", "sqlite:" + directory).code())
        .isEqualTo(ExitCodes.UNSUPPORTED);
  }

  @ParameterizedTest
  @CsvSource({
    "indextestdump, indextest, indextest",
    "oplogdump, db1, db1",
    "specialcharacter, db1, cafe",
    "prelude_test/prelude_gzip, test, gzipped",
    "test.bar.archive, test, archived",
    "dump-w-oplog.archive, test, older"
  })
  void aDumpOfTheVendorsToolIsRestoredDumpedAndRestoredAgain(
      String sample, String source, String target, @TempDir Path directory) {
    Path from = SAMPLES.resolve(sample);
    assumeTrue(Files.exists(from), () -> from + " is not here: it is made by others");
    String[] foreign = {"-o", "without-manifest=true", "-o", "source-database=" + source};

    Run planned =
        gds(Run.join(List.of("restore", target, "--from", from.toString(), "--dry-run"), foreign));
    assertThat(planned.code()).as(planned.err()).isZero();
    assertThat(gds("databases").out()).doesNotContain(target);
    Run restored = gds(Run.join(List.of("restore", target, "--from", from.toString()), foreign));
    assertThat(restored.code()).as(restored.err()).isZero();
    for (String form : List.of("archive", "directory")) {
      Path place = directory.resolve(form);
      Run backup = gds("backup", target, "--to", place.toString(), "-o", "form=" + form);
      assertThat(backup.code()).as(backup.err()).isZero();
      Run again = gds("restore", target + "-" + form, "--from", place.toString());
      assertThat(again.code()).as(again.err()).isZero();
      assertThat(contents(target + "-" + form)).isEqualTo(contents(target));
    }
    assertThat(contents(target)).isNotEmpty();
  }

  /** Documents as their bytes and indexes, by collections. */
  private static Map<String, List<Object>> contents(String database) {
    Map<String, List<Object>> all = new TreeMap<>();
    MongoDatabase of = server.client().getDatabase(database);
    for (String name : of.listCollectionNames()) {
      List<Object> found = new ArrayList<>();
      of.getCollection(name, RawBsonDocument.class)
          .find()
          .map(raw -> HexFormat.of().formatHex(raw.getByteBuffer().array()))
          .into(found);
      for (BsonDocument index : of.getCollection(name).listIndexes(BsonDocument.class)) {
        index.remove("ns");
        found.add(index);
      }
      all.put(name, found);
    }
    return all;
  }

  @Test
  void aDumpThatIsDamagedIsRefusedBeforeAnythingIsWritten() {
    Path from = SAMPLES.resolve("bad-format.archive");
    assumeTrue(Files.exists(from), () -> from + " is not here: it is made by others");
    Run refused =
        gds("restore", "damaged", "--from", from.toString(), "-o", "without-manifest=true");
    assertThat(refused.code()).isEqualTo(ExitCodes.ARCHIVE_REFUSED);
    assertThat(refused.err()).contains("its metadata are no JSON");
    assertThat(gds("databases").out()).doesNotContain("damaged");
  }

  @Test
  void whatMongoDbDoesNotHaveIsSaidWithAReason() {
    assertThat(gds("capabilities").out())
        .containsPattern("SupportsSql +NOT_ON_PLATFORM +MongoDB knows no SQL");
  }

  @Test
  void aServerThatIsNotThereIsSaidWithItsAddress() {
    Run none = Run.gds("databases", "--url", "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=300");
    assertThat(none.code()).isEqualTo(ExitCodes.NO_CONNECTION);
    assertThat(none.err()).contains("127.0.0.1:1");
  }
}

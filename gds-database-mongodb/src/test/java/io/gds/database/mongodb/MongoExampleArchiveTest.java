package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.error.ArchiveException;
import io.gds.database.manager.DatabaseManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed archive: that it is what is written today, what is restored, what is described. */
class MongoExampleArchiveTest {
  private static final Path COMMITTED =
      Path.of("src", "test", "resources", "io", "gds", "database", "mongodb", "archive")
          .resolve(MongoExampleArchive.NAME)
          .toAbsolutePath();
  private static final Path DESCRIBED = Path.of("..", "docs", "mongodb-archive.md");

  /** Where, how many, which bytes, and what they are. */
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `([0-9a-f]{4})` \\| (\\d+) \\| `([^`]+)` \\| \\S.* \\|$", Pattern.MULTILINE);

  /** Text in single quotes, or a byte in two digits. */
  private static final Pattern PART = Pattern.compile("'([^']*)'|([0-9a-f]{2})");

  @TempDir Path directory;

  @Test
  void theSameDataStillBecomeTheSameBytes() throws IOException {
    Path again = directory.resolve(MongoExampleArchive.NAME);
    MongoExampleArchive.write(again);
    assertThat(again).hasSameBinaryContentAs(COMMITTED);
    assertThat(ArchiveNames.manifestOf(again))
        .hasSameBinaryContentAs(ArchiveNames.manifestOf(COMMITTED));
  }

  @Test
  void itIsVerifiedAndRestoredAsWhatWentIn() {
    try (MongoStore store = MongoStore.alone(MongoDumpTest.SEVEN);
        DatabaseManager manager = DatabaseManager.of(new MongoProvider());
        MongoEngine engine =
            manager.open(new MongoProvider().parse(store.url()).orElseThrow(), MongoEngine.class)) {
      assertThat(engine.verifyBackup(VerifyOptions.of(COMMITTED)).checked())
          .anySatisfy(text -> assertThat(text).contains("all 3 documents"));
      RestoreInfo restored = engine.database("copy").restore(RestoreOptions.from(COMMITTED));

      assertThat(restored.next()).isEmpty();
      assertThat(store.names("copy")).containsExactly("cheap", "items", "orders");
      assertThat(store.bytes("copy", "items"))
          .containsExactlyElementsOf(bytes(MongoExampleArchive.ITEMS));
      assertThat(store.bytes("copy", "orders"))
          .containsExactlyElementsOf(bytes(MongoExampleArchive.ORDERS));
      MongoStoreCollection items = Objects.requireNonNull(store.collection("copy", "items", false));
      assertThat(items.options).isEqualTo(MongoExampleArchive.OPTIONS);
      assertThat(items.indexes).contains(MongoExampleArchive.INDEX).hasSize(2);
      assertThat(Objects.requireNonNull(store.collection("copy", "cheap", false)).options)
          .isEqualTo(MongoExampleArchive.VIEW);
    }
  }

  private static List<byte[]> bytes(List<BsonDocument> documents) {
    return documents.stream().map(MongoExampleArchive::bytes).toList();
  }

  /** One row of the tables that describe it. */
  private record Row(int offset, int length, String said) {
    private byte[] bytes() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int at = 0;
      for (Matcher part = PART.matcher(said); part.find(); at = part.end()) {
        assertThat(said.substring(at, part.start())).as("between parts of %s", said).isBlank();
        String text = part.group(1);
        bytes.writeBytes(
            text == null
                ? HexFormat.of().parseHex(part.group(2))
                : text.getBytes(StandardCharsets.UTF_8));
      }
      assertThat(at).as("the parts of %s", said).isEqualTo(said.length());
      return bytes.toByteArray();
    }
  }

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    Matcher matcher = ROW.matcher(Files.readString(DESCRIBED));
    while (matcher.find()) {
      rows.add(
          new Row(
              HexFormat.fromHexDigits(matcher.group(1)),
              Integer.parseInt(matcher.group(2)),
              matcher.group(3)));
    }
    return rows;
  }

  @Test
  void everyByteOfItIsDescribedAsItIs() throws IOException {
    byte[] archive = Files.readAllBytes(COMMITTED);
    int at = 0;
    for (Row row : rows()) {
      assertThat(row.offset()).as("where what follows %s bytes begins", at).isEqualTo(at);
      assertThat(row.bytes()).as("the bytes said of %s", row).hasSize(row.length());
      assertThat(Arrays.copyOfRange(archive, at, at + row.length()))
          .as("the bytes at %s", at)
          .isEqualTo(row.bytes());
      at += row.length();
    }
    assertThat(at).isEqualTo(archive.length);
  }

  @Test
  void eachBitOfItThatIsFlippedIsNoticedByTheManifest() throws IOException {
    Path file = directory.resolve(MongoExampleArchive.NAME);
    Files.copy(ArchiveNames.manifestOf(COMMITTED), ArchiveNames.manifestOf(file));
    byte[] archive = Files.readAllBytes(COMMITTED);
    MongoSteps step = new MongoSteps();
    for (int bit = 0; bit < archive.length * Byte.SIZE; bit += 61) {
      byte[] damaged = archive.clone();
      damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      Files.write(file, damaged);
      assertThatThrownBy(() -> MongoStored.at(file).prove(VerifyLevel.ARCHIVE, false, step))
          .as("bit %s", bit)
          .isInstanceOf(ArchiveException.class);
    }
  }
}

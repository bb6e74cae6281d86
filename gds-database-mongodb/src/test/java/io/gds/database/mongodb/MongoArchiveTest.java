package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.ArchiveException;
import io.gds.database.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MongoArchiveTest {
  private static final int OPEN_AT_ONCE = 4;

  /** What was read: of each namespace its documents, and whether it has ended. */
  private static final class Contents implements MongoArchiveReader.Sink {
    private final Map<MongoNamespace, List<byte[]>> documents = new LinkedHashMap<>();
    private final List<MongoNamespace> ended = new ArrayList<>();

    @Override
    public void begin(MongoNamespace namespace) {
      assertThat(documents.put(namespace, new ArrayList<>())).isNull();
    }

    @Override
    public void document(MongoNamespace namespace, byte[] document) {
      documents.get(namespace).add(document);
    }

    @Override
    public void end(MongoNamespace namespace) {
      ended.add(namespace);
    }
  }

  private static Contents read(byte[] archive) {
    Contents contents = new Contents();
    new MongoArchiveReader(new ByteArrayInputStream(archive), "the archive").read(contents);
    return contents;
  }

  private static MongoArchivePrelude.Entry entry(String collection, String type) {
    return new MongoArchivePrelude.Entry(
        new MongoNamespace("shop", collection), "{\"indexes\":[]}", type);
  }

  private static MongoArchivePrelude prelude(MongoArchivePrelude.Entry... entries) {
    return new MongoArchivePrelude(OPEN_AT_ONCE, "7.0.1", "gds", List.of(entries));
  }

  private static byte[] document(int length, Random random) {
    byte[] document = new byte[length];
    random.nextBytes(document);
    ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
    document[length - 1] = 0;
    return document;
  }

  /** Several namespaces, mixed by chance, some of them empty. */
  private static byte[] archive(Map<MongoNamespace, List<byte[]>> wanted, Random random)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MongoArchiveWriter writer =
        new MongoArchiveWriter(
            out,
            prelude(
                wanted.keySet().stream()
                    .map(each -> entry(each.collection(), "collection"))
                    .toArray(MongoArchivePrelude.Entry[]::new)));
    List<MongoNamespace> due = new ArrayList<>(wanted.keySet());
    Map<MongoNamespace, MongoArchiveWriter.Part> open = new LinkedHashMap<>();
    Map<MongoNamespace, Integer> next = new LinkedHashMap<>();
    while (!due.isEmpty() || !open.isEmpty()) {
      if (!due.isEmpty() && open.size() < OPEN_AT_ONCE) {
        MongoNamespace namespace = due.remove(0);
        open.put(namespace, writer.begin(namespace));
        next.put(namespace, 0);
      }
      MongoNamespace one = List.copyOf(open.keySet()).get(random.nextInt(open.size()));
      int at = next.merge(one, 1, Integer::sum) - 1;
      if (at < wanted.get(one).size()) {
        byte[] document = wanted.get(one).get(at);
        open.get(one).document(document, 0, document.length);
      } else {
        open.remove(one).end();
      }
    }
    writer.finish();
    return out.toByteArray();
  }

  private static Map<MongoNamespace, List<byte[]>> contents(Random random, int longest) {
    Map<MongoNamespace, List<byte[]>> contents = new LinkedHashMap<>();
    for (int i = 0; i < 9; i++) {
      List<byte[]> documents = new ArrayList<>();
      for (int k = 0; k < i * 4; k++) {
        documents.add(document(5 + random.nextInt(longest), random));
      }
      contents.put(new MongoNamespace("shop", "c" + i), documents);
    }
    return contents;
  }

  private static void assertSame(
      Map<MongoNamespace, List<byte[]>> found, Map<MongoNamespace, List<byte[]>> wanted) {
    assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(wanted.keySet());
    wanted.forEach(
        (namespace, documents) ->
            assertThat(found.get(namespace).toArray(byte[][]::new))
                .as(namespace.toString())
                .isDeepEqualTo(documents.toArray(byte[][]::new)));
  }

  @Test
  void whateverIsWrittenIsReadByteForByte() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Map<MongoNamespace, List<byte[]>> wanted = contents(random, seed == 0 ? 100_000 : 2_000);
      Contents contents = read(archive(wanted, random));
      assertSame(contents.documents, wanted);
      assertThat(contents.ended).containsExactlyInAnyOrderElementsOf(wanted.keySet());
    }
  }

  @Test
  void theLongestDocumentThereIsGoesThroughAndNoLongerOne() throws IOException {
    MongoArchivePrelude.Entry only = entry("c", "collection");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MongoArchiveWriter writer = new MongoArchiveWriter(out, prelude(only));
    MongoArchiveWriter.Part part = writer.begin(only.namespace());
    byte[] longest = document(MongoFrames.LONGEST, new Random(1));
    part.document(longest, 0, longest.length);
    byte[] longer = document(MongoFrames.LONGEST + 1, new Random(1));
    assertThatThrownBy(() -> part.document(longer, 0, longer.length))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("16777217 bytes");
    part.end();
    writer.finish();
    assertThat(read(out.toByteArray()).documents.get(only.namespace()).get(0)).isEqualTo(longest);
  }

  @Test
  void theWriterIsHeldToItsPrelude() throws IOException {
    MongoArchiveWriter writer =
        new MongoArchiveWriter(
            new ByteArrayOutputStream(),
            new MongoArchivePrelude(
                1, "", "", List.of(entry("a", "collection"), entry("t", "timeseries"))));
    MongoNamespace a = new MongoNamespace("shop", "a");
    MongoNamespace buckets = new MongoNamespace("shop", "system.buckets.t");
    assertState("not in the prelude", () -> writer.begin(new MongoNamespace("shop", "b")));
    MongoArchiveWriter.Part part = writer.begin(a);
    assertState("begun before", () -> writer.begin(a));
    assertState("at once", () -> writer.begin(buckets));
    assertState("not all", writer::finish);
    part.end();
    assertState("has ended", part::end);
  }

  private static void assertState(String words, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessageContaining(words);
  }

  @Test
  void theBucketsOfATimeSeriesStandForIt() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MongoArchivePrelude.Entry series = entry("t", "timeseries");
    MongoArchiveWriter writer = new MongoArchiveWriter(out, prelude(series));
    writer.begin(series.namespace().buckets()).end();
    writer.finish();
    assertThat(read(out.toByteArray()).ended).containsExactly(series.namespace().buckets());
  }

  @Test
  void aFileThatIsCutAnywhereIsRefused() throws IOException {
    byte[] archive = archive(contents(new Random(3), 300), new Random(3));
    for (int length = 0; length < archive.length; length += 17) {
      byte[] cut = Arrays.copyOf(archive, length);
      assertThatThrownBy(() -> read(cut))
          .as("%d bytes", length)
          .isInstanceOf(ArchiveException.class);
    }
  }

  @Test
  void aBitThatFlippedInADocumentIsFound() throws IOException {
    Map<MongoNamespace, List<byte[]>> wanted = contents(new Random(4), 3_000);
    byte[] archive = archive(wanted, new Random(4));
    Random random = new Random(5);
    int unseen = 0;
    for (int i = 0; i < 1_000; i++) {
      byte[] flipped = archive.clone();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      try {
        assertSame(read(flipped).documents, wanted);
        unseen++;
      } catch (ArchiveException e) {
        assertThat(e.code())
            .isIn(
                ErrorCode.ARCHIVE_CORRUPT,
                ErrorCode.ARCHIVE_TRUNCATED,
                ErrorCode.ARCHIVE_TOO_NEW,
                ErrorCode.ARCHIVE_UNRECOGNIZED);
      }
    }
    assertThat(unseen).as("flips in the prelude, which has no sum").isLessThan(50);
  }

  @Test
  void whatIsNoArchiveIsSaidToBeNone() {
    for (byte[] other : List.of(new byte[0], new byte[] {1, 2, 3, 4, 5})) {
      assertThatThrownBy(() -> read(other))
          .isInstanceOf(ArchiveException.class)
          .extracting(e -> ((ArchiveException) e).code())
          .isEqualTo(ErrorCode.ARCHIVE_UNRECOGNIZED);
    }
  }

  @Test
  void thoseOfTheVendorsToolAreRead() throws IOException {
    byte[] archive = Files.readAllBytes(MongoSamples.file("test.bar.archive"));
    MongoArchiveReader reader =
        new MongoArchiveReader(new ByteArrayInputStream(archive), "the archive");
    assertThat(reader.prelude().entries())
        .extracting(entry -> entry.namespace().toString())
        .containsExactly("test.bar", "admin.system.version");
    Contents contents = new Contents();
    reader.read(contents);
    assertThat(contents.documents.get(new MongoNamespace("test", "bar"))).isNotEmpty();
    byte[] withOplog = Files.readAllBytes(MongoSamples.file("dump-w-oplog.archive"));
    assertThat(read(withOplog).documents.get(MongoNamespace.OPLOG)).isNotEmpty();
  }

  @Test
  void theMalformedOneHasSoundFramesAndIsFoundOutByItsMetadata() throws IOException {
    byte[] archive = Files.readAllBytes(MongoSamples.file("bad-format.archive"));
    MongoArchivePrelude prelude =
        new MongoArchiveReader(new ByteArrayInputStream(archive), "the archive").prelude();
    assertThat(read(archive).ended).hasSize(1);
    assertThatThrownBy(
            () ->
                MongoCollectionMetadata.parse(
                    prelude.entries().get(0).metadata(),
                    prelude.entries().get(0).namespace().toString()))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("test.ixtest is damaged: its metadata are no JSON");
  }
}

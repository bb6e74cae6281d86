package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.ArchiveException;
import io.gds.database.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresTocTest {
  /** A table as the tools of each form write it: a schema-less table, an extension, a schema. */
  private static byte[] table(int minor) {
    return table(minor, "UTF8", StandardCharsets.UTF_8, "CAST");
  }

  private static byte[] table(int minor, String encoding, Charset charset, String kind) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("PGDMP".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {1, (byte) minor, 0, 4, 8, 1});
    if (minor < 15) {
      number(out, -1);
    } else {
      out.write(1);
    }
    for (int part : List.of(1, 2, 3, 4, 10, 126, 0)) {
      number(out, part);
    }
    text(out, in("shöp", charset));
    text(out, "17.6");
    text(out, "17.6 (Debian)");
    number(out, 3);
    String setting = "SET client_encoding = '" + encoding + "';\n";
    entry(out, minor, "ENCODING", "ENCODING", setting, "", "", "");
    entry(out, minor, "citext", kind, "CREATE", "", "", "");
    String schema = in("öd", charset);
    entry(
        out, minor, "item", "TABLE", "CREATE TABLE", schema, in("fäst", charset), in("Ä", charset));
    return out.toByteArray();
  }

  /** A text whose characters are the bytes of another. */
  private static String in(String text, Charset charset) {
    return new String(text.getBytes(charset), StandardCharsets.ISO_8859_1);
  }

  private static void entry(
      ByteArrayOutputStream out,
      int minor,
      String tag,
      String kind,
      String definition,
      String schema,
      String space,
      String owner) {
    number(out, 7);
    number(out, 0);
    text(out, "1259");
    text(out, "16384");
    text(out, tag);
    text(out, kind);
    number(out, 2);
    text(out, definition);
    text(out, "DROP");
    number(out, -1);
    text(out, schema);
    text(out, space);
    if (minor >= 14) {
      text(out, "heap");
    }
    if (minor >= 16) {
      number(out, 'r');
    }
    text(out, owner);
    text(out, "false");
    text(out, "3");
    number(out, -1);
    out.write(3);
    out.writeBytes(new byte[8]);
  }

  private static void number(ByteArrayOutputStream out, int value) {
    out.write(value < 0 ? 1 : 0);
    int left = Math.abs(value);
    for (int i = 0; i < 4; i++) {
      out.write(left & 0xff);
      left >>>= 8;
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    number(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static PostgresToc read(byte[] bytes) throws IOException {
    return PostgresToc.read(new ByteArrayInputStream(bytes), "an archive");
  }

  @ParameterizedTest
  @CsvSource({"12, 0", "13, 0", "14, 0", "15, 16", "16, 17"})
  void theTableOfEachFormIsRead(int minor, int needs) throws Exception {
    PostgresToc toc = read(table(minor));
    assertThat(toc.database()).isEqualTo("shöp");
    assertThat(toc.needs()).isEqualTo(needs);
    assertThat(toc.serverMajor()).isEqualTo(17);
    assertThat(toc.encoding()).contains("UTF8");
    assertThat(toc.extensions()).isEmpty();
    assertThat(toc.owners()).containsExactly("Ä");
    assertThat(toc.schemas()).containsExactly("öd");
    assertThat(toc.tablespaces()).containsExactly("fäst");
  }

  @ParameterizedTest
  @CsvSource({
    "LATIN1, ISO-8859-1",
    "LATIN9, ISO-8859-15",
    "WIN1252, windows-1252",
    "SQL_ASCII, UTF-8"
  })
  void namesAreReadInTheEncodingOfTheDatabase(String encoding, String charset) throws Exception {
    PostgresToc toc = read(table(15, encoding, Charset.forName(charset), "CAST"));
    assertThat(toc.encoding()).contains(encoding);
    assertThat(toc.database()).isEqualTo("shöp");
    assertThat(toc.owners()).containsExactly("Ä");
    assertThat(toc.schemas()).containsExactly("öd");
    assertThat(toc.tablespaces()).containsExactly("fäst");
  }

  @Test
  void aSchemaThatAnExtensionMakesIsNotMadeBeforeIt() throws Exception {
    PostgresToc toc = read(table(16, "UTF8", StandardCharsets.UTF_8, "EXTENSION"));
    assertThat(toc.extensions()).containsExactly("citext");
    assertThat(toc.schemas()).isEmpty();
  }

  @Test
  void aTableThatEndsTooEarlyIsCut() {
    byte[] good = table(14);
    for (int length = 11; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(ArchiveException.class)
          .extracting(e -> ((ArchiveException) e).code())
          .isEqualTo(ErrorCode.ARCHIVE_TRUNCATED);
    }
  }

  @Test
  void aNewerFormIsToldFromADamagedOne() {
    byte[] newer = table(14);
    newer[6] = 99;
    assertThatThrownBy(() -> read(newer))
        .extracting(e -> ((ArchiveException) e).code())
        .isEqualTo(ErrorCode.ARCHIVE_TOO_NEW);
  }

  @Test
  void noBytesMakeItFailInAnyOtherWay() throws Exception {
    byte[] good = table(16);
    Random random = new Random(3);
    for (int i = 0; i < 5_000; i++) {
      byte[] bad = good.clone();
      for (int j = 0; j < 3; j++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(read(bad)).isNotNull();
      } catch (ArchiveException e) {
        assertThat(e.remedy()).isPresent();
      }
    }
  }
}

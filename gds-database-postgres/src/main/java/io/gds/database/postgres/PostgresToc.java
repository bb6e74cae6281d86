package io.gds.database.postgres;

import io.gds.database.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The table of contents that custom, directory and tar archives begin with, as far as it matters
 * here: whose it is, who made it, and what a server must have for it. Read without a tool; texts
 * that do not matter are passed over, so that a large one costs no memory. Names are in the
 * encoding of the database, which the table tells too.
 *
 * @param minor the form of the archive: 1.14 from version 12 on, 1.15 from 16, 1.16 from 17
 * @param format the form that the table says it is of
 * @param database the database's name
 * @param serverVersion the server's version
 * @param toolVersion pg_dump's version
 * @param encoding the encoding of texts
 * @param owners the roles that own what is in it
 * @param extensions the extensions in it
 * @param schemas the schemas that things lie in but that are not in it themselves, and that nothing
 *     in it makes
 * @param tablespaces the tablespaces that things lie in
 * @param files the names of the files that hold its data; none in a custom archive
 * @see <a
 *     href="https://github.com/postgres/postgres/blob/master/src/bin/pg_dump/pg_backup_archiver.c">
 *     ReadHead and ReadToc</a>
 */
record PostgresToc(
    int minor,
    PostgresBackupFormat format,
    String database,
    String serverVersion,
    String toolVersion,
    Optional<String> encoding,
    Set<String> owners,
    Set<String> extensions,
    Set<String> schemas,
    Set<String> tablespaces,
    Set<String> files) {
  static final String FILE = "toc.dat";

  private static final byte[] MAGIC = "PGDMP".getBytes(StandardCharsets.US_ASCII);
  private static final int OLDEST = 12;
  private static final int NEWEST = 16;
  private static final int MAX_KEPT = 64 * 1024;
  private static final int MAX_PROPERTIES = 64 * 1024 * 1024;
  private static final int MAX_ENTRIES = 50_000_000;

  /** The oldest major whose tools read it. */
  int needs() {
    return switch (minor) {
      case 16 -> 17;
      case 15 -> 16;
      default -> 0;
    };
  }

  /** The oldest major whose tools read what the tools of a major write. */
  static int needsOf(int toolMajor) {
    return toolMajor >= 17 ? 17 : toolMajor == 16 ? 16 : 0;
  }

  /** The major of the server it was made of; 0 if it is not told. */
  int serverMajor() {
    return major(serverVersion);
  }

  static int major(String version) {
    int end = 0;
    while (end < version.length() && Character.isDigit(version.charAt(end)) && end < 4) {
      end++;
    }
    return end == 0 ? 0 : Integer.parseInt(version.substring(0, end));
  }

  /**
   * Reads the table.
   *
   * @throws io.gds.database.error.ArchiveException if it is none, damaged, or of a newer form
   */
  static PostgresToc read(InputStream in, String archive) throws IOException {
    return read(new Reader(in, archive, false), Reader::read);
  }

  /**
   * The statements that give the database its settings, those of single roles included. They hold
   * the settings' values, and so are no part of the table as it is known elsewhere.
   */
  static String properties(InputStream in, String archive) throws IOException {
    return read(
        new Reader(in, archive, true),
        reader -> {
          reader.read();
          return reader.own(String.join("\n", reader.properties));
        });
  }

  /** What is asked of a reader. */
  private interface Asking<T> {
    T of(Reader reader) throws IOException;
  }

  private static <T> T read(Reader reader, Asking<T> asking) throws IOException {
    try {
      return asking.of(reader);
    } catch (EOFException e) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_TRUNCATED, reader.archive, "ends within its table of contents");
    }
  }

  private static final class Reader {
    private final InputStream in;
    private final String archive;
    private final Set<String> owners = new TreeSet<>();
    private final Set<String> extensions = new TreeSet<>();
    private final Set<String> used = new TreeSet<>();
    private final Set<String> made = new TreeSet<>();
    private final Set<String> tablespaces = new TreeSet<>();
    private final Set<String> files = new TreeSet<>();
    private final List<String> properties = new ArrayList<>();
    private final boolean keepsProperties;
    private int minor;
    private int intBytes;
    private int offsetBytes;
    private PostgresBackupFormat format = PostgresBackupFormat.CUSTOM;
    private Optional<String> encoding = Optional.empty();

    Reader(InputStream in, String archive, boolean keepsProperties) {
      this.in = in;
      this.archive = archive;
      this.keepsProperties = keepsProperties;
    }

    PostgresToc read() throws IOException {
      for (byte expected : MAGIC) {
        if (in.read() != (expected & 0xff)) {
          throw PostgresArchive.refused(
              ErrorCode.ARCHIVE_UNRECOGNIZED, archive, "is no archive of pg_dump");
        }
      }
      head();
      if (minor < 15) {
        number();
      } else {
        oneByte();
      }
      for (int i = 0; i < 7; i++) {
        number();
      }
      String database = raw();
      String server = text();
      String tool = text();
      int count = number();
      if (count < 0 || count > MAX_ENTRIES) {
        throw corrupt("says that it has " + count + " entries");
      }
      for (int i = 0; i < count; i++) {
        entry();
      }
      used.removeAll(made);
      used.remove("public");
      used.remove("pg_catalog");
      if (!extensions.isEmpty()) {
        // Only single tables lack their schema, and no extension comes along with those. What else
        // has none is an extension's own, which makes it, and fails if it is there already.
        used.clear();
      }
      return new PostgresToc(
          minor,
          format,
          shared(database),
          server,
          tool,
          encoding,
          each(owners, this::shared),
          each(extensions, this::own),
          each(used, this::own),
          each(tablespaces, this::shared),
          files);
    }

    private static Set<String> each(Set<String> raw, UnaryOperator<String> decode) {
      Set<String> decoded = new TreeSet<>();
      raw.forEach(name -> decoded.add(decode.apply(name)));
      return decoded;
    }

    /** Known only now: the encoding is told behind names that are in it. */
    private String own(String raw) {
      return new String(
          raw.getBytes(StandardCharsets.ISO_8859_1), PostgresCharsets.of(encoding.orElse("UTF8")));
    }

    /** What databases share is in the encoding of whichever it was made in, most often UTF8. */
    private String shared(String raw) {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(raw.getBytes(StandardCharsets.ISO_8859_1)))
            .toString();
      } catch (CharacterCodingException e) {
        return own(raw);
      }
    }

    private void head() throws IOException {
      int major = oneByte();
      minor = oneByte();
      oneByte();
      intBytes = oneByte();
      offsetBytes = oneByte();
      int letter = oneByte();
      if (major != 1 || minor > NEWEST) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_TOO_NEW,
            archive,
            "is of form " + major + "." + minor + ", the newest known is 1." + NEWEST);
      }
      if (minor < OLDEST || intBytes < 1 || intBytes > 8 || offsetBytes < 1 || offsetBytes > 8) {
        throw corrupt("has a head of form " + major + "." + minor + " that makes no sense");
      }
      format =
          switch (letter) {
            case 1 -> PostgresBackupFormat.CUSTOM;
            case 3 -> PostgresBackupFormat.TAR;
            case 5 -> PostgresBackupFormat.DIRECTORY;
            default -> throw corrupt("is of the unknown kind " + letter);
          };
    }

    private void entry() throws IOException {
      number();
      number();
      skipText();
      skipText();
      String tag = raw();
      String kind = text();
      number();
      if (kind.equals("ENCODING")) {
        encoding = encodingOf(text());
      } else if (keepsProperties && kind.equals("DATABASE PROPERTIES")) {
        Optional.ofNullable(read(MAX_PROPERTIES)).ifPresent(properties::add);
      } else {
        skipText();
      }
      skipText();
      skipText();
      Optional<String> schema = optionalRaw();
      optionalRaw().filter(name -> !name.isEmpty()).ifPresent(tablespaces::add);
      if (minor >= 14) {
        skipText();
      }
      if (minor >= 16) {
        number();
      }
      optionalRaw().filter(name -> !name.isEmpty()).ifPresent(owners::add);
      skipText();
      while (skipText()) {
        // Dependencies on other entries end with a missing text.
      }
      if (format == PostgresBackupFormat.CUSTOM) {
        oneByte();
        in.skipNBytes(offsetBytes);
      } else {
        optionalRaw().filter(name -> !name.isEmpty()).ifPresent(files::add);
      }
      if (kind.equals("EXTENSION")) {
        extensions.add(tag);
      } else if (kind.equals("SCHEMA")) {
        made.add(tag);
      }
      schema.filter(name -> !name.isEmpty()).ifPresent(used::add);
    }

    private static Optional<String> encodingOf(String setting) {
      int begin = setting.indexOf('\'');
      int end = setting.lastIndexOf('\'');
      return begin >= 0 && end > begin
          ? Optional.of(setting.substring(begin + 1, end))
          : Optional.empty();
    }

    private int oneByte() throws IOException {
      int read = in.read();
      if (read < 0) {
        throw new EOFException();
      }
      return read;
    }

    /** A byte for the sign, then the least significant byte first. */
    private int number() throws IOException {
      int sign = oneByte();
      long value = 0;
      for (int i = 0; i < intBytes; i++) {
        value |= (long) oneByte() << (8 * i);
      }
      if (sign > 1 || value < 0 || value > Integer.MAX_VALUE) {
        throw corrupt("has a number that makes no sense");
      }
      return (int) (sign == 1 ? -value : value);
    }

    private @Nullable String read(int most) throws IOException {
      int length = number();
      if (length < 0) {
        return null;
      }
      if (length > most) {
        throw corrupt("has a name of " + length + " bytes");
      }
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException();
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A text whose characters are its bytes yet. */
    private Optional<String> optionalRaw() throws IOException {
      return Optional.ofNullable(read(MAX_KEPT));
    }

    private String raw() throws IOException {
      return optionalRaw().orElse("");
    }

    /** A text that is ASCII in whatever encoding. */
    private String text() throws IOException {
      return raw();
    }

    /** Passes a text over; says whether there was one. */
    private boolean skipText() throws IOException {
      int length = number();
      if (length > 0) {
        in.skipNBytes(length);
      }
      return length >= 0;
    }

    private RuntimeException corrupt(String why) {
      return PostgresArchive.refused(ErrorCode.ARCHIVE_CORRUPT, archive, why);
    }
  }
}

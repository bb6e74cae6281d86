package io.gds.database.mongodb;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * What the files of a collection are called in the directory of a dump. The rules are those of
 * {@code mongodump}: all but letters, digits and {@code - _ . ~} is written as the percent codes of
 * its UTF-8 bytes, a blank as a plus sign; a name that would be too long for a file is cut and ends
 * with the hash of the whole.
 */
final class MongoDumpNames {
  /** The longest name before the ending. */
  private static final int LONGEST = 238;

  private static final int KEPT = 208;
  private static final String CUT = "%24";
  private static final String PLAIN = "-_.~";

  private MongoDumpNames() {}

  /** The name of a file, without its ending. */
  static String file(String collection) {
    String escaped = escaped(collection);
    return escaped.length() <= LONGEST
        ? escaped
        : escaped.substring(0, KEPT) + CUT + hash(collection);
  }

  private static String escaped(String name) {
    StringBuilder escaped = new StringBuilder();
    for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xFF);
      if (isPlain(c)) {
        escaped.append(c);
      } else if (c == ' ') {
        escaped.append('+');
      } else {
        escaped.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return escaped.toString();
  }

  private static boolean isPlain(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || PLAIN.indexOf(c) >= 0;
  }

  private static String hash(String collection) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(collection.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** Whether a file's name was cut, so that only the metadata tell the collection's. */
  static boolean isCut(String file) {
    return file.length() == LONGEST && file.contains(CUT);
  }

  /**
   * The collection of a file that was not cut; empty if this is no name that was written so, such
   * as one with a percent sign and no code behind it. It is a name only, and never part of a path.
   */
  static Optional<String> collection(String file) {
    byte[] written = file.getBytes(StandardCharsets.UTF_8);
    ByteBuffer name = ByteBuffer.allocate(written.length);
    for (int i = 0; i < written.length; i++) {
      if (written[i] == '%') {
        int code = i + 2 < written.length ? code(written[i + 1], written[i + 2]) : -1;
        if (code < 0) {
          return Optional.empty();
        }
        name.put((byte) code);
        i += 2;
      } else {
        name.put(written[i] == '+' ? (byte) ' ' : written[i]);
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(name.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static int code(byte high, byte low) {
    int first = Character.digit(high, 16);
    int second = Character.digit(low, 16);
    return first < 0 || second < 0 ? -1 : first * 16 + second;
  }
}

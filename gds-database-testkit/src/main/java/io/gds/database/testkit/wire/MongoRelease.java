package io.gds.database.testkit.wire;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of MongoDB's server.
 *
 * @param text as {@code buildInfo} says it
 */
record MongoRelease(String text, int major, int minor, int patch) {
  private static final Pattern FORM =
      Pattern.compile("([0-9]+)\\.([0-9]+)(?:\\.([0-9]+)(?:-[-0-9A-Za-z.]+)?)?");

  /**
   * Reads one, such as {@code 7.0} or {@code 8.3.0-rc1}.
   *
   * @throws IllegalArgumentException if it is none that is known, or older than 4.2
   */
  static MongoRelease parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a version of MongoDB: " + text);
    }
    int patch = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    MongoRelease release =
        new MongoRelease(
            matcher.group(3) == null ? text + ".0" : text,
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            patch);
    release.wire();
    return release;
  }

  boolean isAtLeast(int otherMajor, int otherMinor) {
    return major > otherMajor || (major == otherMajor && minor >= otherMinor);
  }

  /**
   * What it calls {@code maxWireVersion}. Since 5.0 each minor release has a number of its own, and
   * there are four to a major one.
   *
   * @see <a
   *     href="https://github.com/mongodb/mongo/blob/master/src/mongo/db/wire_version.h">wire_version.h</a>
   */
  int wire() {
    if (major == 4 && minor == 2) {
      return 8;
    }
    if (major == 4 && minor == 4) {
      return 9;
    }
    if (major >= 5 && minor <= 3) {
      return 13 + 4 * (major - 5) + minor;
    }
    throw new IllegalArgumentException(
        String.format(Locale.ROOT, "no peer of MongoDB %d.%d", major, minor));
  }
}

package io.gds.database.mongodb;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a server. One that is not released yet counts as the release that it is to be.
 * Immutable.
 */
record MongoVersion(int major, int minor, int patch) implements Comparable<MongoVersion> {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})(?:\\.([0-9]{1,4}))?(?:[-+~].*)?");

  private static final Comparator<MongoVersion> ORDER =
      Comparator.comparingInt(MongoVersion::major)
          .thenComparingInt(MongoVersion::minor)
          .thenComparingInt(MongoVersion::patch);

  /** A release. */
  static MongoVersion of(int major, int minor) {
    return new MongoVersion(major, minor, 0);
  }

  /** As servers and dumps write it, such as {@code 8.0.4} or {@code 9.0.0-rc1}. */
  static Optional<MongoVersion> parse(String text) {
    Matcher parts = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    return parts.matches()
        ? Optional.of(
            new MongoVersion(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3))))
        : Optional.empty();
  }

  boolean isAtLeast(int wantedMajor, int wantedMinor) {
    return compareTo(of(wantedMajor, wantedMinor)) >= 0;
  }

  @Override
  public int compareTo(MongoVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}

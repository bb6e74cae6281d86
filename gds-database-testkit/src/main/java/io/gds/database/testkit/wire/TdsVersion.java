package io.gds.database.testkit.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a server, such as {@code 16.0.4135.4}. */
record TdsVersion(int major, int minor, int build, int revision) {
  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{1,5})(?:\\.(\\d{1,5}))?");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  static TdsVersion parse(String written) {
    Matcher parts = WRITTEN.matcher(written);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a version as 16.0.4135.4 is one: " + written);
    }
    return new TdsVersion(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Integer.parseInt(parts.group(3)),
        parts.group(4) == null ? 0 : Integer.parseInt(parts.group(4)));
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + build + "." + revision;
  }
}

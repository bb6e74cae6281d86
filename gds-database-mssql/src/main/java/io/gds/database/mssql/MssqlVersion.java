package io.gds.database.mssql;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server's version.
 *
 * @param major such as 16 for SQL Server 2022
 * @param minor the second number
 * @param build the third
 * @param revision the fourth
 */
record MssqlVersion(int major, int minor, int build, int revision)
    implements Comparable<MssqlVersion> {
  /** The oldest major this library works with: 2016. */
  static final int OLDEST = 13;

  /** The newest major whose catalogue is known: 2025. */
  static final int NEWEST = 17;

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,9})\\.([0-9]{1,9})(?:\\.([0-9]{1,9}))?(?:\\.([0-9]{1,9}))?");

  /** Reads {@code SERVERPROPERTY('ProductVersion')}: {@code 16.0.4135.4}. */
  static Optional<MssqlVersion> parse(String text) {
    Matcher parts = FORM.matcher(text.strip());
    return parts.matches()
        ? Optional.of(
            new MssqlVersion(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                number(parts.group(3)),
                number(parts.group(4))))
        : Optional.empty();
  }

  private static int number(@Nullable String text) {
    return text == null ? 0 : Integer.parseInt(text);
  }

  /** The year it is sold under; empty for one that is not known here. */
  Optional<String> year() {
    return switch (major) {
      case 13 -> Optional.of("2016");
      case 14 -> Optional.of("2017");
      case 15 -> Optional.of("2019");
      case 16 -> Optional.of("2022");
      case 17 -> Optional.of("2025");
      default -> Optional.empty();
    };
  }

  boolean atLeast(int wanted) {
    return major >= wanted;
  }

  /** From a build of a major on, or any of a newer major: what a service pack brought. */
  boolean atLeast(int wanted, int wantedBuild) {
    return major > wanted || (major == wanted && build >= wantedBuild);
  }

  @Override
  public int compareTo(MssqlVersion other) {
    int[] mine = {major, minor, build, revision};
    int[] its = {other.major, other.minor, other.build, other.revision};
    return Arrays.compare(mine, its);
  }

  /** As people say it: {@code 2022 (16.0.4135.4)}. */
  String shortText() {
    String numbers = major + "." + minor + "." + build + "." + revision;
    return year().map(year -> year + " (" + numbers + ")").orElse(numbers);
  }
}

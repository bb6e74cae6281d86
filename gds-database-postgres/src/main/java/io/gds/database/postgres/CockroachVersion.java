package io.gds.database.postgres;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's version, as {@code version()} writes it: the number that {@code server_version} tells
 * is an imitation of PostgreSQL's, and says nothing.
 *
 * @param major such as 24 of {@code v24.3.1}
 * @param minor such as 3
 * @param number such as {@code 24.3.1}
 * @param distribution the word before it, such as {@code CCL}
 * @param banner the whole text
 */
record CockroachVersion(
    int major, int minor, String number, Optional<String> distribution, String banner) {
  private static final Pattern FORM =
      Pattern.compile("CockroachDB (?:(\\S+) )?v((\\d{1,4})\\.(\\d{1,4})\\S*).*", Pattern.DOTALL);

  /** Whether a server that calls itself so is one of CockroachDB. */
  static boolean isCockroach(String banner) {
    return banner.startsWith("CockroachDB");
  }

  /** Reads it; empty if it is of another product, or of no known form. */
  static Optional<CockroachVersion> parse(String banner) {
    Matcher matcher = FORM.matcher(banner);
    return matcher.matches()
        ? Optional.of(
            new CockroachVersion(
                Integer.parseInt(matcher.group(3)),
                Integer.parseInt(matcher.group(4)),
                matcher.group(2),
                Optional.ofNullable(matcher.group(1)),
                banner))
        : Optional.empty();
  }

  boolean atLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }
}

package io.gds.database.postgres;

/**
 * A server's version.
 *
 * @param number such as 150018 for 15.18
 * @param text as the server writes it, such as {@code 15.18 (Debian 15.18-0+deb12u1)}
 */
record PostgresVersion(int number, String text) {
  /** The oldest major this library works with. */
  static final int OLDEST = 13;

  /** The newest major whose tools and catalogue are known. */
  static final int NEWEST = 18;

  int major() {
    return number / 10_000;
  }

  boolean atLeast(int major) {
    return major() >= major;
  }

  /** The number as people say it: {@code 15.18}. */
  String shortText() {
    return major() + "." + number % 10_000;
  }
}

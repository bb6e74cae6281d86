package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;

/** Which servers are worked with, and by which of the two platforms. */
final class CockroachSupport {
  private static final int OLDEST_MAJOR = 24;
  private static final int OLDEST_MINOR = 3;

  private CockroachSupport() {}

  /**
   * The version of a server of CockroachDB; newer ones than known are taken.
   *
   * @param banner what {@code version()} says
   * @throws DatabaseException if it is another product, or too old: before 24.3 backups have other
   *     forms
   */
  static CockroachVersion require(String banner, ConnectionInfo info, String engine) {
    if (!CockroachVersion.isCockroach(banner)) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_CONNECTION,
              "the server is not CockroachDB; it says: " + firstWords(banner))
          .platform(DatabaseType.COCKROACHDB.id())
          .engine(engine)
          .remedy("If it is PostgreSQL, open it as " + url("postgresql", info) + ".")
          .toException();
    }
    CockroachVersion version =
        CockroachVersion.parse(banner)
            .orElseThrow(() -> refused("the server does not say its version: " + banner, engine));
    if (!version.atLeast(OLDEST_MAJOR, OLDEST_MINOR)) {
      throw refused(
          "the server is CockroachDB "
              + version.number()
              + ", and "
              + OLDEST_MAJOR
              + "."
              + OLDEST_MINOR
              + " is the oldest that is supported",
          engine);
    }
    return version;
  }

  private static DatabaseException refused(String why, String engine) {
    return ErrorDetails.of(ErrorCode.UNSUPPORTED_CAPABILITY, why)
        .platform(DatabaseType.COCKROACHDB.id())
        .engine(engine)
        .remedy("Upgrade the cluster to 24.3 or newer, major by major.")
        .toException();
  }

  /** Refuses a server of CockroachDB where one of PostgreSQL is wanted. */
  static void refuse(String banner, ConnectionInfo info, String engine) {
    if (CockroachVersion.isCockroach(banner)) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_CONNECTION,
              "the server is not PostgreSQL; it says: " + firstWords(banner))
          .platform(DatabaseType.POSTGRESQL.id())
          .engine(engine)
          .remedy("Open it as " + url("cockroachdb", info) + ".")
          .toException();
    }
  }

  private static String url(String scheme, ConnectionInfo info) {
    String hosts =
        info.hosts().stream()
            .map(HostAddress::toString)
            .reduce((one, other) -> one + "," + other)
            .orElse("host");
    return scheme + "://" + hosts + info.database().map(name -> "/" + name).orElse("");
  }

  private static String firstWords(String banner) {
    int end = banner.indexOf('(');
    return (end < 0 ? banner : banner.substring(0, end)).strip();
  }
}

package io.gds.database.postgres;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import java.util.List;

/** Which versions of the server are worked with, and which option needs which. */
final class PostgresSupport {
  private PostgresSupport() {}

  /** Refuses servers that are too old; newer ones than known are read like the newest known. */
  static void require(PostgresVersion version, String engine) {
    if (!version.atLeast(PostgresVersion.OLDEST)) {
      throw ErrorDetails.of(
              ErrorCode.UNSUPPORTED_CAPABILITY,
              "the server is PostgreSQL "
                  + version.shortText()
                  + ", and "
                  + PostgresVersion.OLDEST
                  + " is the oldest that is supported")
          .platform(DatabaseType.POSTGRESQL.id())
          .engine(engine)
          .remedy("Upgrade the server; its version gets no security fixes any more.")
          .toException();
    }
  }

  /** Adds a fault if the server is older than an option needs. */
  static void since(int major, String option, PostgresVersion version, List<OptionFault> faults) {
    if (!version.atLeast(major)) {
      faults.add(
          new OptionFault(
              option,
              "needs PostgreSQL " + major + " or newer; the server is " + version.shortText()));
    }
  }
}

package io.gds.database.postgres;

import io.gds.database.testkit.server.PostgresTools;

/** The majors that tests run on: of the embedded binaries, the oldest and the newest. */
final class PostgresMajors {
  static final int OLDEST = 14;
  static final int NEWEST = 18;

  private PostgresMajors() {}

  /** The oldest major whose client tools are installed; without any, the test is skipped. */
  static int oldestWithTools() {
    return PostgresTools.all().stream()
        .mapToInt(PostgresTools::major)
        .filter(major -> major >= OLDEST && major <= NEWEST)
        .min()
        .orElseGet(() -> PostgresTools.require().major());
  }
}

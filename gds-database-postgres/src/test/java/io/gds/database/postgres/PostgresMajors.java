package io.gds.database.postgres;

import io.gds.database.testkit.server.PostgresTools;
import java.nio.file.Path;

/** The majors that tests run on: of the embedded binaries, the oldest and the newest. */
final class PostgresMajors {
  static final int OLDEST = 13;
  static final int NEWEST = 18;

  private PostgresMajors() {}

  /**
   * The oldest major whose client tools are installed, or that of those named in the environment;
   * without any, the test is skipped.
   */
  static int oldestWithTools() {
    String named = System.getenv("GDS_TEST_POSTGRES_TOOLS");
    return PostgresTools.all().stream()
        .filter(tools -> named == null || tools.directory().equals(Path.of(named)))
        .mapToInt(PostgresTools::major)
        .filter(major -> major >= OLDEST && major <= NEWEST)
        .min()
        .orElseGet(() -> PostgresTools.require().major());
  }
}

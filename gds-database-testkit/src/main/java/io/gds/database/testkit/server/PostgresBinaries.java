package io.gds.database.testkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directory of PostgreSQL programs.
 *
 * @param directory where they are
 * @param version theirs, such as {@code 15.19}
 */
record PostgresBinaries(Path directory, String version) {
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+\\S*)");
  private static final List<String> SERVER = List.of("initdb", "pg_ctl", "postgres");

  /** The programs of a directory, asking this one of them what they are. */
  static PostgresBinaries in(Path directory, String program)
      throws IOException, InterruptedException {
    String said = Commands.run(List.of(directory.resolve(program).toString(), "--version"));
    Matcher matcher = VERSION.matcher(said);
    if (!matcher.find()) {
      throw new IllegalStateException(directory.resolve(program) + " says of itself: " + said);
    }
    return new PostgresBinaries(directory, matcher.group(1));
  }

  /** Whether a server can be made and run with what is there. */
  static boolean serve(Path directory) {
    return SERVER.stream().allMatch(program -> Files.isExecutable(directory.resolve(program)));
  }

  String program(String name) {
    return directory.resolve(name).toString();
  }

  int major() {
    return majorOf(version);
  }

  static int majorOf(String version) {
    return Integer.parseInt(version.split("[^0-9]", 2)[0]);
  }
}

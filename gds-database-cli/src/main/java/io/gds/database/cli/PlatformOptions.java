package io.gds.database.cli;

import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** What only one platform knows, as the capability publishes it. */
final class PlatformOptions {
  @Option(
      names = "-o",
      paramLabel = "KEY=VALUE",
      description = "An option of the platform; may be repeated. An unknown one names the known.")
  private final Map<String, String> given = new LinkedHashMap<>();

  OptionValues values(String what, Set<OptionKey<?>> known) {
    return OptionValues.parse(what, given, known);
  }
}

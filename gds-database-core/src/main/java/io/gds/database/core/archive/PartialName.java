package io.gds.database.core.archive;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an archive that is being written: {@code NAME.MARK-RANDOM.partial} for its data,
 * {@code NAME.MARK-RANDOM.manifest.partial} for its manifest. The mark says which process writes.
 *
 * @param name the final file name
 * @param mark who writes
 * @param random eight hexadecimal digits that tell two attempts of one process apart
 */
record PartialName(String name, ProcessMark mark, String random) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern FORM =
      Pattern.compile(
          "(.+)\\.(" + ProcessMark.PATTERN + ")-([0-9a-f]{8})(\\.manifest)?\\.partial",
          Pattern.DOTALL);

  /** A new name for this process's attempt to write the file. */
  static PartialName of(Path target) {
    return of(target, ProcessMark.current());
  }

  static PartialName of(Path target, ProcessMark mark) {
    return new PartialName(
        ArchiveNames.fileName(target), mark, String.format("%08x", RANDOM.nextInt()));
  }

  /** Reads either form back. */
  static Optional<PartialName> parse(String fileName) {
    Matcher matcher = FORM.matcher(fileName);
    return matcher.matches()
        ? ProcessMark.parse(matcher.group(2))
            .map(mark -> new PartialName(matcher.group(1), mark, matcher.group(3)))
        : Optional.empty();
  }

  String data() {
    return name + "." + mark + "-" + random + ".partial";
  }

  String manifest() {
    return name + "." + mark + "-" + random + ".manifest.partial";
  }
}

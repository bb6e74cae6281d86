package io.gds.database.testkit.server;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that decides whether a test that lacks something is skipped or fails. */
final class Missing {
  static final String REQUIRE = "GDS_TEST_REQUIRE";

  private static final Logger LOG = LoggerFactory.getLogger(Missing.class);

  private Missing() {}

  /**
   * What to throw where something is missing.
   *
   * @param words what would have to be in {@code GDS_TEST_REQUIRE} for a failure, any of them
   */
  static RuntimeException aborted(
      List<String> words, String reason, UnaryOperator<@Nullable String> environment) {
    String required = environment.apply(REQUIRE);
    List<String> demanded =
        required == null
            ? List.of()
            : Arrays.stream(required.toLowerCase(Locale.ROOT).split("[,\\s]+")).toList();
    for (String word : words) {
      if (demanded.contains(word)) {
        throw new AssertionFailedError(
            "failed, because " + reason + ", and " + REQUIRE + " demands " + word);
      }
    }
    LOG.warn("skipped, because {}", reason);
    return new TestAbortedException(
        "skipped, because " + reason + " (" + REQUIRE + "=" + words.get(0) + " makes it fail)");
  }
}

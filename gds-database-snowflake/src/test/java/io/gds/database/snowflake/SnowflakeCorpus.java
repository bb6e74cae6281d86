package io.gds.database.snowflake;

import io.gds.database.testkit.wire.SnowflakePeer;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Watches what the module sends to a peer: each statement has to have its form among the golden
 * ones, whatever the names and values in it.
 */
final class SnowflakeCorpus {
  /** What the driver and the pool say by themselves. */
  static final Set<String> FRAME = Set.of("SELECT 1");

  /** A text, a quoted name, a number, or a bind. */
  private static final Pattern PART =
      Pattern.compile(
          "'(?:[^'\\\\]|''|\\\\.)*+'|\"(?:[^\"]|\"\")*+\"|(?<![\\w$])-?\\d+(?:\\.\\d+)?\\b|\\?");

  /** The same again, in a list. */
  private static final Pattern ITEMS = Pattern.compile("(_(?:\\._)*(?: = _)?)(?:, ?\\1)+");

  private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

  /** One test fails for each form, not all that send it. */
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private final List<String> missing = new ArrayList<>();

  private SnowflakeCorpus() {}

  /** Watches what is sent to a peer by this module, which calls itself gds. */
  static SnowflakeCorpus watch(SnowflakePeer peer) {
    SnowflakeCorpus corpus = new SnowflakeCorpus();
    peer.script()
        .onAnything()
        .by(
            request -> {
              corpus.saw(request);
              return WireAnswer.passed();
            });
    return corpus;
  }

  private synchronized void saw(WireRequest request) {
    String sql = request.normalized();
    String tag = request.attributes().getOrDefault("tag", "");
    if (tag.startsWith("{\"app\":\"gds\"")
        && !FRAME.contains(sql)
        && !KNOWN.computeIfAbsent(sql, text -> Forms.ALL.contains(form(text)))
        && TOLD.add(form(sql))) {
      missing.add(sql);
    }
  }

  /**
   * Looks whether all that was sent is in the corpus.
   *
   * @throws AssertionError naming what is not
   */
  synchronized void verify() {
    if (!missing.isEmpty()) {
      throw new AssertionError(
          "sent, but in none of the files of golden statements; add it under its vendor's page:\n"
              + String.join("\n", missing));
    }
  }

  /** A statement without what differs from call to call. */
  static String form(String sql) {
    return ITEMS.matcher(PART.matcher(sql).replaceAll("_")).replaceAll("$1");
  }

  /** The files of golden statements. */
  static List<Path> files() throws IOException, URISyntaxException {
    Path one =
        Path.of(
            Objects.requireNonNull(SnowflakeCorpus.class.getResource("statements.sql")).toURI());
    try (Stream<Path> all = Files.list(one.resolveSibling("."))) {
      return all.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }

  /** Read once. */
  private static final class Forms {
    static final Set<String> ALL = read();

    private Forms() {}

    private static Set<String> read() {
      try {
        Set<String> forms = ConcurrentHashMap.newKeySet();
        for (Path file : files()) {
          Files.readAllLines(file).stream()
              .filter(line -> !line.startsWith("--") && !line.isBlank())
              .map(SnowflakeCorpus::form)
              .forEach(forms::add);
        }
        return forms;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

package io.gds.database.mssql;

import io.gds.database.testkit.wire.SqlServerPeer;
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
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Watches what the module sends to a peer: each statement has to have its form among the golden
 * ones, whatever the names and values in it.
 */
final class MssqlCorpus {
  /** What the driver and the pool say by themselves. */
  static final Set<String> FRAME =
      Set.of(
          "SELECT 1",
          "SELECT @@SPID",
          "BEGIN TRANSACTION",
          "COMMIT TRANSACTION",
          "IF @@TRANCOUNT > 0 COMMIT TRAN",
          "IF @@TRANCOUNT > 0 ROLLBACK TRAN",
          "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION");

  /** A statement within a statement, a text, a name, a number, or a bind. */
  private static final Pattern PART =
      Pattern.compile(
          "(?<within>sp_executesql )?N?'(?<text>(?:[^']|'')*+)'"
              + "|\\[(?:[^\\]]|\\]\\])*+\\]"
              + "|\\b0x\\p{XDigit}+|-?(?<![\\w@])\\d+(?=KB\\b|MB\\b|\\b)"
              + "|@P\\d+|\\?"
              + "|(?<collation>\\bCOLLATE )(?!DATABASE_DEFAULT)\\w+");

  private static final Pattern PERMISSION =
      Pattern.compile("^(GRANT|DENY|REVOKE)( GRANT OPTION FOR)? [A-Z ]+?(?= ON | TO | FROM )");

  /** The same again, in a list. */
  private static final Pattern GROUPS = Pattern.compile("(\\([^()]*+\\))(?:, \\1)+");

  private static final Pattern ITEMS = Pattern.compile("([^,()]++)(?:, ?\\1)+");

  private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

  /** One test fails for each form, not all that send it. */
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private final List<String> missing = new ArrayList<>();

  private MssqlCorpus() {}

  /** Watches what is sent to a peer by this module, which calls itself gds. */
  static MssqlCorpus watch(SqlServerPeer peer) {
    MssqlCorpus corpus = new MssqlCorpus();
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
    if ("gds".equals(request.attributes().get("application"))
        && !FRAME.contains(sql)
        && !KNOWN.computeIfAbsent(sql, text -> Forms.ALL.contains(form(text)))
        && TOLD.add(form(sql))) {
      missing.add(sql.replaceAll("@P\\d+", "?"));
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
    String form = PART.matcher(sql).replaceAll(MssqlCorpus::masked);
    String shorter = GROUPS.matcher(form).replaceAll("$1");
    shorter = ITEMS.matcher(shorter).replaceAll("$1");
    shorter = PERMISSION.matcher(shorter).replaceFirst("$1$2 _");
    return Stream.of(shorter.split(" UNION ALL ", -1))
        .distinct()
        .collect(Collectors.joining(" UNION ALL "));
  }

  private static String masked(MatchResult part) {
    String whole = part.group();
    if (whole.startsWith("sp_executesql ")) {
      String within = part.group(2).replace("''", "'");
      return Matcher.quoteReplacement("sp_executesql {" + form(within) + "}");
    }
    return whole.startsWith("COLLATE ") ? "COLLATE _" : "_";
  }

  /** The files of golden statements. */
  static List<Path> files() throws IOException, URISyntaxException {
    Path one =
        Path.of(
            Objects.requireNonNull(MssqlCorpus.class.getResource("backup-restore.sql")).toURI());
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
              .map(MssqlCorpus::form)
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

package io.gds.database.testkit.server;

import io.gds.database.testkit.server.TestServers.Unavailable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's installed programs: {@code pg_dump} and the like, and perhaps a whole server. Looked
 * for in the directory that {@code GDS_TEST_POSTGRES_TOOLS} names, in {@code
 * /usr/lib/postgresql/N/bin} (Debian), {@code /usr/pgsql-N/bin} (Red Hat) and on the {@code PATH}.
 * Immutable and thread-safe.
 */
public final class PostgresTools {
  static final String DIRECTORY = "GDS_TEST_POSTGRES_TOOLS";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresTools.class);
  private static final String WORD = "postgres-tools";
  private static final String PROBE = "pg_dump";

  private final PostgresBinaries binaries;

  private PostgresTools(PostgresBinaries binaries) {
    this.binaries = binaries;
  }

  /** All sets of tools there are, each with {@code pg_dump} at least, newest first. */
  public static List<PostgresTools> all() {
    return all(System::getenv, Path.of("/"));
  }

  static List<PostgresTools> all(UnaryOperator<@Nullable String> environment, Path root) {
    Map<Path, PostgresTools> found = new LinkedHashMap<>();
    for (Path directory : directories(environment, root)) {
      Path program = directory.resolve(PROBE);
      if (Files.isExecutable(program)) {
        try {
          // Links on the PATH lead to a set of programs, or to Debian's wrapper of all sets.
          Path real = directory.toRealPath();
          if (!found.containsKey(real)) {
            found.put(real, new PostgresTools(PostgresBinaries.in(real, PROBE)));
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new TestAbortedException("interrupted while asking " + program, e);
        } catch (IOException | IllegalStateException e) {
          LOG.debug("there, and not to be run: {}", program, e);
        }
      }
    }
    // Stable: of equal ones the first place looked at wins.
    return found.values().stream()
        .sorted(Comparator.comparing(PostgresTools::major).reversed())
        .toList();
  }

  private static List<Path> directories(UnaryOperator<@Nullable String> environment, Path root) {
    List<Path> directories = new ArrayList<>();
    String named = environment.apply(DIRECTORY);
    if (named != null && !named.isBlank()) {
      directories.add(Path.of(named));
    }
    children(root.resolve("usr/lib/postgresql"), "").forEach(directories::add);
    children(root.resolve("usr"), "pgsql-").forEach(directories::add);
    String path = environment.apply("PATH");
    if (path != null) {
      Stream.of(path.split(File.pathSeparator))
          .filter(part -> part.startsWith("/"))
          .map(Path::of)
          .forEach(directories::add);
    }
    return directories;
  }

  private static List<Path> children(Path directory, String prefix) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .filter(child -> child.getFileName().toString().startsWith(prefix))
          .map(child -> child.resolve("bin"))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * The newest tools there are.
   *
   * @throws TestAbortedException if there are none
   * @throws AssertionError instead, if {@code GDS_TEST_REQUIRE} holds {@code postgres-tools}
   */
  public static PostgresTools require() {
    return chosen(all(), WORD, "", tools -> true, System::getenv);
  }

  /**
   * The tools of a major version.
   *
   * @throws TestAbortedException if there are none
   * @throws AssertionError instead, if {@code GDS_TEST_REQUIRE} holds {@code postgres-tools-N} with
   *     this major
   */
  public static PostgresTools require(int major) {
    return chosen(
        all(),
        WORD + "-" + major,
        " of major " + major,
        tools -> tools.major() == major,
        System::getenv);
  }

  /**
   * The newest tools of a major version or a newer one.
   *
   * @throws TestAbortedException if there are none
   * @throws AssertionError instead, if {@code GDS_TEST_REQUIRE} holds {@code postgres-tools-N} with
   *     this major
   */
  public static PostgresTools requireFrom(int major) {
    return chosen(
        all(),
        WORD + "-" + major,
        " of major " + major + " or newer",
        tools -> tools.major() >= major,
        System::getenv);
  }

  static PostgresTools chosen(
      List<PostgresTools> all,
      String word,
      String what,
      Predicate<PostgresTools> fits,
      UnaryOperator<@Nullable String> environment) {
    return all.stream()
        .filter(fits)
        .findFirst()
        .orElseThrow(
            () ->
                Missing.aborted(
                    List.of(word),
                    "there are no PostgreSQL client tools"
                        + what
                        + " in "
                        + DIRECTORY
                        + ", /usr/lib/postgresql, /usr/pgsql-… or the PATH"
                        + (all.isEmpty() ? "" : ", only " + all),
                    environment));
  }

  /** The programs of a whole server, of this major or of any if it is 0. */
  static PostgresBinaries serverBinaries(int major) {
    List<PostgresTools> all = all();
    return all.stream()
        .filter(PostgresTools::hasServer)
        .filter(tools -> major == 0 || tools.major() == major)
        .map(tools -> tools.binaries)
        .findFirst()
        .orElseThrow(
            () ->
                new Unavailable(
                    "no initdb, pg_ctl and postgres"
                        + (major == 0 ? "" : " of major " + major)
                        + " are installed; there is "
                        + (all.isEmpty() ? "nothing of PostgreSQL" : "only " + all)));
  }

  /** Where they are. */
  public Path directory() {
    return binaries.directory();
  }

  /** Their full version, such as {@code 15.18}. */
  public String version() {
    return binaries.version();
  }

  /** Their major version, such as 15. */
  public int major() {
    return binaries.major();
  }

  /** Whether a server can be made with them. */
  public boolean hasServer() {
    return PostgresBinaries.serve(directory());
  }

  /**
   * One of them.
   *
   * @throws TestAbortedException if it is not there
   * @throws AssertionError instead, if {@code GDS_TEST_REQUIRE} holds {@code postgres-tools}
   */
  public Path tool(String name) {
    Path tool = directory().resolve(name);
    if (!Files.isExecutable(tool)) {
      throw Missing.aborted(
          List.of(WORD), "there is no " + name + " beside " + this, System::getenv);
    }
    return tool;
  }

  /**
   * A server they fit: of their own major, since most of them refuse a newer one, and an archive
   * goes back safely into the major it came from.
   */
  public PostgresTestServer.Builder matchingServer() {
    return PostgresTestServer.builder().major(major());
  }

  /** Their version and place. */
  @Override
  public String toString() {
    return version() + " in " + directory();
  }
}

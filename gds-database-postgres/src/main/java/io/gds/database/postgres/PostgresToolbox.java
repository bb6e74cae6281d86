package io.gds.database.postgres;

import io.gds.database.core.tool.Tool;
import io.gds.database.core.tool.ToolLocator;
import io.gds.database.core.tool.ToolRunner;
import io.gds.database.core.tool.ToolVersion;
import io.gds.database.core.tool.ToolVersions;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PostgreSQL's client tools on this machine: where they are, and which of several versions fits. At
 * the configured place and nowhere else if one is given; else in the places where packages put
 * them, each version by itself, and last on the PATH, where there may be a wrapper. Thread-safe.
 */
final class PostgresToolbox {
  /** From this major on, pg_restore sends settings that older servers do not know. */
  private static final int NEW_SETTINGS = 17;

  private static final Map<Path, String> PLACES = places();

  private final ToolRunner runner = new ToolRunner();
  private final ToolVersions versions = new ToolVersions(runner);
  private final Optional<Path> configured;

  /**
   * A tool that fits.
   *
   * @param tool the tool
   * @param version its version
   */
  record Found(Tool tool, ToolVersion version) {}

  /**
   * Which versions of a tool will do.
   *
   * @param atLeast the oldest major
   * @param atMost the newest major
   * @param why what demands it, such as {@code the server is PostgreSQL 18.6}
   */
  record Wanted(int atLeast, int atMost, String why) {
    /** Any version. */
    static Wanted any() {
      return new Wanted(0, Integer.MAX_VALUE, "");
    }

    /** A tool that reads from a server: it refuses newer servers itself. */
    static Wanted reading(PostgresVersion server) {
      return new Wanted(
          server.major(), Integer.MAX_VALUE, "the server is PostgreSQL " + server.shortText());
    }

    /** A tool that writes to a server what it read from an archive. */
    static Wanted writing(PostgresVersion server, int archiveNeeds) {
      return new Wanted(
          Math.max(server.major(), archiveNeeds),
          server.atLeast(NEW_SETTINGS) ? Integer.MAX_VALUE : NEW_SETTINGS - 1,
          archiveNeeds > server.major()
              ? "the archive was written by a tool of major " + archiveNeeds
              : "the server is PostgreSQL " + server.shortText());
    }

    /** A tool that reads an archive. */
    static Wanted readingArchive(int archiveNeeds) {
      return new Wanted(
          archiveNeeds,
          Integer.MAX_VALUE,
          "the archive was written by a tool of major " + archiveNeeds);
    }

    boolean fits(Found found) {
      return found.version().major() >= atLeast && found.version().major() <= atMost;
    }
  }

  /** Looks in this directory only, if one is given. */
  PostgresToolbox(Optional<Path> configured) {
    this.configured = configured;
  }

  /** Runs tools. */
  ToolRunner runner() {
    return runner;
  }

  private static Map<Path, String> places() {
    Map<Path, String> places = new LinkedHashMap<>();
    places.put(Path.of("/usr/lib/postgresql"), "");
    places.put(Path.of("/usr"), "pgsql-");
    places.put(Path.of("/usr/local"), "pgsql");
    places.put(Path.of("/opt/homebrew/opt"), "postgresql@");
    places.put(Path.of("/usr/local/opt"), "postgresql@");
    places.put(Path.of("/Library/PostgreSQL"), "");
    String windows = System.getenv("ProgramFiles");
    if (windows != null && !windows.isEmpty()) {
      places.put(Path.of(windows, "PostgreSQL"), "");
    }
    return places;
  }

  /**
   * The tool whose version is the nearest that will do: an older one refuses a newer server, a
   * newer one may write what the server does not understand.
   *
   * @param given the directory to look in, before what was configured
   * @throws io.gds.database.error.ToolException TOOL_MISSING, TOOL_TOO_OLD or TOOL_TOO_NEW, or
   *     TOOL_FAILED if what is there does not run
   */
  Found require(String name, Wanted wanted, Optional<Path> given) {
    List<Found> found = new ArrayList<>();
    List<DatabaseException> failures = new ArrayList<>();
    for (Tool tool : candidates(name, given)) {
      try {
        found.add(new Found(tool, versions.of(tool)));
      } catch (DatabaseException e) {
        failures.add(e);
      }
    }
    Comparator<Found> byVersion = Comparator.comparing(Found::version);
    Optional<Found> fitting =
        found.stream()
            .filter(wanted::fits)
            .min(
                Comparator.<Found>comparingInt(f -> f.version().major())
                    .thenComparing(byVersion.reversed()));
    if (fitting.isPresent()) {
      return fitting.get();
    }
    if (found.isEmpty()) {
      throw failures.isEmpty() ? missing(name, given) : failures.get(0);
    }
    throw unfit(name, wanted, found.stream().max(byVersion).orElseThrow());
  }

  /**
   * The tool that would be taken, for the text of a step. If none fits, a check refuses the step,
   * and the text is for reading only.
   */
  Tool shown(String name, Wanted wanted, Optional<Path> given) {
    try {
      return require(name, wanted, given).tool();
    } catch (DatabaseException e) {
      return new Tool(name, Path.of("/").toAbsolutePath().resolve(name));
    }
  }

  private List<Tool> candidates(String name, Optional<Path> given) {
    Optional<Path> only = given.or(() -> configured);
    if (only.isPresent()) {
      return ToolLocator.onPath().configured(only.get()).find(name).stream().toList();
    }
    List<Tool> tools = new ArrayList<>();
    for (Map.Entry<Path, String> place : PLACES.entrySet()) {
      for (Path directory : children(place.getKey(), place.getValue())) {
        ToolLocator.onPath()
            .configured(directory.resolve("bin"))
            .find(name)
            .filter(tool -> Files.isDirectory(directory.resolve("bin")))
            .ifPresent(tools::add);
      }
    }
    ToolLocator.onPath()
        .find(name)
        .filter(tool -> tools.isEmpty() || !isWrapper(tool))
        .ifPresent(tools::add);
    return tools;
  }

  /** Debian's wrapper picks a version by configuration of its own; the real ones were found. */
  private static boolean isWrapper(Tool tool) {
    try {
      return tool.binary().toRealPath().getFileName().toString().equals("pg_wrapper");
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Path> children(Path directory, String prefix) {
    List<Path> children = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return children;
    }
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            directory, entry -> entry.getFileName().toString().startsWith(prefix))) {
      entries.forEach(children::add);
    } catch (IOException | DirectoryIteratorException e) {
      // A place that cannot be looked into holds no tool for us.
      return List.of();
    }
    children.sort(Comparator.naturalOrder());
    return children;
  }

  private DatabaseException missing(String name, Optional<Path> given) {
    Optional<Path> only = given.or(() -> configured);
    return ErrorDetails.of(
            ErrorCode.TOOL_MISSING,
            name
                + " was not found; looked in "
                + only.map(Path::toString).orElse("the usual directories and the PATH"))
        .target(name)
        .with("tool", name)
        .remedy(
            "Install PostgreSQL's client tools, or name their directory by "
                + PostgresBackup.TOOLS.id()
                + ".")
        .toException();
  }

  private static DatabaseException unfit(String name, Wanted wanted, Found newest) {
    boolean old = newest.version().major() < wanted.atLeast();
    boolean between = wanted.atLeast() > wanted.atMost();
    String needed =
        between
            ? "the archive has to be written again by a tool of major " + wanted.atMost()
            : name
                + " of major "
                + wanted.atLeast()
                + (wanted.atMost() == Integer.MAX_VALUE
                    ? " or newer"
                    : wanted.atMost() == wanted.atLeast() ? "" : " to " + wanted.atMost())
                + " is needed";
    return ErrorDetails.of(
            old ? ErrorCode.TOOL_TOO_OLD : ErrorCode.TOOL_TOO_NEW,
            newest.tool().binary()
                + " is version "
                + newest.version()
                + ", but "
                + wanted.why()
                + ": "
                + needed)
        .target(name)
        .with("tool", newest.tool().binary().toString())
        .remedy(
            "Install the client tools of major "
                + Math.min(wanted.atLeast(), wanted.atMost())
                + ", or name their directory by "
                + PostgresBackup.TOOLS.id()
                + ".")
        .toException();
  }
}

package io.gds.database.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which libraries a data directory's own configuration has a server load when it starts. Such a
 * library may start processes of its own, which work in a copy as they did in the original. Those
 * of PostgreSQL itself that only watch or warm up are left out.
 *
 * @param libraries their names, in the order of the setting
 * @param unread the files of the configuration that could not be read
 * @see <a
 *     href="https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SHARED-PRELOAD-LIBRARIES">shared_preload_libraries</a>
 */
record PostgresPreloads(List<String> libraries, List<String> unread) {
  private static final String SETTING = "shared_preload_libraries";

  /** Of PostgreSQL itself, and start nothing that changes or tells anything. */
  private static final Set<String> HARMLESS =
      Set.of("auth_delay", "auto_explain", "passwordcheck", "pg_prewarm", "pg_stat_statements");

  /** As deep as the server follows them. */
  private static final int DEEPEST = 10;

  private static final Pattern LINE =
      Pattern.compile(
          "\\s*([A-Za-z_][A-Za-z0-9_.$]*)(?:\\s*=\\s*|\\s+|(?='))"
              + "(?:'((?:[^'\\\\]|''|\\\\.)*+)'|([^\\s#']+))\\s*(?:#.*)?");

  PostgresPreloads {
    libraries = List.copyOf(libraries);
    unread = List.copyOf(unread);
  }

  /** Reads the configuration as the server would; a file that is not there is none. */
  static PostgresPreloads of(Path data) {
    Reading reading = new Reading();
    // What ALTER SYSTEM wrote comes last, and counts.
    for (String name : List.of("postgresql.conf", "postgresql.auto.conf")) {
      if (Files.exists(data.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        reading.file(data.resolve(name), 0);
      }
    }
    return new PostgresPreloads(names(reading.value), List.copyOf(reading.unread));
  }

  private static List<String> names(String value) {
    List<String> names = new ArrayList<>();
    for (String item : value.split(",", -1)) {
      String name = item.strip().replace("\"", "");
      String file = name.substring(name.lastIndexOf('/') + 1);
      if (!name.isEmpty() && !HARMLESS.contains(file.replaceAll("\\.(so|dylib|dll)$", ""))) {
        names.add(name);
      }
    }
    return names;
  }

  /** One reading of all files; what comes later counts. */
  private static final class Reading {
    private final Set<String> unread = new TreeSet<>();
    private String value = "";

    void file(Path file, int depth) {
      try {
        // Bytes, whatever encoding somebody's comments are in.
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
          line(file, line, depth);
        }
      } catch (IOException e) {
        unread.add(file.toString());
      }
    }

    private void line(Path file, String line, int depth) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        return;
      }
      String said =
          Optional.ofNullable(matcher.group(2))
              .map(text -> text.replace("''", "'").replaceAll("\\\\(.)", "$1"))
              .orElseGet(() -> matcher.group(3));
      String name = matcher.group(1).toLowerCase(Locale.ROOT);
      if (name.equals(SETTING)) {
        value = said;
      } else if (name.startsWith("include")) {
        try {
          include(name, file.resolveSibling(utf8(said)), depth);
        } catch (InvalidPathException e) {
          unread.add(utf8(said));
        }
      }
    }

    private static String utf8(String bytes) {
      return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private void include(String how, Path what, int depth) {
      switch (how) {
        case "include" -> included(what, depth);
        case "include_if_exists" -> {
          if (Files.exists(what)) {
            included(what, depth);
          }
        }
        case "include_dir" -> directory(what, depth);
        default -> {}
      }
    }

    private void included(Path file, int depth) {
      if (depth < DEEPEST) {
        file(file, depth + 1);
      } else {
        unread.add(file.toString());
      }
    }

    private void directory(Path directory, int depth) {
      Set<Path> files = new TreeSet<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.conf")) {
        entries.forEach(files::add);
      } catch (IOException | DirectoryIteratorException e) {
        unread.add(directory.toString());
      }
      files.stream()
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .forEach(file -> included(file, depth));
    }
  }
}

package io.gds.database.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files in a data directory that are a node's own, and not its cluster's: its configuration,
 * what that includes, and the certificates, keys and files of passwords that it names. A rewind or
 * a new copy brings those of the other node, or deletes them.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/config-setting.html#CONFIG-INCLUDES">includes</a>
 */
final class PostgresOwnFiles {
  /** Those that are there without being named. */
  static final List<String> ALWAYS =
      List.of(
          "postgresql.conf",
          PostgresFiles.AUTO,
          "pg_hba.conf",
          "pg_ident.conf",
          "server.crt",
          "server.key",
          "root.crt",
          "root.crl");

  private static final Set<String> FILES =
      Set.of(
          "ssl_cert_file",
          "ssl_key_file",
          "ssl_ca_file",
          "ssl_crl_file",
          "ssl_dh_params_file",
          "krb_server_keyfile",
          "hba_file",
          "ident_file");

  private static final Pattern LINE =
      Pattern.compile("^\\s*([A-Za-z_]+)\\s*[=\\s]\\s*('(?:[^']|'')*'|[^\\s#']+|\"[^\"]*\")");

  /** The files that a standby logs in by. */
  private static final Pattern LOGIN =
      Pattern.compile(
          "(?:^|\\s)(?:passfile|sslcert|sslkey|sslrootcert|sslcrl)\\s*=\\s*"
              + "(?:'((?:[^'\\\\]|\\\\.)*)'|([^'\\s]\\S*))");

  private static final int DEPTH = 10;

  private final Path data;
  private final Set<Path> files = new LinkedHashSet<>();
  private final Set<Path> directories = new LinkedHashSet<>();

  private PostgresOwnFiles(Path data) {
    this.data = data.toAbsolutePath().normalize();
  }

  /** Looks at what lies in a directory now. */
  static PostgresOwnFiles in(Path data) {
    return in(data, List.of());
  }

  /** The same with files that are the node's own by another's word, if they lie there. */
  static PostgresOwnFiles in(Path data, List<Path> more) {
    PostgresOwnFiles own = new PostgresOwnFiles(data);
    try {
      ALWAYS.forEach(name -> own.add(own.data.resolve(name)));
      more.forEach(file -> own.add(file.toAbsolutePath()));
      own.read(own.data.resolve("postgresql.conf"), 0);
      own.read(own.data.resolve(PostgresFiles.AUTO), 0);
      own.read(own.data.resolve("pg_hba.conf"), 0);
      own.read(own.data.resolve("pg_ident.conf"), 0);
    } catch (IOException e) {
      throw PostgresFiles.failed(data, e);
    }
    return own;
  }

  /** The files that are there, by their names in the data directory. */
  List<Path> files() {
    return files.stream().filter(Files::isRegularFile).map(data::relativize).toList();
  }

  /** The directories from which configuration is included, likewise. */
  List<Path> directories() {
    return directories.stream().filter(Files::isDirectory).map(data::relativize).toList();
  }

  private boolean add(Path file) {
    Path path = file.normalize();
    // What lies elsewhere stays as it is.
    return path.startsWith(data) && !path.equals(data) && files.add(path);
  }

  private void read(Path file, int depth) throws IOException {
    if (depth > DEPTH || !Files.isRegularFile(file)) {
      return;
    }
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.find()) {
        String name = matcher.group(1).toLowerCase(Locale.ROOT);
        take(name, unquoted(matcher.group(2)), file, depth);
      }
    }
  }

  private void take(String name, String value, Path file, int depth) throws IOException {
    try {
      switch (name) {
        case "include", "include_if_exists" -> include(file.resolveSibling(value), depth);
        case "include_dir" -> {
          Path directory = file.resolveSibling(value).normalize();
          if (directory.startsWith(data) && directories.add(directory)) {
            for (Path each : configuration(directory)) {
              include(each, depth);
            }
          }
        }
        case "ssl_crl_dir" -> {
          Path directory = data.resolve(value).normalize();
          if (directory.startsWith(data) && !directory.equals(data)) {
            listed(directory).forEach(this::add);
          }
        }
        case "primary_conninfo" -> {
          Matcher login = LOGIN.matcher(value);
          while (login.find()) {
            String path = login.group(1) == null ? login.group(2) : login.group(1);
            add(data.resolve(path.replaceAll("\\\\(.)", "$1")));
          }
        }
        default -> {
          if (FILES.contains(name)) {
            Path named = data.resolve(value);
            boolean isNew = add(named);
            if (isNew && (name.equals("hba_file") || name.equals("ident_file"))) {
              read(named, depth + 1);
            }
          }
        }
      }
    } catch (InvalidPathException e) {
      // No path of this machine: so it is none of a file that could be kept.
      return;
    }
  }

  private void include(Path file, int depth) throws IOException {
    if (add(file)) {
      read(file.normalize(), depth + 1);
    }
  }

  /** The files that the server reads of a directory it includes. */
  static List<Path> configuration(Path directory) throws IOException {
    return listed(directory).stream()
        .filter(
            file -> {
              String name = file.getFileName().toString();
              return name.endsWith(".conf") && !name.startsWith(".");
            })
        .toList();
  }

  private static List<Path> listed(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return new ArrayList<>(new TreeSet<>(entries.filter(Files::isRegularFile).toList()));
    }
  }

  private static String unquoted(String value) {
    boolean single = value.length() > 1 && value.startsWith("'") && value.endsWith("'");
    boolean twice = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return single
        ? value.substring(1, value.length() - 1).replace("''", "'")
        : twice ? value.substring(1, value.length() - 1) : value;
  }
}

package io.gds.database.testkit.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a test wants of a server. Equal wants can share one.
 *
 * @param major 0 for any
 * @param password of the superuser; none for trust
 */
record Spec(
    List<Source> sources,
    int major,
    SortedMap<String, String> settings,
    boolean checksums,
    @Nullable String password,
    List<String> initdb,
    boolean local) {
  Spec {
    sources = List.copyOf(sources);
    settings = new TreeMap<>(settings);
    initdb = List.copyOf(initdb);
  }

  /** Whether any server of the major will do, however it is set up and wherever it runs. */
  boolean isPlain() {
    return settings.isEmpty() && !checksums && password == null && initdb.isEmpty() && !local;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "major %d, settings %s, initdb %s".formatted(major, settings, initdbArguments());
  }

  /** What initdb is given besides where, and how people log in. */
  List<String> initdbArguments() {
    List<String> arguments = new ArrayList<>(List.of("-E", "UTF8", "--locale=C", "--no-sync"));
    if (checksums) {
      arguments.add("--data-checksums");
    }
    arguments.addAll(initdb);
    return arguments;
  }

  /** The settings as lines of a configuration file. */
  static String lines(Map<String, String> settings) {
    StringBuilder lines = new StringBuilder("\n");
    settings.forEach(
        (name, value) -> lines.append(name).append(" = ").append(quoted(value)).append('\n'));
    return lines.toString();
  }

  /** A value as a configuration file has it. */
  static String quoted(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** Where a server may come from. */
  enum Source {
    NAMED,
    DOCKER,
    EMBEDDED,
    INSTALLED
  }
}

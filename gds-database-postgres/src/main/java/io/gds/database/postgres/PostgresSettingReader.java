package io.gds.database.postgres;

import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.TakesEffect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the server's settings, the configuration files as they are now included. */
final class PostgresSettingReader {
  /**
   * May hold a password: a connection string, a command that prints one, and the commands that keep
   * and fetch the log of changes, whose stores ask for keys. All others that the server itself has
   * hold names, places and figures.
   *
   * @see <a
   *     href="https://www.postgresql.org/docs/current/runtime-config-wal.html#RUNTIME-CONFIG-WAL-ARCHIVING">Archiving</a>
   * @see <a
   *     href="https://www.postgresql.org/docs/current/runtime-config-replication.html#RUNTIME-CONFIG-REPLICATION-STANDBY">Standby
   *     Servers</a>
   */
  private static final Set<String> SENSITIVE =
      Set.of(
          "archive_cleanup_command",
          "archive_command",
          "primary_conninfo",
          "recovery_end_command",
          "restore_command",
          "ssl_passphrase_command");

  /** Sources that concern this connection alone, so that the row does not tell the server's. */
  private static final Set<String> OWN =
      Set.of("client", "database", "user", "database user", "global", "session");

  private static final String NOT_APPLIED = "setting could not be applied";

  private PostgresSettingReader() {}

  /** Whether the value of this setting may hold a secret; the case of its letters is ignored. */
  static boolean isSensitive(String name) {
    return SENSITIVE.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * A line of a configuration file.
   *
   * @param name the setting; null if the line cannot be read
   * @param value its value as written
   * @param file the file
   * @param line the line's number
   * @param applied whether it takes effect by a reload
   * @param error what is wrong with it
   */
  record FileLine(
      @Nullable String name,
      String value,
      String file,
      int line,
      boolean applied,
      Optional<String> error) {
    String place() {
      return file + ":" + line;
    }
  }

  /**
   * One reading.
   *
   * @param settings all settings, by name
   * @param lines the lines of the files; none where this role may not see them
   */
  record Reading(List<Setting> settings, List<FileLine> lines) {
    /** The setting of this name; the server ignores the case of letters in it. */
    Optional<Setting> find(String name) {
      return settings.stream().filter(one -> one.name().equalsIgnoreCase(name)).findFirst();
    }

    /** Lines that the server cannot use, those apart that merely wait for a restart. */
    List<FileLine> faults() {
      return lines.stream()
          .filter(line -> line.error().isPresent())
          .filter(
              line ->
                  line.name() == null
                      || find(line.name()).filter(PostgresSettingReader::waits).isEmpty())
          .toList();
    }
  }

  private static boolean waits(Setting setting) {
    return setting.takesEffect() == TakesEffect.ON_RESTART;
  }

  /** What this row says, apart from files. */
  private record Line(
      String name,
      Optional<String> sessionValue,
      Optional<String> resetValue,
      Optional<String> bootValue,
      Optional<String> unit,
      String category,
      String description,
      String context,
      String type,
      Optional<String> min,
      Optional<String> max,
      List<String> choices,
      String source,
      Optional<String> file,
      Optional<String> line,
      boolean pending,
      boolean files) {
    static Line of(Row row) {
      return new Line(
          row.text("name"),
          row.optionalText("session_value"),
          row.optionalText("reset_value"),
          row.optionalText("boot_value"),
          row.optionalText("unit"),
          row.text("category"),
          row.text("description"),
          row.text("context"),
          row.text("type"),
          row.optionalText("min_value"),
          row.optionalText("max_value"),
          row.texts("choices"),
          row.text("source"),
          row.optionalText("file"),
          row.optionalText("line"),
          row.bool("pending_restart"),
          row.bool("files"));
    }

    boolean isOctal() {
      return type.equals("integer")
          && sessionValue.filter(value -> value.length() > 1 && value.startsWith("0")).isPresent();
    }

    /** In the form of the value: file modes are shown in octal, but not their default. */
    Optional<String> shown(Optional<String> value) {
      return value.map(
          text ->
              isOctal() && text.matches("[0-9]+")
                  ? "0" + Long.toString(Long.parseLong(text), 8)
                  : text);
    }
  }

  /** Reads all of them in two statements, one where this role may not see the files. */
  static Reading read(Sql sql) {
    List<Line> lines = sql.query(PostgresSql.text("settings"), Line::of);
    boolean files = lines.stream().anyMatch(Line::files);
    List<FileLine> written =
        files
            ? sql.query(PostgresSql.text("file-settings"), PostgresSettingReader::fileLine)
            : List.of();
    Map<String, FileLine> effective = new LinkedHashMap<>();
    for (FileLine line : written) {
      if (line.name() != null
          && (line.error().isEmpty() || NOT_APPLIED.equals(line.error().get()))) {
        effective.put(line.name().toLowerCase(Locale.ROOT), line);
      }
    }
    List<Setting> settings = new ArrayList<>();
    lines.forEach(
        line ->
            settings.add(
                setting(line, files, effective.get(line.name().toLowerCase(Locale.ROOT)))));
    return new Reading(List.copyOf(settings), written);
  }

  private static FileLine fileLine(Row row) {
    return new FileLine(
        row.optionalText("name").orElse(null),
        row.optionalText("value").orElse(""),
        row.optionalText("file").orElse(""),
        row.optionalInt("line").orElse(0),
        row.bool("applied"),
        row.optionalText("error"));
  }

  private static Setting setting(Line line, boolean files, @Nullable FileLine written) {
    Setting.Builder setting =
        Setting.builder(line.name())
            .kind(kind(line))
            .choices(line.choices())
            .takesEffect(takesEffect(line.context()))
            .sensitive(isSensitive(line.name()))
            .description(line.description());
    line.unit().ifPresent(setting::unit);
    line.min().ifPresent(setting::min);
    line.max().ifPresent(setting::max);
    Optional<String> standard = line.shown(line.bootValue());
    standard.ifPresent(setting::defaultValue);
    boolean own = OWN.contains(line.source());
    Optional<String> running = own ? serverWide(line, files, written, standard) : running(line);
    running.ifPresent(setting::runningValue);
    Optional<String> configured = configured(line, running, written);
    boolean differs = configured.isPresent() && !configured.equals(running);
    boolean pending =
        line.pending() || (differs && takesEffect(line.context()) == TakesEffect.ON_RESTART);
    if (differs || !pending) {
      configured.ifPresent(setting::value);
    }
    setting.source(source(line, differs || own ? written : null));
    if (pending) {
      setting.pendingRestart(true).pendingReason(reason(line, running, configured, differs));
    }
    return setting.attributes(attributes(line, own, written)).build();
  }

  private static Optional<String> running(Line line) {
    return line.isOctal() || line.context().equals("internal")
        ? line.sessionValue()
        : line.resetValue().or(line::sessionValue);
  }

  /** This connection has another value than the server: only the files tell the server's. */
  private static Optional<String> serverWide(
      Line line, boolean files, @Nullable FileLine written, Optional<String> standard) {
    if (!files) {
      return Optional.empty();
    }
    return written == null
        ? standard
        : Optional.of(PostgresSettingValues.canonical(line.type(), line.unit(), written.value()));
  }

  /** What the files say now, if that is something else than what runs. */
  private static Optional<String> configured(
      Line line, Optional<String> running, @Nullable FileLine written) {
    if (written == null || line.source().equals("command line")) {
      return running;
    }
    String value = PostgresSettingValues.canonical(line.type(), line.unit(), written.value());
    return running.filter(now -> same(line, now, value)).or(() -> Optional.of(value));
  }

  private static boolean same(Line line, String running, String configured) {
    if (line.isOctal()) {
      return PostgresSettingValues.number(running, Optional.empty())
          .equals(PostgresSettingValues.number(configured, Optional.empty()));
    }
    String shown = PostgresSettingValues.canonical(line.type(), line.unit(), running);
    return line.type().equals("string")
        ? loose(running).equals(loose(configured))
        : shown.equals(configured);
  }

  /** Without what the server changes when it takes a text up: blanks, quotes, case in dates. */
  private static String loose(String text) {
    return text.replaceAll("[\\s\"]", "").toLowerCase(Locale.ROOT);
  }

  private static String source(Line line, @Nullable FileLine written) {
    if (written != null) {
      return written.place();
    }
    return line.file()
        .map(file -> file + line.line().map(number -> ":" + number).orElse(""))
        .orElse(line.source());
  }

  private static String reason(
      Line line, Optional<String> running, Optional<String> configured, boolean differs) {
    String runs =
        line.name() + " is read when the server starts; it runs with " + running.orElse("?");
    return differs
        ? runs + " and is configured as " + configured.orElse("?")
        : runs + ", and the files say something else that this role may not see";
  }

  private static Map<String, String> attributes(
      Line line, boolean own, @Nullable FileLine written) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("category", line.category());
    attributes.put("context", line.context());
    attributes.put("type", line.type());
    if (own && !isSensitive(line.name())) {
      line.sessionValue().ifPresent(value -> attributes.put("thisSession", value));
      attributes.put("thisSessionSource", line.source());
    }
    if (written != null) {
      attributes.put("file", written.file());
      attributes.put("line", Integer.toString(written.line()));
    }
    return attributes;
  }

  private static SettingKind kind(Line line) {
    return switch (line.type()) {
      case "bool" -> SettingKind.BOOLEAN;
      case "integer" -> SettingKind.INTEGER;
      case "real" -> SettingKind.DECIMAL;
      case "enum" -> SettingKind.CHOICE;
      case "string" ->
          PostgresSettingValues.isList(line.name()) ? SettingKind.OTHER : SettingKind.TEXT;
      default -> SettingKind.OTHER;
    };
  }

  /** By the context, as pg_settings explains them. */
  static TakesEffect takesEffect(String context) {
    return switch (context) {
      case "internal" -> TakesEffect.NEVER;
      case "postmaster" -> TakesEffect.ON_RESTART;
      case "sighup", "user", "superuser" -> TakesEffect.ON_RELOAD;
      case "backend", "superuser-backend" -> TakesEffect.ON_RECONNECT;
      default -> TakesEffect.UNKNOWN;
    };
  }
}

package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Sql;
import io.gds.database.jdbc.SqlSession;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Has the server read its configuration again, and waits for it: the function only sends a signal,
 * and a value the server cannot use is told nowhere but in its log and in pg_file_settings.
 */
final class PostgresReload {
  static final String TEXT = "SELECT pg_reload_conf()";

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final PostgresContext context;

  PostgresReload(PostgresContext context) {
    this.context = context;
  }

  /** The step: tells the server, waits until it has done so, and looks for what it refused. */
  void run(Collection<String> names, StepContext step) {
    try (SqlSession session = context.sql().session()) {
      Sql sql = session.during(step);
      String before = now(sql);
      sql.execute(TEXT);
      // The view reads the files by itself; a server that cannot read one takes up nothing.
      List<PostgresSettingReader.FileLine> faults = faults(PostgresSettingReader.read(sql), names);
      if (!faults.isEmpty()) {
        throw ErrorDetails.of(
                ErrorCode.STATEMENT_FAILED,
                "it is written, but not taken up: "
                    + faults.stream().map(PostgresReload::text).collect(Collectors.joining("; ")))
            .remedy("Correct the file, or reset the setting, and reload the configuration.")
            .toException();
      }
      if (!await(sql, before, step)) {
        throw ErrorDetails.of(
                ErrorCode.TIMEOUT,
                "it is written, but the server has not read its configuration again in time")
            .remedy("Look into the server's log for a file that it cannot read, and reload.")
            .toException();
      }
    }
  }

  private static String now(Sql sql) {
    return sql.first("SELECT clock_timestamp()::text AS now", row -> row.text("now")).orElseThrow();
  }

  /** A session takes up the signal between two statements, after the postmaster itself. */
  static boolean await(Sql sql, String since, StepContext step) {
    long began = System.nanoTime();
    while (System.nanoTime() - began < PATIENCE_NANOS) {
      if (sql.first(
              "SELECT pg_conf_load_time() >= ?::timestamptz AS loaded",
              row -> row.bool("loaded"),
              since)
          .orElse(false)) {
        return true;
      }
      step.throwIfCancelled();
      PostgresPause.millis(10);
      if (Thread.currentThread().isInterrupted()) {
        step.throwIfCancelled();
        throw ErrorDetails.of(
                ErrorCode.CANCELLED,
                "it is written, but the wait for the server to read its configuration was"
                    + " interrupted")
            .remedy("Reload the configuration again, and look at the setting.")
            .toException();
      }
    }
    return false;
  }

  /** Lines about these settings, and lines that keep all others from being read. */
  private static List<PostgresSettingReader.FileLine> faults(
      PostgresSettingReader.Reading reading, Collection<String> names) {
    Set<String> concerned =
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    return reading.faults().stream()
        .filter(
            line -> {
              String name = line.name();
              return name == null || concerned.contains(name.toLowerCase(Locale.ROOT));
            })
        .toList();
  }

  static String text(PostgresSettingReader.FileLine line) {
    return line.place()
        + (line.name() == null ? "" : " (" + line.name() + ")")
        + ": "
        + line.error().orElse("");
  }
}

package io.gds.database.postgres;

import io.gds.database.testkit.server.PostgresTestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a server shows of everything that is done to it, by plain JDBC. It counts a session's work
 * when that session ends, so this is asked once those that are looked into are over.
 */
final class ServerTrace {
  private static final Map<String, String> QUESTIONS = new LinkedHashMap<>();

  static {
    QUESTIONS.put("the next transaction that writes", "pg_snapshot_xmax(pg_current_snapshot())");
    QUESTIONS.put(
        "what databases count",
        "(SELECT string_agg(concat_ws(' ', datname, tup_inserted, tup_updated, tup_deleted,"
            + " temp_files, temp_bytes, conflicts, deadlocks), '; ' ORDER BY datid)"
            + " FROM pg_stat_database)");
    QUESTIONS.put("the last checkpoint", "(SELECT checkpoint_lsn FROM pg_control_checkpoint())");
    QUESTIONS.put(
        "the file of WAL",
        "CASE WHEN NOT pg_is_in_recovery() THEN pg_walfile_name(pg_current_wal_lsn()) END");
    QUESTIONS.put(
        "replay",
        "CASE WHEN pg_is_in_recovery() THEN pg_get_wal_replay_pause_state() ELSE 'primary' END");
    QUESTIONS.put("its start", "pg_postmaster_start_time()");
    QUESTIONS.put("its last reload", "pg_conf_load_time()");
    QUESTIONS.put(
        "the lines of its files",
        "(SELECT string_agg(f::text, '; ' ORDER BY seqno) FROM pg_file_settings f)");
    QUESTIONS.put(
        "its slots",
        "(SELECT string_agg(slot_name || active, ' ' ORDER BY slot_name)"
            + " FROM pg_replication_slots)");
    QUESTIONS.put(
        "its standbys",
        "(SELECT string_agg(application_name || pid || sync_state, ' ' ORDER BY pid)"
            + " FROM pg_stat_replication)");
  }

  private ServerTrace() {}

  /** What can be asked often, in one statement. */
  static String of(PostgresTestServer server) {
    awaitEnd(server);
    String all =
        QUESTIONS.entrySet().stream()
            .map(each -> "'" + each.getKey() + "', (" + each.getValue() + ")::text")
            .collect(Collectors.joining(", ", "SELECT jsonb_pretty(jsonb_build_object(", "))"));
    return server.value(all).orElseThrow() + files(server.dataDirectory().orElseThrow());
  }

  /** Waits for the sessions of engines that were closed. */
  private static void awaitEnd(PostgresTestServer server) {
    AtomicReference<String> left = new AtomicReference<>("");
    try {
      PostgresHaEngines.await(
          () ->
              left.updateAndGet(
                      last ->
                          server
                              .value(
                                  "SELECT string_agg(a::text, ' ') FROM pg_stat_activity a"
                                      + " WHERE backend_type = 'client backend'"
                                      + " AND application_name <> 'gds-testkit'")
                              .orElse(""))
                  .isEmpty());
    } catch (AssertionError e) {
      throw new AssertionError("sessions that do not end: " + left, e);
    }
  }

  private static String files(Path data) {
    try (Stream<Path> entries = Files.list(data)) {
      return entries
              .map(path -> path.getFileName().toString())
              .sorted()
              .collect(Collectors.joining(" "))
          + Files.readString(data.resolve("postgresql.auto.conf"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every row of the catalogue of a database and of its tables, and what its tables count. */
  static String whole(PostgresTestServer server, String database) {
    String catalogue =
        server
            .valueIn(
                database,
                "SELECT string_agg(format('SELECT %L || count(*) || md5(coalesce(string_agg("
                    + "t.ctid::text || t.xmin || t::text, '','' ORDER BY t.ctid), '''')) AS sum"
                    + " FROM %s t', c.oid::regclass, c.oid::regclass), ' UNION ALL ')"
                    + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE c.relkind = 'r' AND n.nspname <> 'information_schema'")
            .orElseThrow();
    return server
            .valueIn(
                database, "SELECT string_agg(sum, E'\\n' ORDER BY sum) FROM (" + catalogue + ") s")
            .orElseThrow()
        + server
            .valueIn(
                database,
                "SELECT string_agg((to_jsonb(s) - ARRAY['seq_scan', 'seq_tup_read', 'idx_scan',"
                    + " 'idx_tup_fetch', 'last_seq_scan', 'last_idx_scan'])::text, '; ')"
                    + " FROM pg_stat_user_tables s")
            .orElse("");
  }
}

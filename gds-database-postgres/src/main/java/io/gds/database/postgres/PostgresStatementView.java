package io.gds.database.postgres;

import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What there is of pg_stat_statements in one database.
 *
 * @param database the database
 * @param loaded whether the server has loaded the library
 * @param schema the schema of the extension; empty if it was not created here
 * @param columns the columns of its view
 * @param info whether it tells when it was reset and what it dropped
 */
record PostgresStatementView(
    String database, boolean loaded, Optional<String> schema, Set<String> columns, boolean info) {
  static PostgresStatementView read(Sql sql) {
    return sql.first(PostgresSql.text("statements-extension"), PostgresStatementView::of)
        .orElseThrow();
  }

  private static PostgresStatementView of(Row row) {
    return new PostgresStatementView(
        row.text("database"),
        row.bool("loaded"),
        row.optionalText("schema"),
        Set.copyOf(row.texts("columns")),
        row.bool("info"));
  }

  /** The first of these columns that there is, or a substitute. */
  private String first(String substitute, String... names) {
    return List.of(names).stream()
        .filter(columns::contains)
        .findFirst()
        .map(name -> "s." + name)
        .orElse(substitute);
  }

  /** All time of a statement, planning included where that is measured. */
  String totalTime() {
    return "("
        + first("0", "total_exec_time", "total_time")
        + " + "
        + first("0", "total_plan_time")
        + ")";
  }

  /** All blocks that were read from outside the server's memory. */
  String blocksRead() {
    return "(s.shared_blks_read + s.local_blks_read + s.temp_blks_read)";
  }

  /** The statement that lists them; its binds are a database twice, a user twice. */
  String sql(String order, int limit, int textLength) {
    String in = PostgresSql.name(schema.orElseThrow());
    String reset = in + ".pg_stat_statements_info";
    return "SELECT s.queryid::text AS id, left(s.query, "
        + textLength
        + ") AS text, d.datname::text AS database, u.rolname::text AS username, s.calls AS calls, "
        + totalTime()
        + " AS total_ms, "
        + first("NULL::float8", "total_plan_time")
        + " AS plan_ms, "
        + first("NULL::float8", "min_exec_time", "min_time")
        + " AS min_ms, "
        + first("NULL::float8", "max_exec_time", "max_time")
        + " AS max_ms, s.rows AS row_count, "
        + blocksRead()
        + " * current_setting('block_size')::bigint AS read_bytes,"
        + " (s.shared_blks_written + s.local_blks_written + s.temp_blks_written)"
        + " * current_setting('block_size')::bigint AS written_bytes, "
        + (info ? "(SELECT i.stats_reset FROM " + reset + " i)" : "NULL::timestamptz")
        + " AS reset_at, "
        + first("NULL::timestamptz", "stats_since")
        + " AS since_at, "
        + first("NULL::boolean", "toplevel")
        + "::text AS toplevel, "
        + first("NULL::bigint", "plans")
        + "::text AS plans, s.shared_blks_hit::text AS hits,"
        + " ((s.temp_blks_read + s.temp_blks_written)"
        + " * current_setting('block_size')::bigint)::text AS temp_bytes, "
        + first("NULL::numeric", "wal_bytes")
        + "::text AS wal_bytes, "
        + (info ? "(SELECT i.dealloc FROM " + reset + " i)" : "NULL::bigint")
        + "::text AS dealloc FROM "
        + in
        + ".pg_stat_statements s LEFT JOIN pg_catalog.pg_database d ON d.oid = s.dbid"
        + " LEFT JOIN pg_catalog.pg_roles u ON u.oid = s.userid"
        + " WHERE (?::text IS NULL OR d.datname = ?::text)"
        + " AND (?::text IS NULL OR u.rolname = ?::text) ORDER BY "
        + order
        + " DESC NULLS LAST, s.queryid, s.userid, s.dbid LIMIT "
        + limit;
  }
}

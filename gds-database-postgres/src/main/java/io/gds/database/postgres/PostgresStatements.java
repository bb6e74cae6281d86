package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import io.gds.database.observe.StatementOrder;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.observe.SupportsStatements;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements as pg_stat_statements counts them, for all databases of the server, wherever the
 * extension was created. It counts from its last reset, and drops the least called once it is full.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/pgstatstatements.html">pg_stat_statements</a>
 */
final class PostgresStatements implements SupportsStatements {
  /** In so many databases the extension is looked for where the engine's own has none. */
  private static final int DATABASES = 20;

  static final String NOT_LOADED = "the server has not loaded the library pg_stat_statements";

  static final String REMEDY =
      "Add pg_stat_statements to shared_preload_libraries, restart the server, and run CREATE"
          + " EXTENSION pg_stat_statements; in the database that the engine is opened on.";

  private static final double NANOS = 1e6;

  private final PostgresContext context;
  private volatile @Nullable String foundIn;

  PostgresStatements(PostgresContext context) {
    this.context = context;
  }

  @Override
  public List<StatementStats> topStatements(StatementQuery query) {
    context.runner().requireOpen();
    Found found = view();
    PostgresStatementView view = found.view();
    return found
        .sql()
        .query(
            view.sql(order(query.by(), view), query.limit(), query.textLength()),
            PostgresStatements::statement,
            query.database().orElse(null),
            query.database().orElse(null),
            query.user().orElse(null),
            query.user().orElse(null));
  }

  private String order(StatementOrder by, PostgresStatementView view) {
    return switch (by) {
      case TOTAL_TIME -> view.totalTime();
      case MEAN_TIME -> view.totalTime() + " / nullif(s.calls, 0)";
      case CALLS -> "s.calls";
      case ROWS -> "s.rows";
      case READS -> view.blocksRead();
      case CPU_TIME ->
          throw refusal(
              Availability.NOT_ON_PLATFORM,
              "pg_stat_statements does not count processor time",
              "Rank them by TOTAL_TIME, or install pg_stat_kcache and ask that.");
    };
  }

  /** A view, and what reads it where it is. */
  private record Found(PostgresStatementView view, Sql sql) {}

  /** The view, in the engine's own database or another. */
  private Found view() {
    String known = foundIn;
    PostgresStatementView view = PostgresStatementView.read(context.sql());
    if (!view.loaded()) {
      throw refusal(Availability.CONFIGURATION, NOT_LOADED, REMEDY);
    }
    if (view.schema().isPresent()) {
      // Not by the database's name: a data source of a caller's leads to this one alone.
      return new Found(view, context.sql());
    }
    return Optional.ofNullable(known)
        .flatMap(this::look)
        .or(this::search)
        .map(other -> new Found(other, context.sql(other.database())))
        .orElseThrow(
            () ->
                refusal(
                    Availability.CONFIGURATION,
                    "the extension pg_stat_statements was created neither in database \""
                        + view.database()
                        + "\" nor in another that was looked into",
                    "CREATE EXTENSION pg_stat_statements; in database \""
                        + view.database()
                        + "\"."));
  }

  private Optional<PostgresStatementView> search() {
    List<String> others =
        context
            .sql()
            .query(
                "SELECT d.datname::text AS name FROM pg_database d WHERE d.datallowconn AND"
                    + " NOT d.datistemplate AND d.datconnlimit <> -2 AND"
                    + " d.datname <> current_database() AND"
                    + " has_database_privilege(d.oid, 'CONNECT') ORDER BY d.datname LIMIT "
                    + DATABASES,
                row -> row.text("name"));
    for (String database : others) {
      Optional<PostgresStatementView> view = look(database);
      if (view.isPresent()) {
        foundIn = database;
        return view;
      }
      // A connection left there would stand in the way of whoever copies or drops it.
      context.connections().release(database);
    }
    return Optional.empty();
  }

  /** What is there; nothing if the database cannot be looked into. */
  private Optional<PostgresStatementView> look(String database) {
    try {
      return Optional.of(PostgresStatementView.read(context.sql(database)))
          .filter(view -> view.schema().isPresent());
    } catch (DatabaseException e) {
      return Optional.empty();
    }
  }

  private UnsupportedCapabilityException refusal(Availability why, String reason, String remedy) {
    return UnsupportedCapabilityException.of(
        DatabaseType.POSTGRESQL.id(),
        context.runner().engine(),
        CapabilityStatus.absent(SupportsStatements.class, why, reason, remedy));
  }

  /** Of others' statements a role without pg_read_all_stats sees the figures, but no id. */
  private static StatementStats statement(Row row) {
    Optional<String> id = row.optionalText("id");
    Map<String, String> attributes = new LinkedHashMap<>();
    put(attributes, "topLevel", row.optionalText("toplevel"));
    put(attributes, "plans", row.optionalText("plans"));
    row.optionalDecimal("plan_ms")
        .ifPresent(millis -> attributes.put("planTime", duration(millis.doubleValue()).toString()));
    put(attributes, "blocksHit", row.optionalText("hits"));
    put(attributes, "tempBytes", row.optionalText("temp_bytes"));
    put(attributes, "walBytes", row.optionalText("wal_bytes"));
    put(attributes, "deallocations", row.optionalText("dealloc"));
    if (id.isEmpty()) {
      attributes.put("hidden", "another role's statement: GRANT pg_read_all_stats to see it");
    }
    StatementStats.Builder statement =
        StatementStats.builder(
                id.orElse("hidden"),
                row.optionalText("text").orElse(""),
                row.longValue("calls"),
                duration(row.doubleValue("total_ms")))
            .rows(row.longValue("row_count"))
            .readBytes(row.longValue("read_bytes"))
            .writtenBytes(row.longValue("written_bytes"))
            .attributes(attributes);
    row.optionalText("database").ifPresent(statement::database);
    row.optionalText("username").ifPresent(statement::user);
    row.optionalDecimal("min_ms")
        .ifPresent(millis -> statement.minTime(duration(millis.doubleValue())));
    row.optionalDecimal("max_ms")
        .ifPresent(millis -> statement.maxTime(duration(millis.doubleValue())));
    row.optionalInstant("since_at")
        .or(() -> row.optionalInstant("reset_at"))
        .ifPresent(statement::since);
    return statement.build();
  }

  private static void put(Map<String, String> into, String key, Optional<String> value) {
    value.ifPresent(text -> into.put(key, text));
  }

  private static Duration duration(double millis) {
    return Duration.ofNanos(Math.round(millis * NANOS));
  }
}

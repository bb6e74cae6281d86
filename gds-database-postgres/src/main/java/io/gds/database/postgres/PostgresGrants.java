package io.gds.database.postgres;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.GrantScope;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.Securable;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.SqlExecutor;
import io.gds.database.jdbc.SqlSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads rights: one statement for what belongs to the server, one for each database that this role
 * may look into. Rows are handed on as they come.
 */
final class PostgresGrants {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresGrants.class);

  private final PostgresContext context;

  PostgresGrants(PostgresContext context) {
    this.context = context;
  }

  /** A database, and whether anybody, and this role, may connect to it. */
  private record Place(String name, boolean open, boolean allowed, boolean here) {}

  /**
   * Statements in a database, or wherever the engine is for an empty name.
   *
   * @throws io.gds.database.UnsupportedCapabilityException if the engine was opened over a data
   *     source of the caller's, which leads to another database
   */
  static SqlExecutor in(PostgresContext context, String database) {
    return database.isEmpty() || leadsThere(context, database)
        ? context.sql()
        : context.sql(database);
  }

  private static boolean leadsThere(PostgresContext context, String database) {
    return context.info().external(DataSource.class).isPresent()
        && context
            .sql()
            .first("SELECT current_database() = ? AS r", row -> row.bool("r"), database)
            .orElse(false);
  }

  void read(GrantQuery query, Consumer<Grant> consumer) {
    context.runner().requireOpen();
    Consumer<Grant> matching =
        grant -> {
          if (query.matches(grant)) {
            consumer.accept(grant);
          }
        };
    String grantee = query.grantee().orElse(null);
    String kind = query.kind().map(text -> text.toUpperCase(Locale.ROOT)).orElse(null);
    String only = query.database().orElse(null);
    try (SqlSession session = context.sql().session()) {
      session.inTransaction(
          () -> {
            shared(session, context, false, grantee, only, kind, matching);
            return true;
          });
    }
    if (kind != null && (kind.equals("TABLESPACE") || kind.equals("PARAMETER"))) {
      return;
    }
    for (Place place : places(only)) {
      if (readable(place, only)) {
        SqlExecutor sql = place.here() ? context.sql() : context.sql(place.name());
        try (SqlSession session = sql.session()) {
          session.inTransaction(
              () -> {
                inDatabase(session, place.name(), false, grantee, kind, matching);
                return true;
              });
        } finally {
          if (!place.here()) {
            // One that stays, in a template above all, keeps others from copying or dropping it.
            context.connections().release(place.name());
          }
        }
      }
    }
  }

  private List<Place> places(@Nullable String only) {
    return context
        .sql()
        .query(
            "SELECT datname AS name, datallowconn AND datconnlimit <> -2 AS open,"
                + " has_database_privilege(oid, 'CONNECT') AS allowed,"
                + " datname = current_database() AS here FROM pg_database"
                + " WHERE ?::text IS NULL OR datname = ?::text ORDER BY datname",
            row ->
                new Place(
                    row.text("name"), row.bool("open"), row.bool("allowed"), row.bool("here")),
            only,
            only);
  }

  /** One that was asked for by name is tried, so that the reason it cannot be read is told. */
  private boolean readable(Place place, @Nullable String only) {
    if (place.here() || only != null) {
      return true;
    }
    boolean reachable = context.info().external(DataSource.class).isEmpty();
    if (reachable && place.open() && place.allowed()) {
      return true;
    }
    LOG.debug(
        "{}: rights in {} are not read: {}",
        context.runner().engine(),
        place.name(),
        place.open() ? "this engine may not connect to it" : "it takes no connections");
    return false;
  }

  /** Rights on databases, tablespaces and settings. */
  static void shared(
      SqlSession session,
      PostgresContext context,
      boolean everything,
      @Nullable String grantee,
      @Nullable String database,
      @Nullable String kind,
      Consumer<Grant> consumer) {
    session.forEach(
        PostgresSql.text("grants-shared"),
        row -> consumer.accept(grant(row, null)),
        everything,
        grantee,
        grantee,
        database,
        database,
        kind,
        kind);
    boolean parameters = database == null && (kind == null || kind.equals("PARAMETER"));
    if (parameters && context.version().atLeast(15)) {
      session.forEach(
          PostgresSql.text("grants-parameters"),
          row -> consumer.accept(grant(row, null)),
          everything,
          grantee,
          grantee);
    }
  }

  /** Rights on what is in the database that the session leads to. */
  static void inDatabase(
      SqlSession session,
      String database,
      boolean everything,
      @Nullable String grantee,
      @Nullable String kind,
      Consumer<Grant> consumer) {
    session.forEach(
        PostgresSql.text("grants"),
        row -> consumer.accept(grant(row, database)),
        everything,
        grantee,
        kind);
  }

  private static Grant grant(Row row, @Nullable String database) {
    List<String> name = new ArrayList<>();
    if (database != null) {
      name.add(database);
    }
    row.optionalText("schema").ifPresent(name::add);
    row.optionalText("name").ifPresent(name::add);
    Optional<String> objectKind = row.optionalText("object_kind");
    return new Grant(
        row.text("privilege"),
        new Securable(row.text("kind"), name),
        row.texts("columns"),
        grantee(row),
        row.bool("grantable"),
        GrantEffect.ALLOW,
        objectKind.isPresent() ? GrantScope.FUTURE_IN : GrantScope.OBJECT,
        objectKind,
        Optional.of(row.text("grantor")));
  }

  private static Principal grantee(Row row) {
    PrincipalKind kind =
        row.bool("everybody")
            ? PrincipalKind.PUBLIC
            : row.bool("login") ? PrincipalKind.USER : PrincipalKind.ROLE;
    return new Principal(kind, row.text("grantee"), Optional.empty());
  }
}

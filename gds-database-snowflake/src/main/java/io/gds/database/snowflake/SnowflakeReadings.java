package io.gds.database.snowflake;

import io.gds.database.DatabaseQuery;
import io.gds.database.Detail;
import io.gds.database.EngineStatus;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads what is known of the account and its databases; none of it needs a warehouse. */
final class SnowflakeReadings {
  private static final String ENGINE =
      "SELECT CURRENT_VERSION() AS VERSION, CURRENT_ACCOUNT_NAME() AS ACCOUNT,"
          + " CURRENT_ACCOUNT() AS LOCATOR, CURRENT_REGION() AS REGION,"
          + " CURRENT_ORGANIZATION_NAME() AS ORGANIZATION, CURRENT_USER() AS USER_NAME,"
          + " CURRENT_ROLE() AS ROLE_NAME, CURRENT_WAREHOUSE() AS WAREHOUSE";

  private static final String NO_LAST_BACKUP =
      "Snowflake records no backups of a database; see the history of backups.";
  private static final String NO_SESSIONS =
      "Snowflake tells of no sessions but hours later; see the running queries.";
  private static final String REPLICAS = "SHOW REPLICATION DATABASES";

  private final SnowflakeContext context;

  SnowflakeReadings(SnowflakeContext context) {
    this.context = context;
  }

  SnowflakeEngineMetadata engine() {
    // One after the other: a connection that reads a row is no place to wait for another one.
    Session now = context.sql().first(ENGINE, Session::of).orElseThrow();
    return engine(now, account(now.account()));
  }

  /** Where a session is. */
  private record Session(
      String version,
      String account,
      String locator,
      String region,
      Optional<String> organization,
      String user,
      Optional<String> role,
      Optional<String> warehouse) {
    static Session of(Row row) {
      return new Session(
          row.text("VERSION"),
          row.text("ACCOUNT"),
          row.text("LOCATOR"),
          row.text("REGION"),
          SnowflakeRows.text(row, "ORGANIZATION"),
          row.text("USER_NAME"),
          SnowflakeRows.text(row, "ROLE_NAME"),
          SnowflakeRows.text(row, "WAREHOUSE"));
    }
  }

  private SnowflakeEngineMetadata engine(Session now, SnowflakeAccountRow seen) {
    ConnectionInfo info = context.info();
    Optional<HostAddress> host = info.hosts().stream().findFirst();
    return new SnowflakeEngineMetadata(
        context.runner().engine(),
        now.version(),
        seen.edition(),
        host.map(HostAddress::host),
        host.isPresent() ? OptionalInt.of(SnowflakeProperties.port(info)) : OptionalInt.empty(),
        EngineStatus.ONLINE,
        seen.createdAt(),
        info.decommissionedAt(),
        context.clock().instant(),
        now.account(),
        now.locator(),
        now.region(),
        now.organization(),
        now.user(),
        now.role(),
        now.warehouse(),
        seen.unreadable());
  }

  /**
   * What an organization tells of an account.
   *
   * @param unreadable why there is nothing
   */
  private record SnowflakeAccountRow(
      Optional<String> edition, Optional<Instant> createdAt, Optional<String> unreadable) {
    static SnowflakeAccountRow none(String why) {
      return new SnowflakeAccountRow(Optional.empty(), Optional.empty(), Optional.of(why));
    }
  }

  /**
   * What the organization tells of this account, which only its administrators may ask.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-accounts">SHOW ACCOUNTS</a>
   */
  private SnowflakeAccountRow account(String name) {
    String pattern = SnowflakeSql.literal(SnowflakeSql.NAMES.likePattern(name));
    try {
      return context
          .sql()
          .query(
              "SHOW ACCOUNTS LIKE " + pattern,
              row ->
                  Map.entry(
                      row.text("account_name"),
                      new SnowflakeAccountRow(
                          SnowflakeRows.text(row, "edition")
                              .map(word -> word.toUpperCase(Locale.ROOT).replace(' ', '_')),
                          SnowflakeRows.instant(row, "created_on"),
                          Optional.empty())))
          .stream()
          .filter(entry -> entry.getKey().equals(name))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElseGet(() -> SnowflakeAccountRow.none("the organization does not list this account"));
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED
          || e.code() == ErrorCode.NOT_FOUND
          || e.code() == ErrorCode.UNSUPPORTED_CAPABILITY
          || e.code() == ErrorCode.STATEMENT_FAILED) {
        return SnowflakeAccountRow.none(
            "the edition is told by SHOW ACCOUNTS, which needs the role ORGADMIN: "
                + e.getMessage());
      }
      throw e;
    }
  }

  /** The server's clock. */
  Instant serverTime() {
    return context
        .sql()
        .first("SELECT CURRENT_TIMESTAMP() AS NOW", row -> row.instant("NOW"))
        .orElseThrow();
  }

  /** All databases that this role may see; those of the vendor included. */
  List<SnowflakeDatabaseRow> rows() {
    return rows("SHOW DATABASES");
  }

  private List<SnowflakeDatabaseRow> rows(String show) {
    return SnowflakePages.all(
        context.sql(),
        show,
        SnowflakeDatabaseRow::of,
        SnowflakeDatabaseRow::name,
        row -> Map.entry(row.name(), row.createdAt()));
  }

  /** The database of exactly this name, if it exists and this role may see it. */
  Optional<SnowflakeDatabaseRow> find(String name) {
    return rows("SHOW DATABASES STARTS WITH " + SnowflakeSql.literal(name)).stream()
        .filter(row -> row.name().equals(name))
        .findFirst();
  }

  /** All that had exactly this name, dropped ones included, the newest first. */
  List<SnowflakeDatabaseRow> history(String name) {
    return rows("SHOW DATABASES HISTORY STARTS WITH " + SnowflakeSql.literal(name)).stream()
        .filter(row -> row.name().equals(name))
        .sorted((a, b) -> b.createdAt().compareTo(a.createdAt()))
        .toList();
  }

  /** The databases that are asked for, as metadata. */
  List<SnowflakeDatabaseMetadata> databases(DatabaseQuery query) {
    List<SnowflakeDatabaseRow> rows =
        rows().stream()
            .filter(row -> query.includesSystem() || !row.isSystem())
            .filter(row -> query.matches(row.name()))
            .toList();
    Set<Detail> details = query.details();
    Map<String, SnowflakeSize> sizes =
        details.contains(Detail.SIZE) && !rows.isEmpty()
            ? new SnowflakeSizes(context).of(rows.stream().map(SnowflakeDatabaseRow::name).toList())
            : Map.of();
    Replication replication = replication(details);
    return rows.stream()
        .map(row -> metadata(row, Optional.ofNullable(sizes.get(row.name())), replication, details))
        .toList();
  }

  /**
   * What is told of the databases of this account that take part in replication, by name.
   *
   * @param unreadable why nothing was read
   */
  private record Replication(Map<String, String> primaries, Optional<String> unreadable) {
    static final Replication NOT_ASKED = new Replication(Map.of(), Optional.empty());
  }

  /**
   * Each account of the organization has a row of its own; empty is the primary of a primary.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-replication-databases">SHOW
   *     REPLICATION DATABASES</a>
   */
  private Replication replication(Set<Detail> details) {
    if (!details.contains(Detail.REPLICATION)) {
      return Replication.NOT_ASKED;
    }
    try {
      String account =
          context
              .sql()
              .first("SELECT CURRENT_ACCOUNT_NAME() AS ACCOUNT", row -> row.text("ACCOUNT"))
              .orElseThrow();
      Map<String, String> primaries = new HashMap<>();
      context
          .sql()
          .forEach(
              REPLICAS,
              row -> {
                if (row.text("account_name").equals(account)) {
                  boolean primary = SnowflakeRows.isTrue(row, "is_primary");
                  String of = SnowflakeRows.text(row, "primary").orElse("");
                  primaries.put(row.text("name"), primary ? "" : of);
                }
              });
      return new Replication(primaries, Optional.empty());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED
          || e.code() == ErrorCode.UNSUPPORTED_CAPABILITY
          || e.code() == ErrorCode.STATEMENT_FAILED) {
        return new Replication(Map.of(), Optional.of(String.valueOf(e.getMessage())));
      }
      throw e;
    }
  }

  /**
   * The database of exactly this name.
   *
   * @throws io.gds.database.error.NotFoundException if there is none
   */
  SnowflakeDatabaseMetadata require(String name, Set<Detail> details) {
    SnowflakeDatabaseRow row = find(name).orElseThrow(() -> absent(name));
    Optional<SnowflakeSize> size =
        details.contains(Detail.SIZE)
            ? Optional.of(new SnowflakeSizes(context).of(name))
            : Optional.empty();
    return metadata(row, size, replication(details), details);
  }

  /** The same with what is read for a single database. */
  SnowflakeDatabaseMetadata whole(String name, Set<Detail> details) {
    return require(name, details).with(collation(name));
  }

  /**
   * The collation of texts made from now on, as far as this role may see it.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-parameters">SHOW
   *     PARAMETERS</a>
   */
  private Optional<String> collation(String name) {
    try {
      return context
          .sql()
          .first(
              "SHOW PARAMETERS LIKE 'DEFAULT_DDL_COLLATION' IN DATABASE " + SnowflakeSql.name(name),
              row -> SnowflakeRows.text(row, "value"))
          .flatMap(value -> value);
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED || e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private SnowflakeDatabaseMetadata metadata(
      SnowflakeDatabaseRow row,
      Optional<SnowflakeSize> size,
      Replication replication,
      Set<Detail> asked) {
    Set<Detail> details = EnumSet.noneOf(Detail.class);
    Map<Detail, String> unreadable = new EnumMap<>(Detail.class);
    for (Detail detail : asked) {
      switch (detail) {
        case SIZE -> {
          if (size.isPresent()) {
            details.add(detail);
          } else {
            unreadable.put(detail, "its tables could not be listed");
          }
        }
        case LAST_BACKUP -> unreadable.put(detail, NO_LAST_BACKUP);
        case SESSIONS -> unreadable.put(detail, NO_SESSIONS);
        case REPLICATION ->
            replication
                .unreadable()
                .ifPresentOrElse(why -> unreadable.put(detail, why), () -> details.add(detail));
      }
    }
    SnowflakeDatabaseMetadata metadata =
        row.metadata(size, details, unreadable, context.clock().instant());
    return details.contains(Detail.REPLICATION)
        ? metadata.with(
            replication.primaries().containsKey(row.name()),
            Optional.ofNullable(replication.primaries().get(row.name()))
                .filter(primary -> !primary.isEmpty()))
        : metadata;
  }

  static RuntimeException absent(String name) {
    return ErrorDetails.of(
            ErrorCode.NOT_FOUND,
            "there is no database \"" + name + "\", or this role may not see it")
        .platform(DatabaseType.SNOWFLAKE.id())
        .target(name)
        .remedy(
            "See databases(), and write the name as it is there, letter case included; a role sees"
                + " only what it has a right on.")
        .toException();
  }
}

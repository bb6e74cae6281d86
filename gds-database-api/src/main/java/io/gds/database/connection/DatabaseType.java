package io.gds.database.connection;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A database platform, known by its id. A value, not an enumeration, so that third parties add
 * platforms without changing this library. Immutable and thread-safe; equal by id.
 */
public final class DatabaseType {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
  private static final Map<String, String> ALIASES =
      Map.of("sqlserver", "mssql", "postgres", "postgresql", "mongo", "mongodb");

  /** Microsoft SQL Server. */
  public static final DatabaseType MSSQL = new DatabaseType("mssql");

  /** PostgreSQL. */
  public static final DatabaseType POSTGRESQL = new DatabaseType("postgresql");

  /** Snowflake. */
  public static final DatabaseType SNOWFLAKE = new DatabaseType("snowflake");

  /** MongoDB. */
  public static final DatabaseType MONGODB = new DatabaseType("mongodb");

  /** SQLite, the embedded default. */
  public static final DatabaseType SQLITE = new DatabaseType("sqlite");

  /** CockroachDB. */
  public static final DatabaseType COCKROACHDB = new DatabaseType("cockroachdb");

  /** MySQL. */
  public static final DatabaseType MYSQL = new DatabaseType("mysql");

  /** Oracle Database. */
  public static final DatabaseType ORACLE = new DatabaseType("oracle");

  private final String id;

  private DatabaseType(String id) {
    this.id = id;
  }

  /**
   * The type of this id or alias ({@code sqlserver}, {@code postgres}, {@code mongo}), in any
   * letter case.
   *
   * @throws io.gds.database.error.InvalidOptionsException if the text cannot be a platform id
   */
  public static DatabaseType of(String id) {
    String lower = Objects.requireNonNull(id, "id").toLowerCase(Locale.ROOT);
    String canonical = ALIASES.getOrDefault(lower, lower);
    if (!ID.matcher(canonical).matches()) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_CONNECTION,
              "a platform id starts with a letter and holds letters, digits, - and _ only")
          .target("type")
          .toException();
    }
    return new DatabaseType(canonical);
  }

  /** The id, in lower case. */
  public String id() {
    return id;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DatabaseType that && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** The id. */
  @Override
  public String toString() {
    return id;
  }
}

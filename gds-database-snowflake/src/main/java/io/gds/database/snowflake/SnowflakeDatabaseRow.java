package io.gds.database.snowflake;

import io.gds.database.AccessMode;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseState;
import io.gds.database.Detail;
import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A row of SHOW DATABASES.
 *
 * @param name the exact name
 * @param createdAt when it was created, which with the name tells it from all others
 * @param droppedAt when it was dropped, in a list of those too
 * @param owner the role that owns it
 * @param kind what it is
 * @param nativeKind the server's word for that
 * @param options the server's words for what is set
 * @param retentionDays for how many days its history is kept
 * @param comment the comment
 * @param origin the share that it was made from
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-databases">SHOW DATABASES</a>
 */
record SnowflakeDatabaseRow(
    String name,
    Instant createdAt,
    Optional<Instant> droppedAt,
    Optional<String> owner,
    SnowflakeDatabaseKind kind,
    String nativeKind,
    List<String> options,
    OptionalInt retentionDays,
    Optional<String> comment,
    Optional<String> origin) {
  private static final String TRANSIENT = "TRANSIENT";
  private static final int FAIL_SAFE_DAYS = 7;

  static SnowflakeDatabaseRow of(Row row) {
    Optional<String> origin = SnowflakeRows.text(row, "origin");
    String told =
        SnowflakeRows.text(row, "kind")
            .orElse(origin.isPresent() ? "IMPORTED DATABASE" : "STANDARD");
    return new SnowflakeDatabaseRow(
        row.text("name"),
        row.instant("created_on"),
        SnowflakeRows.instant(row, "dropped_on"),
        SnowflakeRows.text(row, "owner"),
        SnowflakeDatabaseKind.of(told),
        told,
        SnowflakeRows.text(row, "options")
            .map(words -> List.of(words.strip().split("[, ]+")))
            .orElse(List.of()),
        SnowflakeRows.small(row, "retention_time"),
        SnowflakeRows.text(row, "comment"),
        origin);
  }

  /** What the vendor puts into each account. */
  boolean isSystem() {
    return name.equals("SNOWFLAKE")
        || origin
            .filter(from -> from.toUpperCase(Locale.ROOT).startsWith("SNOWFLAKE."))
            .isPresent();
  }

  boolean isTransient() {
    return options.contains(TRANSIENT);
  }

  private boolean isOwn() {
    return kind == SnowflakeDatabaseKind.STANDARD
        || kind == SnowflakeDatabaseKind.PERSONAL
        || kind == SnowflakeDatabaseKind.APPLICATION_PACKAGE;
  }

  private DatabaseCondition condition() {
    boolean readOnly =
        kind == SnowflakeDatabaseKind.IMPORTED || kind == SnowflakeDatabaseKind.APPLICATION;
    return new DatabaseCondition(DatabaseState.ONLINE, AccessMode.MULTI_USER, readOnly);
  }

  /** As metadata, with what its tables hold where that was read. */
  SnowflakeDatabaseMetadata metadata(
      Optional<SnowflakeSize> size,
      Set<Detail> details,
      Map<Detail, String> unreadable,
      Instant readAt) {
    return new SnowflakeDatabaseMetadata(
        name,
        condition(),
        owner,
        Optional.empty(),
        Optional.of(createdAt),
        size.map(read -> OptionalLong.of(read.bytes())).orElse(OptionalLong.empty()),
        details,
        unreadable,
        readAt,
        kind,
        nativeKind,
        isTransient(),
        retentionDays,
        isOwn() && !isTransient() ? FAIL_SAFE_DAYS : 0,
        comment,
        options,
        origin,
        Optional.empty(),
        Optional.empty(),
        size.map(read -> OptionalLong.of(read.rows())).orElse(OptionalLong.empty()));
  }
}

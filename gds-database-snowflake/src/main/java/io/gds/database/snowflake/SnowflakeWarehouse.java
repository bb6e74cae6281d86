package io.gds.database.snowflake;

import io.gds.database.jdbc.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A warehouse, as of one reading: what computes queries, and costs while it does.
 *
 * @param name exact
 * @param state what it is doing
 * @param size how big each of its clusters is; empty for a size that this version does not know
 * @param running how many queries it computes
 * @param queued how many wait for it
 * @param autoSuspend after how long without work it stops; empty if it never does
 * @param autoResume whether a query starts it
 * @param owner the role that owns it; empty if it was not told
 * @param comment empty without one
 * @param resumedAt when it was started last; empty if that was not told
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-warehouses">SHOW
 *     WAREHOUSES</a>
 */
public record SnowflakeWarehouse(
    String name,
    State state,
    Optional<SnowflakeWarehouseSize> size,
    OptionalLong running,
    OptionalLong queued,
    Optional<Duration> autoSuspend,
    boolean autoResume,
    Optional<String> owner,
    Optional<String> comment,
    Optional<Instant> resumedAt) {
  /** Checks that nothing is missing. */
  public SnowflakeWarehouse {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(size, "size");
    Objects.requireNonNull(running, "running");
    Objects.requireNonNull(queued, "queued");
    Objects.requireNonNull(autoSuspend, "autoSuspend");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(comment, "comment");
    Objects.requireNonNull(resumedAt, "resumedAt");
  }

  /** What a warehouse is doing. */
  public enum State {
    /** It computes, or could at once; it costs. */
    STARTED,
    /** It does not, and costs nothing. */
    SUSPENDED,
    /** It is being started. */
    RESUMING,
    /** It ends what it computes, and takes nothing new. */
    SUSPENDING,
    /** It is being made bigger or smaller. */
    RESIZING,
    /** The server said something that this version does not know. */
    UNKNOWN;

    static State of(String word) {
      return switch (word.toUpperCase(Locale.ROOT)) {
        case "STARTED" -> STARTED;
        case "SUSPENDED" -> SUSPENDED;
        case "RESUMING" -> RESUMING;
        case "SUSPENDING" -> SUSPENDING;
        case "RESIZING" -> RESIZING;
        default -> UNKNOWN;
      };
    }
  }

  static SnowflakeWarehouse of(Row row) {
    OptionalLong suspend = SnowflakeRows.number(row, "auto_suspend");
    return new SnowflakeWarehouse(
        row.text("name"),
        State.of(SnowflakeRows.text(row, "state").orElse("")),
        SnowflakeRows.text(row, "size").flatMap(SnowflakeWarehouseSize::of),
        SnowflakeRows.number(row, "running"),
        SnowflakeRows.number(row, "queued"),
        suspend.isPresent() && suspend.getAsLong() > 0
            ? Optional.of(Duration.ofSeconds(suspend.getAsLong()))
            : Optional.empty(),
        SnowflakeRows.isTrue(row, "auto_resume"),
        SnowflakeRows.text(row, "owner"),
        SnowflakeRows.text(row, "comment"),
        SnowflakeRows.instant(row, "resumed_on"));
  }
}

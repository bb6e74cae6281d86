package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which instant a base backup stands for, by what its server says before and after. Used by one
 * thread.
 */
final class PostgresBaseMoment {
  private final PostgresContext context;
  private final boolean standby;
  private PostgresBaseEnd.@Nullable Replay before;
  private PostgresBaseEnd.@Nullable Replay after;
  private @Nullable Instant clock;

  private PostgresBaseMoment(PostgresContext context, boolean standby) {
    this.context = context;
    this.standby = standby;
  }

  /** Looks before the backup begins. */
  static PostgresBaseMoment before(PostgresContext context, boolean standby, StepContext step) {
    PostgresBaseMoment moment = new PostgresBaseMoment(context, standby);
    if (standby) {
      moment.before = PostgresBaseEnd.Replay.read(context.sql().during(step));
    }
    return moment;
  }

  /** Looks when it is over. */
  void after(StepContext step) {
    if (standby) {
      after = PostgresBaseEnd.Replay.read(context.sql().during(step));
    } else {
      clock =
          context
              .sql()
              .during(step)
              .first("SELECT clock_timestamp() AS now", row -> row.instant("now"))
              .orElseThrow();
    }
  }

  /** That of a standby's backup, if it can be known. */
  Optional<Instant> of(PostgresBaseEnd end, PostgresLsn endsAt) {
    return end.consistentAt(Objects.requireNonNull(before), Objects.requireNonNull(after), endsAt);
  }

  /** The clock of a primary behind the end: from there on every instant is behind the backup. */
  Instant ofPrimary() {
    return Objects.requireNonNull(clock);
  }
}

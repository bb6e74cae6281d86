package io.gds.database.postgres;

import io.gds.database.jdbc.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A standby as its sender sees it, or a physical slot that nobody reads from.
 *
 * @param name the name it goes by: what it calls itself, else its slot, else its address
 * @param application what it calls itself; empty if nobody gave it a name, or this role may not see
 *     it
 * @param pid the process that sends to it; empty if nobody is connected
 * @param address where it connects from
 * @param state the state of its connection; empty if this role may not see it
 * @param syncState sync, quorum, potential or async
 * @param syncPriority its place in synchronous_standby_names, 0 for none
 * @param replayed how far it has replayed
 * @param repliedAt when it last said something
 * @param writeLag how long what it last wrote took to get there
 * @param flushLag the same until it was durable
 * @param replayLag the same until it was visible; empty after a while without writes
 * @param lagBytes how much it has not replayed
 * @param unflushed how much of what was written it has not said to be durable there
 * @param slot its slot
 * @param walStatus whether the slot still has what it needs
 * @param retained how much log the slot keeps
 */
record StandbyView(
    String name,
    Optional<String> application,
    OptionalInt pid,
    Optional<String> address,
    Optional<String> state,
    Optional<String> syncState,
    int syncPriority,
    Optional<String> replayed,
    Optional<Instant> repliedAt,
    Optional<Duration> writeLag,
    Optional<Duration> flushLag,
    Optional<Duration> replayLag,
    OptionalLong lagBytes,
    OptionalLong unflushed,
    Optional<String> slot,
    Optional<String> walStatus,
    OptionalLong retained) {
  /** What standbys call themselves if nobody gave them a name. */
  private static final String UNNAMED = "walreceiver";

  /** A standby replies at least every ten seconds, unless it was told otherwise. */
  private static final Duration SILENT = Duration.ofSeconds(20);

  /** By how much two machines' clocks may differ before nothing can be told by them. */
  private static final Duration CLOCKS = Duration.ofSeconds(5);

  /** The tool that receives the log for an archive; it can take over nothing. */
  private static final String RECEIVER_TOOL = "pg_receivewal";

  static StandbyView of(Row row) {
    Optional<String> slot = row.optionalText("slot_name");
    Optional<String> address = row.optionalText("client_addr");
    OptionalLong lagBytes = row.optionalLong("lag_bytes");
    Optional<String> application =
        row.optionalText("application_name")
            .filter(name -> !name.isEmpty() && !name.equals(UNNAMED));
    return new StandbyView(
        application.or(() -> slot).or(() -> address).orElse(UNNAMED),
        application,
        row.optionalInt("pid"),
        address,
        row.optionalText("state"),
        row.optionalText("sync_state"),
        row.optionalInt("sync_priority").orElse(0),
        row.optionalText("standby_replayed"),
        row.optionalInstant("reply_time"),
        seconds(row, "write_lag"),
        seconds(row, "flush_lag"),
        seconds(row, "replay_lag"),
        natural(lagBytes),
        natural(row.optionalLong("unflushed")),
        slot,
        row.optionalText("wal_status"),
        row.optionalLong("retained"));
  }

  private static OptionalLong natural(OptionalLong bytes) {
    return bytes.isPresent() ? OptionalLong.of(Math.max(0, bytes.getAsLong())) : bytes;
  }

  private static Optional<Duration> seconds(Row row, String column) {
    return row.optionalDecimal(column)
        .map(seconds -> Duration.ofNanos(seconds.movePointRight(9).longValue()));
  }

  /** Whether somebody is connected. */
  boolean connected() {
    return pid.isPresent();
  }

  /** Whether it is connected and in step with what is written. */
  boolean isStreaming() {
    return state.filter("streaming"::equals).isPresent();
  }

  /** Whether commits wait for it. */
  boolean isSynchronous() {
    return syncState.filter(state -> state.equals("sync") || state.equals("quorum")).isPresent();
  }

  /** Whether it only keeps the log. */
  boolean isArchive() {
    return application.filter(RECEIVER_TOOL::equals).isPresent();
  }

  /**
   * How much time would be lost with all that it has not made durable, at most about; empty where
   * that is not known. The lags of a standby that stalls stay what they were: so what it lacks is
   * counted in bytes, and the time since it last said something is added. One that lacks something
   * and is silent may have broken off at any time since.
   *
   * @param now the sender's clock; the standby's is taken to agree within a few seconds
   */
  Optional<Duration> loss(Instant now) {
    if (unflushed.orElse(lagBytes.orElse(1)) == 0) {
      return Optional.of(Duration.ZERO);
    }
    Optional<Duration> silent = repliedAt.map(at -> Duration.between(at, now));
    if (silent.isEmpty()
        || silent.get().compareTo(SILENT) > 0
        || silent.get().compareTo(CLOCKS.negated()) < 0) {
      return Optional.empty();
    }
    Duration since = silent.get().isNegative() ? Duration.ZERO : silent.get();
    return flushLag.or(() -> replayLag).map(lag -> lag.plus(since));
  }

  /** How far it is behind: nothing if it has replayed all, whatever the last lag was. */
  Optional<Duration> lag() {
    return lagBytes.isPresent() && lagBytes.getAsLong() == 0
        ? Optional.of(Duration.ZERO)
        : replayLag;
  }

  StandbyView named(String another) {
    return new StandbyView(
        another,
        application,
        pid,
        address,
        state,
        syncState,
        syncPriority,
        replayed,
        repliedAt,
        writeLag,
        flushLag,
        replayLag,
        lagBytes,
        unflushed,
        slot,
        walStatus,
        retained);
  }
}

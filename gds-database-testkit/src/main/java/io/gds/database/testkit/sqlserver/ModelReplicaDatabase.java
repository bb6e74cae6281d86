package io.gds.database.testkit.sqlserver;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One database on one replica. Guarded by the cluster it is in. */
final class ModelReplicaDatabase {
  /** Why it was suspended, each at its number. */
  enum Suspension {
    SUSPEND_FROM_USER,
    SUSPEND_FROM_PARTNER,
    SUSPEND_FROM_REDO,
    SUSPEND_FROM_CAPTURE,
    SUSPEND_FROM_APPLY,
    SUSPEND_FROM_RESTART,
    SUSPEND_FROM_UNDO,
    SUSPEND_FROM_REVALIDATION,
    SUSPEND_FROM_XRF_UPDATE
  }

  private static final BigDecimal FILE = BigDecimal.valueOf(37).scaleByPowerOfTen(15);
  private static final BigDecimal BLOCK = BigDecimal.TEN.pow(5);

  private boolean joined;
  private boolean ready;
  private int recovering;
  private long hardened;
  private long recoversTo;
  private List<String> rows = List.of();
  private Optional<Suspension> suspended = Optional.empty();
  private @Nullable Lag lag;
  private Optional<String> undoing = Optional.empty();

  /**
   * How far it is behind.
   *
   * @param time behind the primary
   * @param send what waits to be sent, in KB
   * @param redo what waits to be redone, in KB
   * @param rate how fast it is redone, in KB a second
   */
  record Lag(Duration time, long send, long redo, long rate) {}

  /** A block of the log as a sequence number, padded as the server pads it. */
  static BigDecimal lsn(long block) {
    return FILE.add(BLOCK.multiply(BigDecimal.valueOf(block))).add(BigDecimal.ONE);
  }

  boolean joined() {
    return joined;
  }

  void joined(boolean now) {
    joined = now;
  }

  /** Whether the cluster notes it as ready for a failover; kept when the primary is lost. */
  boolean ready() {
    return ready;
  }

  void ready(boolean now) {
    ready = now;
  }

  /** How often it is still looked at before it is online. */
  int recovering() {
    return recovering;
  }

  void recovering(int looks) {
    recovering = looks;
  }

  /** How many blocks of the log it has. */
  long hardened() {
    return hardened;
  }

  /** The block that it goes back to when it follows the primary again. */
  long recoversTo() {
    return recoversTo;
  }

  void recoversTo(long block) {
    recoversTo = block;
  }

  List<String> rows() {
    return rows;
  }

  /** It has the log up to this block, and these rows. */
  void hold(long block, List<String> content) {
    hardened = block;
    rows = List.copyOf(content);
  }

  Optional<Suspension> suspended() {
    return suspended;
  }

  void suspend(Suspension why) {
    suspended = Optional.of(why);
  }

  void resume() {
    suspended = Optional.empty();
  }

  Optional<Lag> lag() {
    return Optional.ofNullable(lag);
  }

  void lag(@Nullable Lag behind) {
    lag = behind;
  }

  /** REVERTING or INITIALIZING, while it is. */
  Optional<String> undoing() {
    return undoing;
  }

  void undoing(Optional<String> phase) {
    undoing = phase;
  }

  /** Whether it takes what the primary sends. */
  boolean flows() {
    return joined && suspended.isEmpty() && undoing.isEmpty();
  }
}

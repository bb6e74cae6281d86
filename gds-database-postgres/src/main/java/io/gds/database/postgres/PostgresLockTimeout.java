package io.gds.database.postgres;

import io.gds.database.error.OptionFault;
import java.time.Duration;
import java.util.List;

/**
 * How long a statement waits for a lock. Who waits for a strong one makes all others wait behind,
 * so no statement does for ever.
 */
final class PostgresLockTimeout {
  static final Duration DEFAULT = Duration.ofSeconds(10);

  private PostgresLockTimeout() {}

  static void check(Duration timeout, List<OptionFault> faults) {
    if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofDays(7)) > 0) {
      faults.add(new OptionFault("lockTimeout", "is one millisecond to seven days"));
    }
  }

  static String set(Duration timeout) {
    return "SET lock_timeout = '" + timeout.toMillis() + "ms'";
  }

  static String reset() {
    return "RESET lock_timeout";
  }
}

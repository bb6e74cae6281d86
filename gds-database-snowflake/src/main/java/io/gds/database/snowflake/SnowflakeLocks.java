package io.gds.database.snowflake;

import io.gds.database.jdbc.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who holds what others wait for. One resource after the other: a query waits for those who hold
 * the table that it waits for.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-locks">SHOW LOCKS</a>
 */
final class SnowflakeLocks {
  static final String ALL = "SHOW LOCKS IN ACCOUNT";

  /** Nobody holds anything. */
  static final SnowflakeLocks NONE = new SnowflakeLocks(List.of());

  private final List<Lock> locks;

  private SnowflakeLocks(List<Lock> locks) {
    this.locks = List.copyOf(locks);
  }

  private record Lock(String resource, long transaction, boolean waits, Optional<String> query) {
    private static Lock of(Row row) {
      return new Lock(
          row.text("resource"),
          row.longValue("transaction"),
          row.text("status").equalsIgnoreCase("WAITING"),
          SnowflakeRows.text(row, "query_id"));
    }
  }

  /** Reads them: those of this user alone without the role ACCOUNTADMIN. */
  static SnowflakeLocks read(SnowflakeContext context) {
    return new SnowflakeLocks(context.sql().query(ALL, Lock::of));
  }

  /** What a query waits for. */
  Optional<String> resource(String query) {
    return locks.stream()
        .filter(lock -> lock.waits() && lock.query().filter(query::equals).isPresent())
        .map(Lock::resource)
        .findFirst();
  }

  /** The transactions that a query waits for, each with the query it runs, if it runs one. */
  Map<Long, Optional<String>> blockers(String query) {
    Map<Long, Optional<String>> blockers = new LinkedHashMap<>();
    for (Lock waiting : locks) {
      if (!waiting.waits() || waiting.query().filter(query::equals).isEmpty()) {
        continue;
      }
      for (Lock lock : locks) {
        boolean holds =
            !lock.waits()
                && lock.resource().equals(waiting.resource())
                && lock.transaction() != waiting.transaction();
        if (holds) {
          blockers.put(lock.transaction(), lock.query());
        }
      }
    }
    return blockers;
  }
}

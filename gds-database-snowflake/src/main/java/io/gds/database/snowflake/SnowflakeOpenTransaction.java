package io.gds.database.snowflake;

import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A transaction that is open. As a process it is called {@code transaction 1730…}: its session may
 * do nothing, and hold up others all the same.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-transactions">SHOW
 *     TRANSACTIONS</a>
 */
record SnowflakeOpenTransaction(long id, String user, long session, Instant begun) {
  private static final String PREFIX = "transaction ";

  static SnowflakeOpenTransaction of(Row row) {
    return new SnowflakeOpenTransaction(
        row.longValue("id"),
        row.optionalText("user").orElse(""),
        SnowflakeRows.number(row, "session").orElse(0),
        row.instant("started_on"));
  }

  /** What a transaction is called as a process. */
  static String name(long id) {
    return PREFIX + id;
  }

  /** The number of the transaction that a process is; empty if it is none. */
  static OptionalLong number(ProcessId process) {
    String id = process.id();
    return id.matches(PREFIX + "-?[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(id.substring(PREFIX.length())))
        : OptionalLong.empty();
  }

  ProcessId process() {
    return new ProcessId(name(id), begun);
  }

  /** As it is told, with nothing running in it. */
  ServerProcess told(boolean own) {
    ServerProcess.Builder process =
        ServerProcess.builder(process(), ProcessState.IDLE_IN_TRANSACTION)
            .transactionStartedAt(begun)
            .own(own)
            .attributes(Map.of("session", String.valueOf(session)));
    Optional.of(user).filter(name -> !name.isEmpty()).ifPresent(process::user);
    return process.build();
  }
}

package io.gds.database.postgres;

import io.gds.database.observe.LogEntry;
import java.util.Optional;

/** The entries of a file of the log, one after the other. */
interface PostgresLogFormat {
  /** The next entry; empty at the end. */
  Optional<LogEntry> next();
}

package io.gds.database.core.forward;

import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.SupportsLogs;
import java.util.List;
import java.util.function.Consumer;

/** A handle whose logs another object has. */
public interface ForwardingLogs extends SupportsLogs {
  /** Who has them; asked for anew by every call. */
  SupportsLogs logsDelegate();

  @Override
  default void readLogs(LogQuery query, Consumer<LogEntry> consumer) {
    logsDelegate().readLogs(query, consumer);
  }

  @Override
  default List<LogEntry> logs(LogQuery query) {
    return logsDelegate().logs(query);
  }

  @Override
  default LogCoverage logCoverage() {
    return logsDelegate().logCoverage();
  }
}

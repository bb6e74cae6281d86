package io.gds.database.testkit.sqlserver;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What sessions have changed in transactions that are open, as it was before. Only principals and
 * what they may do can be taken back; all else is left alone by transactions, as by the statements
 * that may not stand in one.
 */
final class ModelUndo {
  private final ModelServer server;
  private final Map<Integer, Map<String, List<@Nullable Object[]>>> open = new HashMap<>();
  private Optional<Integer> current = Optional.empty();

  ModelUndo(ModelServer server) {
    this.server = server;
  }

  /** A session has begun a transaction. */
  void begin(int session) {
    open.putIfAbsent(session, new LinkedHashMap<>());
  }

  /** Whose statement runs from now on. */
  void enter(int session) {
    current = Optional.of(session);
  }

  /** What was changed stays. */
  void commit(int session) {
    open.remove(session);
  }

  /** What was changed is as before. */
  void rollBack(int session) {
    Map<String, List<@Nullable Object[]>> before = open.remove(session);
    if (before != null) {
      before.forEach(server.catalog()::replace);
    }
  }

  /** A view is about to be changed by the statement that runs. */
  void before(String view) {
    open.forEach(
        (session, kept) -> {
          if (current.filter(session::equals).isPresent()) {
            kept.computeIfAbsent(view, server.catalog()::rows);
          } else if (kept.containsKey(view)) {
            throw new AssertionError(
                "the model does not know what becomes of "
                    + view
                    + ", which an open transaction of session "
                    + session
                    + " has changed too");
          }
        });
  }
}

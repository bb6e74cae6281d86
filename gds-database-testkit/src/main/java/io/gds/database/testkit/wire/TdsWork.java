package io.gds.database.testkit.wire;

import java.util.List;
import java.util.Map;

/**
 * A statement to run, as a batch or a call brought it.
 *
 * @param sql letter by letter
 * @param binds the values for its placeholders
 * @param firstBind the place of the first of them among the parameters of the call
 * @param attributes of the request
 * @param call whether a call brought it
 * @param handle the number under which it is prepared now, to be told to the client; 0 for none
 */
record TdsWork(
    String sql,
    List<TdsCall.Parameter> binds,
    int firstBind,
    Map<String, String> attributes,
    boolean call,
    int handle) {
  static TdsWork batch(String sql) {
    return new TdsWork(sql, List.of(), 0, Map.of("protocol", "batch"), false, 0);
  }

  /** Nothing to run, but an answer to give. */
  static TdsWork nothing(boolean call, int handle) {
    return new TdsWork("", List.of(), 0, Map.of(), call, handle);
  }
}

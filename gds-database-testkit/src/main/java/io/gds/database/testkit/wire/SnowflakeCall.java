package io.gds.database.testkit.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A call as it reached the peer.
 *
 * @param query the parameters behind the path
 * @param token what the client calls by; empty if it shows none
 * @param body empty if there is none
 */
record SnowflakeCall(
    String method, String path, Map<String, String> query, String token, JsonNode body) {
  SnowflakeCall {
    query = Map.copyOf(query);
  }

  /** What the client calls this call, so that it is known when it comes again. */
  String requestId() {
    return query.getOrDefault("requestId", "");
  }
}

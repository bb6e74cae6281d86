package io.gds.database.testkit.wire;

import java.util.Map;

/**
 * A log-in as it reached the peer.
 *
 * @param session the number of the connection, from 1
 * @param user who wants to log in
 * @param database where to
 * @param parameters what the client said besides, such as its {@code application_name}; never a
 *     password
 * @param accepted whether it was let in
 */
public record WireLogin(
    long session, String user, String database, Map<String, String> parameters, boolean accepted) {
  /** Keeps a copy. */
  public WireLogin {
    parameters = Map.copyOf(parameters);
  }
}

package io.gds.database.postgres;

import java.util.Objects;

/**
 * A transaction that is open now.
 *
 * @param id its id
 * @param nodeId the node it is run by
 * @param application by which program, as it calls itself
 * @param statements how many statements it has run
 * @param retries how often it was begun anew
 * @param autoRetries how often of these by the server itself
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-transactions">SHOW TRANSACTIONS</a>
 */
public record CockroachTransaction(
    String id, int nodeId, String application, long statements, long retries, long autoRetries) {
  /** Checks that nothing is missing. */
  public CockroachTransaction {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(application, "application");
  }
}

package io.gds.database.postgres;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A statement that runs now. Schema changes, backups and restores are jobs, and not among these.
 *
 * @param id what it is cancelled by
 * @param sessionId the session it runs in, which is the process of that id
 * @param nodeId the node that took it
 * @param user who
 * @param startedAt since when
 * @param text its text; with VIEWACTIVITYREDACTED alone, without its constants
 * @param client the client's address and port
 * @param application by which program, as it calls itself
 * @param distributed whether several nodes work on it; empty while that is not known
 * @param phase {@code preparing} or {@code executing}
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-statements">SHOW STATEMENTS</a>
 */
public record CockroachQuery(
    String id,
    String sessionId,
    int nodeId,
    String user,
    Instant startedAt,
    String text,
    String client,
    String application,
    Optional<Boolean> distributed,
    String phase) {
  /** Checks that nothing is missing. */
  public CockroachQuery {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(sessionId, "sessionId");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(distributed, "distributed");
    Objects.requireNonNull(phase, "phase");
  }

  /** Which and who, without the text, which may hold what others would keep secret. */
  @Override
  public String toString() {
    return "query " + id + " of session " + sessionId + ", user " + user + ", " + phase;
  }
}

package io.gds.database.postgres;

import java.util.Objects;
import java.util.Optional;

/**
 * Something a DBA should know of a server.
 *
 * @param topic what it is about
 * @param severity how much it matters
 * @param database the database it was found in; empty if it concerns the server
 * @param subject the database, table, session, slot or other thing
 * @param measured what was found
 * @param limit from where on it counts
 * @param remedy what can be done about it
 */
public record PostgresHealthFinding(
    PostgresHealthTopic topic,
    PostgresHealthSeverity severity,
    Optional<String> database,
    String subject,
    String measured,
    String limit,
    String remedy) {
  /** Checks that nothing is missing. */
  public PostgresHealthFinding {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(measured, "measured");
    Objects.requireNonNull(limit, "limit");
    Objects.requireNonNull(remedy, "remedy");
  }
}

package io.gds.database.testkit.wire;

import java.time.Instant;
import java.util.Optional;

/**
 * A statement that a peer has run or still runs, as a server remembers it.
 *
 * @param id the query's
 * @param session the number of the session it came by
 * @param user whose session that is
 * @param statement letter by letter
 * @param tag what the client called it; empty without
 * @param place where the session was when it came
 * @param status as the server's monitoring tells it: {@code RUNNING}, {@code SUCCESS} or {@code
 *     FAILED_WITH_ERROR}
 * @param begun when it came
 * @param ended when it was over; empty while it runs
 * @param code of its error, with six digits; empty without
 * @param message of its error; empty without
 */
public record SnowflakeRan(
    String id,
    long session,
    String user,
    String statement,
    String tag,
    SnowflakePlace place,
    String status,
    Instant begun,
    Optional<Instant> ended,
    String code,
    String message) {}

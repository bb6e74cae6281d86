package io.gds.database.testkit.wire;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who is logged in, by their tokens. Thread-safe.
 *
 * @see <a
 *     href="https://github.com/snowflakedb/snowflake-jdbc/blob/master/src/main/java/net/snowflake/client/internal/core/Constants.java">the
 *     codes that snowflake-jdbc heeds</a>
 */
final class SnowflakeSessions {
  private final Map<Long, SnowflakeSession> sessions = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final WireVisitors visitors;

  SnowflakeSessions(WireVisitors visitors) {
    this.visitors = visitors;
  }

  long nextNumber() {
    return numbers.incrementAndGet();
  }

  void add(SnowflakeSession session) {
    sessions.put(session.number(), session);
  }

  int count() {
    return sessions.size();
  }

  Optional<SnowflakeSession> numbered(long number) {
    return Optional.ofNullable(sessions.get(number));
  }

  Iterable<SnowflakeSession> all() {
    return sessions.values();
  }

  /** The session that a token of statements is of; empty if there is none. */
  Optional<SnowflakeSession> of(String token) {
    return numbered(SnowflakeSession.numberOf(token));
  }

  /** Why a token of statements is no good; empty if it is. */
  static Optional<WireAnswer.Failure> refusal(Optional<SnowflakeSession> session, String token) {
    if (session.isEmpty() || session.get().isGone()) {
      return Optional.of(
          WireAnswer.error(
              "390111", "Session no longer exists.  New login required to access the service."));
    }
    return session.get().isExpired(token)
        ? Optional.of(WireAnswer.error("390112", "Session token has expired."))
        : Optional.empty();
  }

  /** Has a session's tokens replaced, as long as its log-in lasts. */
  SnowflakeReply renew(String master) {
    Optional<SnowflakeSession> session = of(master);
    if (session.isEmpty() || session.get().isGone() || !session.get().master().equals(master)) {
      return SnowflakeReply.refused(
          WireAnswer.error("390113", "Master token is not found.  The user must log in again."));
    }
    if (session.get().isLoginExpired()) {
      return SnowflakeReply.refused(
          WireAnswer.error(
              "390114", "Authentication token has expired.  The user must authenticate again."));
    }
    session.get().renew();
    return SnowflakeReply.success(
        out -> {
          out.writeStringField("sessionToken", session.get().token());
          out.writeNumberField("validityInSecondsST", 3600);
          out.writeStringField("masterToken", session.get().master());
          out.writeNumberField("validityInSecondsMT", 14_400);
          out.writeNumberField("sessionId", session.get().number());
        });
  }

  /** Ends a session, by whomever; whether there was one. */
  boolean end(long number) {
    SnowflakeSession session = sessions.remove(number);
    if (session == null) {
      return false;
    }
    session.end();
    visitors.left(number);
    return true;
  }
}

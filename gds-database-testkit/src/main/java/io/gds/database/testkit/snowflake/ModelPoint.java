package io.gds.database.testkit.snowflake;

import java.time.Instant;
import java.util.Optional;

/**
 * A point that Time Travel goes to.
 *
 * @param at its instant
 * @param ticket the number of the statement, if it was told by one
 * @param inclusive whether what happened right then is seen: AT, not BEFORE
 * @see <a href="https://docs.snowflake.com/en/sql-reference/constructs/at-before">AT | BEFORE</a>
 */
record ModelPoint(Instant at, Optional<Long> ticket, boolean inclusive) {
  /** The point that everything until now is seen from. */
  static ModelPoint now(ModelMoment now) {
    return new ModelPoint(now.at(), Optional.of(now.ticket()), true);
  }

  /** Whether what happened then is seen. */
  boolean sees(ModelMoment moment) {
    if (ticket.isPresent()) {
      return inclusive ? moment.ticket() <= ticket.get() : moment.ticket() < ticket.get();
    }
    return inclusive ? !moment.at().isAfter(at) : moment.at().isBefore(at);
  }
}

package io.gds.database.postgres;

import java.util.Locale;
import java.util.Optional;

/**
 * What a database of several regions goes on working through.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/multiregion-survival-goals">Multi-region
 *     survival goals</a>
 */
public enum CockroachSurvivalGoal {
  /** The failure of an availability zone; the server's default. */
  ZONE,
  /** The failure of a whole region, of which it needs three; writes wait for another region. */
  REGION;

  /** As a clause. */
  String sql() {
    return "SURVIVE " + name() + " FAILURE";
  }

  /** The server's word for it; empty if it has none, or one that this version does not know. */
  static Optional<CockroachSurvivalGoal> of(Optional<String> word) {
    return word.map(text -> text.toUpperCase(Locale.ROOT))
        .flatMap(
            text ->
                text.equals("ZONE")
                    ? Optional.of(ZONE)
                    : text.equals("REGION") ? Optional.of(REGION) : Optional.empty());
  }
}

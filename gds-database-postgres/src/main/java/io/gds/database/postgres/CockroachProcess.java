package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The option that only CockroachDB has when a process is cancelled.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/cancel-query">CANCEL QUERY</a>
 */
public final class CockroachProcess {
  /**
   * The id of the one statement to be cancelled, of those the session runs. Default: none, which is
   * all of them.
   */
  public static final OptionKey<String> QUERY =
      OptionKey.of(
              "cockroachdb.query",
              String.class,
              "The id of the one statement to be cancelled; by default all the session runs.")
          .checked(id -> id.matches("[0-9a-f]{1,64}"), "the id of a query, in hexadecimal digits");

  /** Those that cancelling takes. */
  static final Set<OptionKey<?>> OF_CANCEL = Set.of(QUERY);

  private CockroachProcess() {}
}

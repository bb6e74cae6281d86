package io.gds.database.snowflake;

import io.gds.database.core.StepBody;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;

/** Says which right is missing, since the server mostly tells only on what. */
final class SnowflakeRights {
  private SnowflakeRights() {}

  /**
   * The same body, whose refusal names the right.
   *
   * @param right as the vendor's documentation calls it
   * @param remedy how to come by it
   */
  static StepBody naming(String right, String remedy, StepBody body) {
    return step -> {
      try {
        body.run(step);
      } catch (DatabaseException e) {
        throw e.code() == ErrorCode.PERMISSION_DENIED
            ? e.fillIn("right", right).addRemedy(remedy)
            : e;
      }
    };
  }
}

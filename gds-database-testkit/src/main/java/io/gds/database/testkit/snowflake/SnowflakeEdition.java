package io.gds.database.testkit.snowflake;

/**
 * Editions of an account, as far as the model tells them apart.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/intro-editions">Snowflake editions</a>
 */
public enum SnowflakeEdition {
  /** A day of Time Travel at most. */
  STANDARD(1),
  /** Ninety days of Time Travel. */
  ENTERPRISE(90),
  /** Failover groups too. */
  BUSINESS_CRITICAL(90);

  private final int days;

  SnowflakeEdition(int days) {
    this.days = days;
  }

  /** The longest retention, in days. */
  int days() {
    return days;
  }
}

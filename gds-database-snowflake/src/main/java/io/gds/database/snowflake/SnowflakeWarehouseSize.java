package io.gds.database.snowflake;

import java.util.Arrays;
import java.util.Optional;

/**
 * How big a warehouse is; each size computes, and costs, twice as much as the one before it.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/warehouses-overview">Overview of
 *     warehouses</a>
 */
public enum SnowflakeWarehouseSize {
  /** One credit an hour. */
  XSMALL("X-Small"),
  /** Two credits an hour. */
  SMALL("Small"),
  /** Four. */
  MEDIUM("Medium"),
  /** Eight. */
  LARGE("Large"),
  /** 16. */
  XLARGE("X-Large"),
  /** 32. */
  XXLARGE("2X-Large"),
  /** 64. */
  XXXLARGE("3X-Large"),
  /** 128. */
  X4LARGE("4X-Large"),
  /** 256. */
  X5LARGE("5X-Large"),
  /** 512. */
  X6LARGE("6X-Large");

  private final String shown;

  SnowflakeWarehouseSize(String shown) {
    this.shown = shown;
  }

  /** As the server lists it, such as {@code 2X-Large}. */
  public String shown() {
    return shown;
  }

  /** The size that the server lists so, or writes so in a statement; empty for another. */
  static Optional<SnowflakeWarehouseSize> of(String text) {
    return Arrays.stream(values())
        .filter(each -> each.shown.equalsIgnoreCase(text) || each.name().equalsIgnoreCase(text))
        .findFirst();
  }
}

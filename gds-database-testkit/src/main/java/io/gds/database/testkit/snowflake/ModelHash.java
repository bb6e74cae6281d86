package io.gds.database.testkit.snowflake;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import org.h2.api.AggregateFunction;
import org.jspecify.annotations.Nullable;

/**
 * HASH_AGG: one number for all rows, whatever their order. Not the server's own numbers, but like
 * them in being equal for equal rows. Public because the evaluating database calls it; of no use to
 * anybody else.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/hash_agg">HASH_AGG</a>
 */
public final class ModelHash implements AggregateFunction {
  private static final long PRIME = 0x100000001b3L;
  private static final long BASIS = 0xcbf29ce484222325L;

  private long sum;

  /** Begins at 0, which is also the server's number for no rows. */
  public ModelHash() {}

  /** The number of a row. */
  static long of(List<@Nullable Object> row) {
    long hash = BASIS;
    for (Object value : row) {
      for (byte part : text(value).getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ part) * PRIME;
      }
      hash = (hash ^ 0xFF) * PRIME;
    }
    return hash ^ (hash >>> 29);
  }

  private static String text(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    if (value instanceof Number number && !(value instanceof Double)) {
      return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
    }
    return String.valueOf(value);
  }

  @Override
  public int getType(int[] types) {
    return Types.BIGINT;
  }

  @Override
  public void add(@Nullable Object value) {
    if (value != null) {
      sum += (Long) value;
    }
  }

  @Override
  public Object getResult() {
    return sum;
  }
}

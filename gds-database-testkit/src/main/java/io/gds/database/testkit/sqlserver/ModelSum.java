package io.gds.database.testkit.sqlserver;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.sql.Types;
import org.h2.api.AggregateFunction;
import org.jspecify.annotations.Nullable;

/**
 * SUM, whose result has the type of what is summed, so that whole numbers overflow as they do in
 * SQL Server. Public because the evaluating database calls it; of no use to anybody else.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/functions/sum-transact-sql">return types</a>
 */
public final class ModelSum implements AggregateFunction {
  private int type = Types.INTEGER;
  private @Nullable BigDecimal sum;

  /** Begins at null. */
  public ModelSum() {}

  @Override
  public int getType(int[] types) {
    type =
        switch (types[0]) {
          case Types.TINYINT, Types.SMALLINT, Types.INTEGER -> Types.INTEGER;
          case Types.BIGINT -> Types.BIGINT;
          case Types.REAL, Types.DOUBLE, Types.FLOAT -> Types.DOUBLE;
          default -> Types.NUMERIC;
        };
    return type;
  }

  @Override
  public void add(@Nullable Object value) {
    if (value != null) {
      BigDecimal more = new BigDecimal(value.toString());
      sum = sum == null ? more : sum.add(more);
    }
  }

  @Override
  public @Nullable Object getResult() throws SQLException {
    if (sum == null) {
      return null;
    }
    try {
      return switch (type) {
        case Types.INTEGER -> sum.intValueExact();
        case Types.BIGINT -> sum.longValueExact();
        case Types.DOUBLE -> sum.doubleValue();
        default -> sum;
      };
    } catch (ArithmeticException e) {
      throw new SQLException("Arithmetic overflow error: " + sum, "22003", 8115, e);
    }
  }
}

package io.gds.database.jdbc;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The current row of a result, read by column name. Valid only while the reader that got it runs. A
 * method without {@code optional} in its name is for columns that cannot be null: on null it throws
 * {@link IllegalStateException} naming the column. A column that does not exist is the driver's
 * error. Not thread-safe.
 */
public final class Row {
  private final ResultSet results;
  private @Nullable Map<String, Boolean> present;
  private @Nullable Calendar utc;

  Row(ResultSet results) {
    this.results = results;
  }

  /** The names of the columns, in order, as the server labels them. */
  public List<String> columns() {
    try {
      ResultSetMetaData metadata = results.getMetaData();
      String[] names = new String[metadata.getColumnCount()];
      for (int i = 0; i < names.length; i++) {
        names[i] = metadata.getColumnLabel(i + 1);
      }
      return List.of(names);
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** Whether there is a column of this name, in any letter case: servers differ by version. */
  public boolean has(String column) {
    Map<String, Boolean> known = present;
    if (known == null) {
      known = new HashMap<>();
      present = known;
    }
    // A reader asks the same for each row.
    return known.computeIfAbsent(
        column, name -> columns().stream().anyMatch(name::equalsIgnoreCase));
  }

  /** A text. */
  public String text(String column) {
    return due(column, textOrNull(column));
  }

  /** A text that may be null. */
  public Optional<String> optionalText(String column) {
    return Optional.ofNullable(textOrNull(column));
  }

  private @Nullable String textOrNull(String column) {
    try {
      return results.getString(column);
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** A whole number of up to 32 bits. */
  public int intValue(String column) {
    try {
      int value = results.getInt(column);
      requirePresent(column);
      return value;
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** A whole number of up to 32 bits that may be null. */
  public OptionalInt optionalInt(String column) {
    try {
      int value = results.getInt(column);
      return results.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** A whole number of up to 64 bits. */
  public long longValue(String column) {
    try {
      long value = results.getLong(column);
      requirePresent(column);
      return value;
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** A whole number of up to 64 bits that may be null. */
  public OptionalLong optionalLong(String column) {
    try {
      long value = results.getLong(column);
      return results.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** A floating-point number. */
  public double doubleValue(String column) {
    try {
      double value = results.getDouble(column);
      requirePresent(column);
      return value;
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** An exact number of any size, such as a log sequence number. */
  public BigDecimal decimal(String column) {
    return due(column, decimalOrNull(column));
  }

  /** An exact number of any size that may be null. */
  public Optional<BigDecimal> optionalDecimal(String column) {
    return Optional.ofNullable(decimalOrNull(column));
  }

  private @Nullable BigDecimal decimalOrNull(String column) {
    try {
      return results.getBigDecimal(column);
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** A truth value; where the server has none, a number that is not zero is true. */
  public boolean bool(String column) {
    try {
      boolean value = results.getBoolean(column);
      requirePresent(column);
      return value;
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** A truth value that may be null. */
  public Optional<Boolean> optionalBool(String column) {
    try {
      boolean value = results.getBoolean(column);
      return results.wasNull() ? Optional.empty() : Optional.of(value);
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** An instant; a time stored without a zone is taken as UTC. */
  public Instant instant(String column) {
    return due(column, instantOrNull(column));
  }

  /** An instant that may be null; a time stored without a zone is taken as UTC. */
  public Optional<Instant> optionalInstant(String column) {
    return Optional.ofNullable(instantOrNull(column));
  }

  private @Nullable Instant instantOrNull(String column) {
    if (utc == null) {
      utc = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
    }
    try {
      Timestamp timestamp = results.getTimestamp(column, utc);
      return timestamp == null ? null : timestamp.toInstant();
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** A time that the server stores without a zone, as it is stored. */
  public LocalDateTime localTime(String column) {
    return due(column, as(column, LocalDateTime.class));
  }

  /** A time that the server stores without a zone, which may be null. */
  public Optional<LocalDateTime> optionalLocalTime(String column) {
    return Optional.ofNullable(as(column, LocalDateTime.class));
  }

  /** A time with the offset that the server stores or tells along with it. */
  public OffsetDateTime offsetTime(String column) {
    return due(column, as(column, OffsetDateTime.class));
  }

  private <T> @Nullable T as(String column, Class<T> type) {
    try {
      return results.getObject(column, type);
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** Bytes. */
  public byte[] bytes(String column) {
    return due(column, bytesOrNull(column));
  }

  /** Bytes that may be null. */
  public Optional<byte[]> optionalBytes(String column) {
    return Optional.ofNullable(bytesOrNull(column));
  }

  private byte @Nullable [] bytesOrNull(String column) {
    try {
      return results.getBytes(column);
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** An array of texts without its null elements; empty if the array is null. */
  public List<String> texts(String column) {
    try {
      Array array = results.getArray(column);
      if (array == null) {
        return List.of();
      }
      try {
        return Stream.of((Object[]) array.getArray())
            .filter(Objects::nonNull)
            .map(String::valueOf)
            .toList();
      } finally {
        array.free();
      }
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  private void requirePresent(String column) throws SQLException {
    if (results.wasNull()) {
      due(column, null);
    }
  }

  private static <T> T due(String column, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the column " + column + " is null where a value is due");
    }
    return value;
  }
}

package io.gds.database.mssql;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A row of a history or a header, read by column name. A column that is not there reads as empty,
 * as one that is null: releases differ in which they have.
 */
interface MssqlColumns {
  /** The text of a column. */
  Optional<String> text(String column);

  /** The number in a column, however wide. */
  Optional<BigDecimal> number(String column);

  /** A local time, without an offset. */
  Optional<LocalDateTime> time(String column);

  /** The bytes in a column. */
  Optional<byte[]> bytes(String column);

  /** A number that fits. */
  default int intValue(String column, int otherwise) {
    return number(column).map(BigDecimal::intValueExact).orElse(otherwise);
  }

  /** A bit that is set. */
  default boolean flag(String column) {
    return number(column).filter(value -> value.signum() != 0).isPresent();
  }

  /** A log sequence number. */
  default Optional<MssqlLsn> lsn(String column) {
    return number(column).map(MssqlLsn::new);
  }

  /** A unique identifier; one of zeros only means none. */
  default Optional<UUID> guid(String column) {
    return text(column)
        .map(String::strip)
        .filter(text -> text.length() == 36)
        .map(UUID::fromString)
        .filter(guid -> guid.getMostSignificantBits() != 0 || guid.getLeastSignificantBits() != 0);
  }

  /** Bytes as the server writes them: {@code 0x01AF}. */
  default Optional<String> hexadecimal(String column) {
    return bytes(column)
        .filter(bytes -> bytes.length > 0)
        .map(bytes -> "0x" + HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT));
  }
}

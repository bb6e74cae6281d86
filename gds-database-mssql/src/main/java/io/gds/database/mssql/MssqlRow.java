package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Optional;

/** The current row of a result as a history or a header is read: what is not there is empty. */
final class MssqlRow implements MssqlColumns {
  private final Row row;

  MssqlRow(Row row) {
    this.row = row;
  }

  @Override
  public Optional<String> text(String column) {
    return row.has(column) ? row.optionalText(column) : Optional.empty();
  }

  @Override
  public Optional<BigDecimal> number(String column) {
    return row.has(column) ? row.optionalDecimal(column) : Optional.empty();
  }

  @Override
  public Optional<LocalDateTime> time(String column) {
    return row.has(column) ? row.optionalLocalTime(column) : Optional.empty();
  }

  @Override
  public Optional<byte[]> bytes(String column) {
    return row.has(column) ? row.optionalBytes(column) : Optional.empty();
  }
}

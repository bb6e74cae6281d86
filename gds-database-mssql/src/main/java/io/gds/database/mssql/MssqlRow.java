package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The current row of a result as a history or a header is read: what is not there is empty. */
final class MssqlRow implements MssqlColumns {
  private final Row row;
  private final Set<String> columns;

  MssqlRow(Row row) {
    this.row = row;
    this.columns =
        row.columns().stream()
            .map(column -> column.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  private boolean has(String column) {
    return columns.contains(column.toLowerCase(Locale.ROOT));
  }

  @Override
  public Optional<String> text(String column) {
    return has(column) ? row.optionalText(column) : Optional.empty();
  }

  @Override
  public Optional<BigDecimal> number(String column) {
    return has(column) ? row.optionalDecimal(column) : Optional.empty();
  }

  @Override
  public Optional<LocalDateTime> time(String column) {
    return has(column) ? row.optionalLocalTime(column) : Optional.empty();
  }

  @Override
  public Optional<byte[]> bytes(String column) {
    return has(column) ? row.optionalBytes(column) : Optional.empty();
  }
}

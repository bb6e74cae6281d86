package io.gds.database.bench;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireColumn;
import io.gds.database.testkit.wire.WireRow;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code msdb} that tells of one full backup and one log that are really there, with
 * as many rows before them as are wanted: a log each minute, a differential each day, a full backup
 * each week, all of one unbroken chain.
 */
final class MssqlLongHistory {
  static final int DAY = 24 * 60;
  static final int WEEK = 7 * DAY;

  private static final long STEP = 10;

  private final WireAnswer.Rows known;
  private final List<String> names;
  private final WireRow full;
  private final WireRow log;
  private final BigDecimal end;
  private final LocalDateTime finish;

  MssqlLongHistory(WireAnswer.Rows known) {
    this.known = known;
    names = known.columns().stream().map(WireColumn::name).toList();
    full = one("D");
    log = one("L");
    end = (BigDecimal) at(full, "first_lsn");
    finish = (LocalDateTime) at(full, "backup_start_date");
  }

  private WireRow one(String type) {
    return known.rows().stream()
        .filter(row -> type.equals(at(row, "type")))
        .findFirst()
        .orElseThrow();
  }

  private Object at(WireRow row, String column) {
    Object value = row.values().get(names.indexOf(column));
    if (value == null) {
      throw new IllegalStateException(column + " is null");
    }
    return value;
  }

  /** The rows that are really there, and older ones up to a number. */
  WireAnswer.Rows answer(int rows) {
    List<WireRow> older = new ArrayList<>(rows);
    for (int minute = 1; minute <= rows; minute++) {
      older.add(row(minute, rows));
    }
    return known.all(older);
  }

  private WireRow row(int minute, int rows) {
    int fullMinute = (minute + WEEK - 1) / WEEK * WEEK;
    if (minute == fullMinute) {
      return row(full, minute, lsn(minute), lsn(minute).add(BigDecimal.ONE), null);
    }
    if (minute % DAY == 0 && fullMinute <= rows) {
      return row(log, minute, lsn(minute), lsn(minute).add(BigDecimal.ONE), fullMinute);
    }
    return row(log, minute, lsn(minute + 1), lsn(minute), null);
  }

  private BigDecimal lsn(int minute) {
    return end.subtract(BigDecimal.valueOf(minute * STEP));
  }

  private static UUID id(int minute) {
    return new UUID(1, minute);
  }

  private WireRow row(
      WireRow like, int minute, BigDecimal first, BigDecimal last, @Nullable Integer base) {
    List<@Nullable Object> values = new ArrayList<>(like.values());
    LocalDateTime then = finish.minusMinutes(minute);
    set(values, "backup_set_uuid", id(minute).toString());
    set(values, "media_uuid", new UUID(2, minute).toString());
    set(values, "physical_device_name", "/bench/old-" + minute);
    set(values, "name", "old " + minute);
    set(values, "backup_start_date", then);
    set(values, "backup_finish_date", then);
    if (names.contains("last_valid_restore_time")) {
      set(values, "last_valid_restore_time", then);
    }
    set(values, "first_lsn", first);
    set(values, "last_lsn", last);
    set(values, "checkpoint_lsn", first);
    if (base != null) {
      set(values, "type", "I");
      set(values, "database_backup_lsn", lsn(base));
      set(values, "differential_base_guid", id(base).toString());
    }
    return new WireRow(values);
  }

  private void set(List<@Nullable Object> values, String column, Object value) {
    values.set(names.indexOf(column), value);
  }
}

package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Where a RESTORE LOG is to stop: at an instant, at a place in the log, or at a mark.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/restore-statements-arguments-transact-sql">
 *     STOPAT, STOPATMARK and STOPBEFOREMARK</a>
 */
final class ModelStop {
  private static final String PLACE = "lsn:";

  private final RestoreStatement restore;
  private final ZoneId zone;

  ModelStop(RestoreStatement restore, ZoneId zone) {
    this.restore = restore;
    this.zone = zone;
  }

  /** Whether it is to stop anywhere. */
  boolean isWanted() {
    return restore.stopAt().isPresent() || restore.stopAtMark().isPresent();
  }

  /** A time as it is bound or written: on the server's own clock. */
  static LocalDateTime local(Object value) {
    return value instanceof LocalDateTime time
        ? time
        : LocalDateTime.parse(
            value.toString().replace(' ', 'T'), DateTimeFormatter.ISO_LOCAL_DATE_TIME);
  }

  private Instant instant(Object value) {
    return local(value).atZone(zone).toInstant();
  }

  /** The place in this backup where it stops, if it is at one. */
  private Optional<BigDecimal> place(ModelBackupSet set) {
    Optional<String> mark = restore.stopAtMark();
    if (mark.filter(name -> name.regionMatches(true, 0, PLACE, 0, PLACE.length())).isPresent()) {
      BigDecimal lsn = new BigDecimal(mark.get().substring(PLACE.length()));
      return Optional.of(lsn).filter(at -> at.compareTo(set.lsns().last()) < 0);
    }
    Optional<Instant> after = restore.after().map(this::instant);
    return mark.flatMap(
        name ->
            set.changes().stream()
                .filter(change -> change.mark().equals(name))
                .filter(change -> after.filter(change.at()::isBefore).isEmpty())
                .map(ModelLog.Version::lsn)
                .findFirst());
  }

  /** Whether it comes to where it is to stop within this backup. */
  boolean isReached(ModelBackupSet set) {
    return restore.stopAt().isPresent()
        ? !instant(restore.stopAt().get()).isAfter(set.finished())
        : place(set).isPresent();
  }

  /** Whether a change is not restored any more. */
  boolean isBeyond(ModelBackupSet set, ModelLog.Version change) {
    if (restore.stopAt().isPresent()) {
      return change.at().isAfter(instant(restore.stopAt().get()));
    }
    Optional<BigDecimal> place = place(set);
    int order = place.map(at -> change.lsn().compareTo(at)).orElse(-1);
    return restore.stopsBefore() ? order >= 0 : order > 0;
  }

  /** What the server says if it did not come there. */
  WireAnswer notReached() {
    return restore.stopAt().isPresent()
        ? WireAnswer.notice(
            "4322",
            "This backup set contains records that were logged before the designated point in"
                + " time. The database is being left in the restoring state so that more roll"
                + " forward can be performed.")
        : WireAnswer.notice(
            "4329",
            "This log file contains records logged before the designated mark. The database is"
                + " being left in the Restoring state so you can apply another log file.");
  }
}

package io.gds.database.mssql;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what the server remembers of a database's integrity, in one statement. */
final class MssqlIntegrityReading {
  /** What the server says of a database that was never found good. */
  private static final LocalDateTime NEVER = LocalDateTime.of(1900, 1, 1, 0, 0);

  private final MssqlContext context;
  private final String name;

  MssqlIntegrityReading(MssqlContext context, String name) {
    this.context = context;
    this.name = name;
  }

  /**
   * What was read.
   *
   * @param integrity what the server remembers
   * @param serverTime what time it was there
   */
  record Read(MssqlIntegrity integrity, Instant serverTime) {}

  /** Reads it; what may not be read is told with the reason. */
  MssqlIntegrity read() {
    return all().integrity();
  }

  /** The same; if nothing can be read, that is the reason. */
  Read readIfPossible() {
    try {
      return all();
    } catch (DatabaseException e) {
      Optional<String> why = Optional.of("it could not be read: " + e.getMessage());
      return new Read(
          new MssqlIntegrity(
              name, context.clock().instant(), Optional.empty(), why, List.of(), why),
          Instant.MAX);
    }
  }

  private Read all() {
    Optional<MssqlFeature.Lack> lack = context.product().lack(MssqlFeature.LAST_GOOD_CHECK);
    try {
      return read(lack, Optional.empty());
    } catch (NotFoundException e) {
      throw e;
    } catch (DatabaseException e) {
      // Whatever keeps msdb from being read, the rest does not lie there.
      return read(
          lack,
          Optional.of(
              e.code() == ErrorCode.PERMISSION_DENIED
                  ? "needs SELECT on msdb.dbo.suspect_pages"
                  : "msdb.dbo.suspect_pages could not be read: " + e.getMessage()));
    }
  }

  private Read read(Optional<MssqlFeature.Lack> lack, Optional<String> pagesRefused) {
    boolean told = lack.isEmpty();
    boolean pages = pagesRefused.isEmpty();
    String text =
        "SELECT d.name, SYSDATETIMEOFFSET() AS server_now"
            + (told
                ? ", CAST(DATABASEPROPERTYEX(d.name, 'LastGoodCheckDbTime') AS datetime)"
                    + " AS last_good"
                : "")
            + (pages
                ? ", p.file_id, p.page_id, p.event_type, p.error_count, p.last_update_date"
                : "")
            + " FROM sys.databases d"
            + (pages ? " LEFT JOIN msdb.dbo.suspect_pages p ON p.database_id = d.database_id" : "")
            + " WHERE d.name = ?"
            + (pages ? " ORDER BY p.file_id, p.page_id" : "");
    List<MssqlSuspectPage> suspect = new ArrayList<>();
    List<Read> found = new ArrayList<>(1);
    context
        .sql()
        .query(
            text,
            row -> {
              if (!row.text("name").equals(name)) {
                return false;
              }
              OffsetDateTime now = row.offsetTime("server_now");
              if (pages && row.optionalInt("file_id").isPresent()) {
                suspect.add(page(row, now.getOffset()));
              }
              if (found.isEmpty()) {
                found.add(
                    new Read(
                        new MssqlIntegrity(
                            name,
                            context.clock().instant(),
                            told ? lastGood(row, now.getOffset()) : Optional.empty(),
                            told ? unknown(row) : lack.map(MssqlFeature.Lack::reason),
                            List.of(),
                            pagesRefused),
                        now.toInstant()));
              }
              return true;
            },
            name);
    if (found.isEmpty()) {
      throw MssqlReadings.absent(name);
    }
    Read first = found.get(0);
    return new Read(first.integrity().with(suspect), first.serverTime());
  }

  private static Optional<Instant> lastGood(Row row, ZoneOffset offset) {
    return row.optionalLocalTime("last_good")
        .filter(local -> !local.equals(NEVER))
        .map(local -> local.toInstant(offset));
  }

  /** Nothing at all is told of a database that is not open, or to whom may not see it. */
  private static Optional<String> unknown(Row row) {
    return row.optionalLocalTime("last_good").isPresent()
        ? Optional.empty()
        : Optional.of("the server tells it of an open database, to whom may see it");
  }

  private static MssqlSuspectPage page(Row row, ZoneOffset offset) {
    return new MssqlSuspectPage(
        row.intValue("file_id"),
        row.longValue("page_id"),
        MssqlSuspectPage.Event.of(row.intValue("event_type")),
        row.intValue("error_count"),
        row.optionalLocalTime("last_update_date")
            .map(local -> local.toInstant(offset))
            .orElse(Instant.EPOCH));
  }
}

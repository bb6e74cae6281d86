package io.gds.database.mssql;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import java.time.Instant;
import java.time.LocalDateTime;
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

  /** Reads by these connections; what may not be read is told with the reason. */
  MssqlIntegrity read(Sql sql) {
    Optional<MssqlFeature.Lack> lack = context.product().lack(MssqlFeature.LAST_GOOD_CHECK);
    try {
      return read(sql, lack, Optional.empty());
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.PERMISSION_DENIED) {
        throw e;
      }
      return read(sql, lack, Optional.of("needs SELECT on msdb.dbo.suspect_pages"));
    }
  }

  private MssqlIntegrity read(
      Sql sql, Optional<MssqlFeature.Lack> lack, Optional<String> pagesRefused) {
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
    Instant now = context.clock().instant();
    List<MssqlIntegrity> rows =
        sql.query(
            text,
            row -> {
              ZoneOffset offset = row.offsetTime("server_now").getOffset();
              if (pages && row.optionalInt("file_id").isPresent()) {
                suspect.add(page(row, offset));
              }
              return new MssqlIntegrity(
                  row.text("name"),
                  now,
                  told ? lastGood(row, offset) : Optional.empty(),
                  told ? unknown(row) : lack.map(MssqlFeature.Lack::reason),
                  suspect,
                  pagesRefused);
            },
            name);
    List<MssqlIntegrity> exact =
        rows.stream().filter(found -> found.database().equals(name)).toList();
    if (exact.isEmpty()) {
      throw MssqlReadings.absent(name);
    }
    return exact.get(exact.size() - 1);
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

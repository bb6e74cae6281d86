package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The zone of the server's clock. From 2022 on, and on a managed instance, the server tells its
 * name, mostly by what Windows calls it; older ones tell only how far they are from UTC now.
 *
 * @param zone the zone; a mere offset where no name is told or known
 * @param known whether it is right for other times of the year too
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/functions/current-timezone-id-transact-sql">
 *     CURRENT_TIMEZONE_ID</a>
 */
record MssqlServerZone(ZoneId zone, boolean known) {
  private static final Map<String, String> WINDOWS = windows();

  private static final int NAMED_SINCE = 16;

  /** Asks the server, by one statement. */
  static MssqlServerZone read(MssqlContext context) {
    return context
        .sql()
        .first("SELECT " + columns(context.product()).substring(2), MssqlServerZone::of)
        .orElseThrow();
  }

  /** The columns that {@link #of(Row)} reads, with a comma in front. */
  static String columns(MssqlProduct product) {
    boolean named = product.isService() || product.version().atLeast(NAMED_SINCE);
    return ", SYSDATETIMEOFFSET() AS server_now, "
        + (named ? "CURRENT_TIMEZONE_ID()" : "CAST(NULL AS nvarchar(128))")
        + " AS zone_name";
  }

  /** The zone, told along with something else. */
  static MssqlServerZone of(Row row) {
    return of(row.offsetTime("server_now"), row.optionalText("zone_name"));
  }

  /** The zone of this name, unless its clock shows something else than the server's. */
  static MssqlServerZone of(OffsetDateTime now, Optional<String> name) {
    return name.flatMap(MssqlServerZone::named)
        .filter(zone -> zone.getRules().getOffset(now.toInstant()).equals(now.getOffset()))
        .map(zone -> new MssqlServerZone(zone, true))
        .orElseGet(() -> new MssqlServerZone(now.getOffset(), false));
  }

  private static Optional<ZoneId> named(String name) {
    try {
      return Optional.of(ZoneId.of(WINDOWS.getOrDefault(name, name)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The instant of a local time; of two the first. */
  Instant instant(LocalDateTime local) {
    return time().instants(local).get(0);
  }

  /** The local times of this clock. */
  MssqlServerTime time() {
    return new MssqlServerTime(zone);
  }

  /** What Windows calls zones, and what they are called elsewhere. */
  static Map<String, String> windowsNames() {
    return WINDOWS;
  }

  private static Map<String, String> windows() {
    String resource = "windows-zones.txt";
    try (InputStream in =
        Objects.requireNonNull(MssqlServerZone.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split("=", 2))
          .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + resource, e);
    }
  }
}

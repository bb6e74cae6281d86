package io.gds.database.mssql;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
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
 * name, mostly by what Windows calls it; older ones tell only how far they are from UTC now, so
 * that the connection may name it ({@link MssqlServer#TIME_ZONE}).
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

  /** Before a name that the connection was given, and the server did not tell. */
  private static final String GIVEN = "=";

  /** Asks the server, by one statement. */
  static MssqlServerZone read(MssqlContext context) {
    return context
        .sql()
        .first("SELECT " + columns(context).substring(2), MssqlServerZone::of)
        .orElseThrow();
  }

  /** The columns that {@link #of(Row)} reads, with a comma in front. */
  static String columns(MssqlContext context) {
    MssqlProduct product = context.product();
    boolean named = product.isService() || product.version().atLeast(NAMED_SINCE);
    return ", SYSDATETIMEOFFSET() AS server_now, "
        + (named ? "CURRENT_TIMEZONE_ID()" : "CAST(" + given(context) + " AS nvarchar(128))")
        + " AS zone_name";
  }

  private static String given(MssqlContext context) {
    return Optional.ofNullable(context.info().properties().get(MssqlServer.TIME_ZONE.id()))
        .map(MssqlServer.TIME_ZONE::parse)
        .map(zone -> MssqlSql.literal(GIVEN + zone.getId()))
        .orElse("NULL");
  }

  /** The zone, told along with something else. */
  static MssqlServerZone of(Row row) {
    return of(row.offsetTime("server_now"), row.optionalText("zone_name"));
  }

  /**
   * The zone of this name, unless its clock shows something else than the server's.
   *
   * @throws io.gds.database.error.DatabaseException with code WRONG_STATE if it does and the name
   *     was given by the connection
   */
  static MssqlServerZone of(OffsetDateTime now, Optional<String> name) {
    Optional<String> given =
        name.filter(each -> each.startsWith(GIVEN)).map(each -> each.substring(GIVEN.length()));
    if (given.isPresent()) {
      ZoneId zone = ZoneId.of(given.get());
      if (!shows(zone, now)) {
        throw ErrorDetails.of(
                ErrorCode.WRONG_STATE,
                "the server's clock is at "
                    + now.getOffset()
                    + ", which "
                    + zone
                    + " is not now: it is at "
                    + zone.getRules().getOffset(now.toInstant()))
            .target(MssqlServer.TIME_ZONE.id())
            .remedy("Name the zone that the server's machine is set to, or leave it out.")
            .toException();
      }
      return new MssqlServerZone(zone, true);
    }
    return name.flatMap(MssqlServerZone::named)
        .filter(zone -> shows(zone, now))
        .map(zone -> new MssqlServerZone(zone, true))
        .orElseGet(() -> new MssqlServerZone(now.getOffset(), false));
  }

  private static boolean shows(ZoneId zone, OffsetDateTime now) {
    return zone.getRules().getOffset(now.toInstant()).equals(now.getOffset());
  }

  /**
   * The zone of a name of Windows or of the time zone database.
   *
   * @throws DateTimeException if there is none
   */
  static ZoneId parse(String name) {
    return ZoneId.of(WINDOWS.getOrDefault(name, name));
  }

  private static Optional<ZoneId> named(String name) {
    try {
      return Optional.of(parse(name));
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

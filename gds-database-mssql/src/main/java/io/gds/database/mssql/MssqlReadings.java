package io.gds.database.mssql;

import io.gds.database.Detail;
import io.gds.database.EngineStatus;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads what is known of the server and its databases, in one statement each; one more for the
 * files of one database.
 */
final class MssqlReadings {
  private static final String ENGINE =
      "SELECT "
          + MssqlProduct.COLUMNS
          + text("ProductLevel", "product_level")
          + text("ProductUpdateLevel", "product_update_level")
          + text("ServerName", "server_name")
          + text("MachineName", "machine_name")
          + text("InstanceName", "instance_name")
          + text("Collation", "server_collation")
          + text("InstanceDefaultDataPath", "data_path")
          + text("InstanceDefaultLogPath", "log_path")
          + text("InstanceDefaultBackupPath", "backup_path")
          + number("IsClustered", "is_clustered")
          + number("IsHadrEnabled", "is_hadr_enabled")
          + number("IsIntegratedSecurityOnly", "windows_only")
          + ", SYSDATETIMEOFFSET() AS server_now"
          + ", (SELECT t.create_date FROM sys.databases t WHERE t.database_id = 2) AS started_at"
          + ", g.name AS group_name"
          + " FROM (SELECT 1 AS one_row) AS o LEFT JOIN sys.availability_groups g ON 1 = 1"
          + " ORDER BY g.name";

  static final String STARTUP_PARAMETERS =
      "SELECT CAST(p.value_data AS nvarchar(4000)) AS parameter FROM sys.dm_server_registry p"
          + " WHERE p.registry_key LIKE '%Parameters' AND p.value_data IS NOT NULL"
          + " ORDER BY p.value_name";

  private final MssqlContext context;

  MssqlReadings(MssqlContext context) {
    this.context = context;
  }

  private static String text(String property, String column) {
    return ", CAST(SERVERPROPERTY('" + property + "') AS nvarchar(512)) AS " + column;
  }

  private static String number(String property, String column) {
    return ", CAST(SERVERPROPERTY('" + property + "') AS int) AS " + column;
  }

  MssqlEngineMetadata engine() {
    List<String> groups = new ArrayList<>();
    List<MssqlEngineMetadata> rows =
        context
            .sql()
            .query(
                ENGINE,
                row -> {
                  row.optionalText("group_name").ifPresent(groups::add);
                  return engine(row, groups);
                });
    return rows.get(rows.size() - 1);
  }

  private MssqlEngineMetadata engine(Row row, List<String> groups) {
    MssqlProduct product = context.seen(MssqlProduct.of(row));
    ConnectionInfo info = context.info();
    Optional<HostAddress> host = info.hosts().stream().findFirst();
    OffsetDateTime now = row.offsetTime("server_now");
    return new MssqlEngineMetadata(
        context.runner().engine(),
        product.isService() ? product.edition().toString() : product.version().shortText(),
        row.optionalText("edition"),
        host.map(HostAddress::host),
        host.isPresent()
            ? OptionalInt.of(host.get().port().orElse(MssqlUrlGrammar.DEFAULT_PORT))
            : OptionalInt.empty(),
        EngineStatus.ONLINE,
        info.decommissionedAt(),
        context.clock().instant(),
        row.text("product_version"),
        row.optionalText("product_level"),
        row.optionalText("product_update_level"),
        row.intValue("engine_edition"),
        row.optionalText("server_name"),
        row.optionalText("machine_name"),
        row.optionalText("instance_name"),
        row.optionalText("server_collation"),
        row.optionalInt("is_clustered").orElse(0) == 1,
        row.optionalInt("is_hadr_enabled").orElse(0) == 1,
        row.optionalInt("windows_only").orElse(0) == 1,
        row.optionalLocalTime("started_at").map(local -> local.toInstant(now.getOffset())),
        Duration.ofSeconds(now.getOffset().getTotalSeconds()),
        row.optionalText("data_path"),
        row.optionalText("log_path"),
        row.optionalText("backup_path"),
        groups);
  }

  /** The server's clock. */
  Instant serverTime() {
    return context
        .sql()
        .first("SELECT SYSDATETIMEOFFSET() AS server_now", row -> row.offsetTime("server_now"))
        .orElseThrow()
        .toInstant();
  }

  /** All databases that this login may see, system databases included. */
  List<MssqlDatabaseMetadata> databases(Set<Detail> details) {
    return read(details, " ORDER BY d.name");
  }

  /** The database of exactly this name, if it exists and this login may see it. */
  Optional<MssqlDatabaseMetadata> find(String name, Set<Detail> details) {
    return read(details, " WHERE d.name = ?", name).stream()
        .filter(found -> found.name().equals(name))
        .findFirst();
  }

  /**
   * The database of exactly this name.
   *
   * @throws io.gds.database.error.NotFoundException if there is none
   */
  MssqlDatabaseMetadata require(String name, Set<Detail> details) {
    return find(name, details).orElseThrow(() -> absent(name));
  }

  /** The same with its files. */
  MssqlDatabaseMetadata whole(String name, Set<Detail> details) {
    return MssqlFiles.addTo(context, require(name, details));
  }

  static RuntimeException absent(String name) {
    return ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no database \"" + name + "\"")
        .platform(DatabaseType.MSSQL.id())
        .target(name)
        .remedy(
            "See databases(), and write the name as it is there; without VIEW ANY DATABASE a login"
                + " sees only its own, master and tempdb.")
        .toException();
  }

  private List<MssqlDatabaseMetadata> read(Set<Detail> asked, String which, Object... binds) {
    Map<Detail, String> unreadable = new EnumMap<>(Detail.class);
    Set<Detail> details = EnumSet.noneOf(Detail.class);
    details.addAll(asked);
    while (true) {
      Instant now = context.clock().instant();
      String sql = MssqlDatabaseRow.select(details) + which;
      Supplier<List<MssqlDatabaseMetadata>> reading =
          () ->
              context
                  .sql()
                  .query(
                      sql,
                      row -> new MssqlDatabaseRow(row, details, unreadable, now).metadata(),
                      binds);
      try {
        return reading.get();
      } catch (DatabaseException e) {
        Detail hindered = hindered(e, details);
        unreadable.put(hindered, e.getMessage() + e.remedy().map(text -> " " + text).orElse(""));
        details.remove(hindered);
      }
    }
  }

  /** Which detail needs the right that is missing; what has another reason is thrown on. */
  private static Detail hindered(DatabaseException e, Set<Detail> details) {
    if (e.code() == ErrorCode.PERMISSION_DENIED) {
      boolean server = e.nativeCode().filter(SERVER_RIGHTS::contains).isPresent();
      Detail first = server ? Detail.REPLICATION : Detail.LAST_BACKUP;
      Detail second = server ? Detail.LAST_BACKUP : Detail.REPLICATION;
      if (details.contains(first)) {
        return first;
      }
      if (details.contains(second)) {
        return second;
      }
    }
    throw e;
  }

  /** VIEW SERVER STATE and what has taken its place. */
  private static final Set<String> SERVER_RIGHTS = Set.of("297", "300", "371");

  /** What the server was started with. */
  List<String> startupParameters() {
    return context.sql().query(STARTUP_PARAMETERS, row -> row.text("parameter"));
  }
}

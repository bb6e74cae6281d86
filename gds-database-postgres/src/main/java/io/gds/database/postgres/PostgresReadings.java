package io.gds.database.postgres;

import io.gds.database.AccessMode;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseState;
import io.gds.database.Detail;
import io.gds.database.EngineStatus;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import io.gds.database.settings.Setting;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what is known of the server and its databases, in one statement each. */
final class PostgresReadings {
  /** What initdb makes; a template that users made is theirs. */
  static final Set<String> SYSTEM = Set.of("postgres", "template0", "template1");

  /** What an interrupted DROP DATABASE leaves in datconnlimit. */
  private static final int INVALID = -2;

  private final PostgresContext context;

  PostgresReadings(PostgresContext context) {
    this.context = context;
  }

  PostgresEngineMetadata engine() {
    return context.sql().first(PostgresSql.text("engine"), this::engine).orElseThrow();
  }

  private PostgresEngineMetadata engine(Row row) {
    PostgresVersion version =
        new PostgresVersion(row.intValue("version_number"), row.text("server_version"));
    context.seen(version);
    ConnectionInfo info = context.info();
    Optional<HostAddress> host = info.hosts().stream().findFirst();
    boolean recovering = row.bool("in_recovery");
    return new PostgresEngineMetadata(
        context.runner().engine(),
        version.shortText(),
        host.map(HostAddress::host),
        host.isPresent()
            ? OptionalInt.of(host.get().port().orElse(PostgresUrls.DEFAULT_PORT))
            : row.optionalInt("port"),
        recovering ? EngineStatus.RECOVERING : EngineStatus.ONLINE,
        Optional.of(initializedAt(row.longValue("system_identifier"))),
        info.decommissionedAt(),
        context.clock().instant(),
        version.number(),
        row.text("version_text"),
        row.text("cluster_name"),
        Long.toUnsignedString(row.longValue("system_identifier")),
        row.optionalText("data_directory"),
        row.text("wal_level"),
        row.text("archive_mode"),
        row.intValue("max_connections"),
        row.text("data_checksums").equals("on"),
        recovering,
        row.instant("started_at"),
        row.texts("extensions"));
  }

  /** The upper half of the identifier is the second in which initdb ran. */
  static Instant initializedAt(long systemIdentifier) {
    return Instant.ofEpochSecond(systemIdentifier >>> 32);
  }

  /** All databases, system databases included. */
  List<PostgresDatabaseMetadata> databases(Set<Detail> details) {
    return read(details, null);
  }

  /** The database of exactly this name, if it exists. */
  Optional<PostgresDatabaseMetadata> find(String name, Set<Detail> details) {
    return read(details, name).stream().findFirst();
  }

  /**
   * The database of exactly this name.
   *
   * @throws io.gds.database.error.NotFoundException if there is none
   */
  PostgresDatabaseMetadata require(String name, Set<Detail> details) {
    return find(name, details).orElseThrow(() -> absent(name));
  }

  static RuntimeException absent(String name) {
    return ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no database \"" + name + "\"")
        .platform(DatabaseType.POSTGRESQL.id())
        .target(name)
        .remedy("See databases(); upper and lower case are different names here.")
        .toException();
  }

  private List<PostgresDatabaseMetadata> read(Set<Detail> details, @Nullable String name) {
    Instant now = context.clock().instant();
    return context
        .sql()
        .query(
            PostgresSql.text("databases"),
            row -> database(row, details, now),
            details.contains(Detail.SIZE),
            name,
            name);
  }

  private static PostgresDatabaseMetadata database(Row row, Set<Detail> asked, Instant now) {
    OptionalLong size = row.optionalLong("size_bytes");
    OptionalLong sessions = row.optionalLong("sessions");
    Map<Detail, String> unreadable = unreadable(asked, size, sessions);
    Set<Detail> read = EnumSet.noneOf(Detail.class);
    read.addAll(asked);
    read.removeAll(unreadable.keySet());
    String lcCollate = row.text("lc_collate");
    Optional<String> locale = row.optionalText("locale");
    return new PostgresDatabaseMetadata(
        row.text("name"),
        condition(row),
        row.optionalText("owner"),
        Optional.of(locale.orElse(lcCollate)),
        size,
        read,
        unreadable,
        now,
        row.longValue("oid"),
        row.text("encoding"),
        lcCollate,
        row.text("lc_ctype"),
        provider(row.optionalText("provider")),
        locale,
        row.optionalText("collation_version"),
        row.text("tablespace"),
        row.intValue("connection_limit"),
        row.bool("template"),
        row.bool("allow_connections"),
        row.texts("acl"),
        row.texts("settings").stream().map(PostgresReadings::shown).toList(),
        row.optionalText("comment"),
        row.longValue("xid_age"),
        row.longValue("mxid_age"),
        asked.contains(Detail.SESSIONS) ? sessions : OptionalLong.empty());
  }

  /** Settings with a dot in their names are an application's, and may hold what is secret. */
  private static String shown(String setting) {
    int equals = setting.indexOf('=');
    String name = setting.substring(0, Math.max(0, equals));
    return PostgresFacts.mayHoldSecret(name) || PostgresSettingReader.isSensitive(name)
        ? name + "=" + Setting.HIDDEN
        : setting;
  }

  private static Map<Detail, String> unreadable(
      Set<Detail> asked, OptionalLong size, OptionalLong sessions) {
    Map<Detail, String> reasons = new EnumMap<>(Detail.class);
    for (Detail detail : asked) {
      switch (detail) {
        case SIZE -> {
          if (size.isEmpty()) {
            reasons.put(detail, "needs CONNECT on the database, or the role pg_read_all_stats");
          }
        }
        case SESSIONS -> {
          if (sessions.isEmpty()) {
            reasons.put(detail, "the server has no statistics of this database");
          }
        }
        case LAST_BACKUP ->
            reasons.put(
                detail,
                "PostgreSQL keeps no record of backups: ask backupHistory for the directory they"
                    + " lie in");
        case REPLICATION ->
            reasons.put(
                detail, "standbys replicate the whole server: ask replicationStatus of the engine");
      }
    }
    return reasons;
  }

  private static DatabaseCondition condition(Row row) {
    int limit = row.intValue("connection_limit");
    DatabaseState state =
        limit == INVALID
            ? DatabaseState.SUSPECT
            : row.bool("allow_connections") ? DatabaseState.ONLINE : DatabaseState.OFFLINE;
    boolean readOnly =
        row.bool("in_recovery")
            || row.texts("settings").contains("default_transaction_read_only=on");
    return new DatabaseCondition(
        state, limit == 0 ? AccessMode.RESTRICTED_USER : AccessMode.MULTI_USER, readOnly);
  }

  /** Servers before 15 know one provider of locales. */
  private static String provider(Optional<String> letter) {
    return switch (letter.orElse("c")) {
      case "i" -> "icu";
      case "b" -> "builtin";
      default -> "libc";
    };
  }
}

package io.gds.database.postgres;

import io.gds.database.backup.RestoreOptions;
import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The recovery that a restored server does when it is started: from which WAL, up to where, and
 * what then. A target outside of what the WAL holds would be passed by without a word, or fail at
 * the end, so it is refused.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/runtime-config-wal.html#RUNTIME-CONFIG-WAL-ARCHIVE-RECOVERY">Archive
 *     Recovery</a>
 */
final class PostgresRecovery {
  private static final String RULE = "the target lies within reach";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final OptionValues values;
  private final Optional<Instant> time;
  private final Optional<Path> wal;
  private final PostgresReach.Base base;
  private final Supplier<PostgresReach> look;
  private final Supplier<PostgresWalScan> scan;
  private final Optional<PostgresReach> planned;

  /**
   * Plans it.
   *
   * @param remembered the WAL archive that the backup's manifest names
   */
  PostgresRecovery(
      PostgresContext context,
      RestoreOptions options,
      PostgresReach.Base base,
      Optional<Path> remembered) {
    this.clock = context.clock();
    this.values = options.platformOptions();
    this.time = options.pointInTime().map(at -> at.truncatedTo(ChronoUnit.MICROS));
    this.base = base;
    this.wal =
        values.given(PostgresServerRestore.RESTORE_COMMAND).isPresent()
            ? Optional.empty()
            : values.given(PostgresServerRestore.WAL_ARCHIVE).or(() -> remembered);
    this.look =
        () ->
            wal.map(
                    directory ->
                        PostgresReach.of(
                            base,
                            directory,
                            values.given(PostgresServerRestore.TARGET_TIMELINE),
                            context.toolbox(),
                            values.given(PostgresServerRestore.TOOLS)))
                .orElseGet(() -> PostgresReach.alone(base));
    this.scan =
        () ->
            new PostgresWalScan(
                context.toolbox(),
                base.major(),
                values.given(PostgresServerRestore.TOOLS),
                wal.orElseThrow());
    planned = measured(look);
  }

  private static Optional<PostgresReach> measured(Supplier<PostgresReach> look) {
    try {
      return Optional.of(look.get());
    } catch (DatabaseException e) {
      // The check says so; nothing is run without it.
      return Optional.empty();
    }
  }

  /** The directory of log that is read behind the backup, unless a command of the caller's is. */
  Optional<Path> wal() {
    return wal;
  }

  /** More than one target, and what excludes each other. */
  static List<OptionFault> faults(RestoreOptions options) {
    OptionValues values = options.platformOptions();
    List<OptionFault> faults = new ArrayList<>();
    long targets =
        Stream.of(
                options.pointInTime(),
                values.given(PostgresServerRestore.TARGET_LSN),
                values.given(PostgresServerRestore.TARGET_NAME),
                values.given(PostgresServerRestore.TARGET_XID))
            .filter(Optional::isPresent)
            .count();
    if (targets > 1) {
      faults.add(new OptionFault("pointInTime", "and the other targets exclude one another"));
    }
    if (values.given(PostgresServerRestore.RESTORE_COMMAND).isPresent()
        && values.given(PostgresServerRestore.WAL_ARCHIVE).isPresent()) {
      faults.add(
          new OptionFault(
              PostgresServerRestore.RESTORE_COMMAND.id(),
              "and " + PostgresServerRestore.WAL_ARCHIVE.id() + " exclude each other"));
    }
    return faults;
  }

  /** Measures whether the target can be reached. */
  Check check() {
    if (values.given(PostgresServerRestore.RESTORE_COMMAND).isPresent()) {
      return Checks.notMeasured(
          clock,
          RULE,
          target(),
          "what the restore command fetches is not known here",
          "within the WAL");
    }
    try {
      PostgresReach reach = look.get();
      Optional<String> fault = fault(reach);
      if (fault.isEmpty() && isStale(reach)) {
        return Checks.demand(
            clock,
            false,
            RULE,
            target(),
            "not along the WAL that was there when it was planned",
            reach.window(),
            ErrorCode.PLAN_STALE,
            "Plan it again.");
      }
      return Checks.demand(
          clock,
          fault.isEmpty(),
          RULE,
          target(),
          fault.orElse("within reach"),
          reach.window() + ", WAL up to " + reach.end() + " on timeline " + reach.timeline(),
          ErrorCode.PRECONDITION_FAILED,
          "Choose a target within "
              + reach.window()
              + "; there is no more, since "
              + reach.why()
              + ".");
    } catch (DatabaseException e) {
      return Checks.demand(
          clock,
          false,
          RULE,
          target(),
          String.valueOf(e.getMessage()),
          "readable WAL",
          e.code(),
          e.remedy().orElse("Name the directory of archived WAL, and the tools."));
    }
  }

  /** Whether what was planned leads elsewhere, though by now the target lies within reach. */
  private boolean isStale(PostgresReach now) {
    return planned
        .filter(then -> then.timeline() == now.timeline())
        .filter(then -> time.isEmpty() || !time.get().isAfter(then.to()))
        .isEmpty();
  }

  private Optional<String> fault(PostgresReach reach) {
    if (time.isPresent()) {
      return time.get().isBefore(reach.from().truncatedTo(ChronoUnit.MICROS))
          ? Optional.of("before the end of the base backup, which is not consistent then")
          : time.get().isAfter(reach.to())
              ? Optional.of("after the last transaction in the WAL")
              : Optional.empty();
    }
    Optional<PostgresLsn> lsn =
        values.given(PostgresServerRestore.TARGET_LSN).flatMap(PostgresLsn::parse);
    if (lsn.isPresent()) {
      return lsn.get().compareTo(base.end()) < 0
          ? Optional.of("before the end of the base backup at " + base.end())
          : lsn.get().compareTo(reach.end()) >= 0
              ? Optional.of("behind the end of the WAL at " + reach.end())
              : Optional.empty();
    }
    Optional<PostgresLsn> met = met(reach);
    if (met.isEmpty()) {
      return named() ? Optional.of("not in the WAL behind the base backup") : Optional.empty();
    }
    return met.get().compareTo(base.end()) < 0
        ? Optional.of("before the end of the base backup at " + base.end())
        : Optional.empty();
  }

  private boolean named() {
    return values.given(PostgresServerRestore.TARGET_NAME).isPresent()
        || values.given(PostgresServerRestore.TARGET_XID).isPresent();
  }

  /** Where a named target lies in the WAL. */
  private Optional<PostgresLsn> met(PostgresReach reach) {
    if (!named() || reach.files().isEmpty()) {
      return Optional.empty();
    }
    Optional<PostgresLsn> point =
        values
            .given(PostgresServerRestore.TARGET_NAME)
            .flatMap(name -> scan.get().point(reach.files(), name))
            .map(PostgresWalScan.Point::lsn);
    return point.or(
        () ->
            values
                .given(PostgresServerRestore.TARGET_XID)
                .flatMap(xid -> scan.get().end(reach.files(), xid))
                .map(PostgresWalScan.End::lsn));
  }

  /** The target, for people. */
  String target() {
    return time.map(Instant::toString)
        .or(() -> values.given(PostgresServerRestore.TARGET_LSN).map(lsn -> "LSN " + lsn))
        .or(() -> values.given(PostgresServerRestore.TARGET_NAME).map(name -> "point " + name))
        .or(() -> values.given(PostgresServerRestore.TARGET_XID).map(xid -> "transaction " + xid))
        .orElse("all WAL there is");
  }

  /** The instant that is reached, as far as that is known before. */
  Optional<Instant> reached() {
    boolean other = named() || values.given(PostgresServerRestore.TARGET_LSN).isPresent();
    return time.or(() -> other ? Optional.empty() : planned.map(PostgresReach::to));
  }

  /**
   * The settings, all that the configuration of the original may have set against them included: a
   * copy that archives into the original's archive, cleans that up, waits for its standbys, or
   * takes what its publishers keep for it, does harm.
   */
  Map<String, String> settings() {
    Map<String, String> settings = apart();
    settings.put("restore_command", restoreCommand());
    for (String target : List.of("", "_time", "_lsn", "_name", "_xid")) {
      settings.put("recovery_target" + target, "");
    }
    settings.put("recovery_target_inclusive", "on");
    settings.put("recovery_target_timeline", timeline());
    settings.put(
        "recovery_target_action",
        values.valueOf(PostgresServerRestore.TARGET_ACTION).name().toLowerCase(Locale.ROOT));
    // The server reads them in this order, and takes an empty one behind another for a second.
    targetSetting()
        .ifPresent(
            target -> {
              settings.remove(target.getKey());
              settings.put(target.getKey(), target.getValue());
            });
    return settings;
  }

  /** What a copy of a server must not take over from it, whatever it is made for. */
  static Map<String, String> apart() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("archive_mode", "off");
    // A standby's would delete from the archive what older base backups need.
    settings.put("archive_cleanup_command", "");
    settings.put("recovery_end_command", "");
    settings.put("recovery_min_apply_delay", "0");
    settings.put("synchronous_standby_names", "");
    settings.put("primary_conninfo", "");
    settings.put("primary_slot_name", "");
    settings.put("max_logical_replication_workers", "0");
    settings.put("external_pid_file", "");
    return settings;
  }

  private Optional<Map.Entry<String, String>> targetSetting() {
    Optional<Map.Entry<String, String>> named =
        values
            .given(PostgresServerRestore.TARGET_LSN)
            .map(lsn -> Map.entry("recovery_target_lsn", lsn))
            .or(
                () ->
                    values
                        .given(PostgresServerRestore.TARGET_NAME)
                        .map(name -> Map.entry("recovery_target_name", name)))
            .or(
                () ->
                    values
                        .given(PostgresServerRestore.TARGET_XID)
                        .map(xid -> Map.entry("recovery_target_xid", xid.toString())));
    return named.or(() -> time.map(this::timeSetting));
  }

  private Map.Entry<String, String> timeSetting(Instant at) {
    Optional<PostgresWalScan.End> last = planned.flatMap(PostgresReach::last);
    boolean known = values.given(PostgresServerRestore.RESTORE_COMMAND).isEmpty();
    if (known && last.isEmpty()) {
      // Nothing ended behind the base backup: an instant would never be seen to have passed.
      return base.stop();
    }
    return known && !at.isBefore(last.orElseThrow().at())
        // The server stops before the first end that is later; behind the last there is none.
        ? Map.entry("recovery_target_lsn", last.get().lsn().toString())
        : Map.entry("recovery_target_time", TIME.format(at));
  }

  private String timeline() {
    long along =
        values
            .given(PostgresServerRestore.TARGET_TIMELINE)
            .orElseGet(() -> planned.map(PostgresReach::timeline).orElse(base.timeline()));
    return along == base.timeline() ? "current" : Long.toString(along);
  }

  private String restoreCommand() {
    return values
        .given(PostgresServerRestore.RESTORE_COMMAND)
        .or(
            () ->
                wal.map(
                    directory ->
                        "cp "
                            + quoted(directory.toAbsolutePath().normalize().toString())
                            + "/%f \"%p\""))
        // Nothing is ever found; without a command the server refuses to recover.
        .orElse("false");
  }

  /** For the shell, and with the server's own sign doubled. */
  private static String quoted(String path) {
    return "'" + path.replace("'", "'\\''").replace("%", "%%") + "'";
  }

  /** The lines of a configuration file. */
  static String lines(Map<String, String> settings) {
    StringBuilder lines = new StringBuilder();
    settings.forEach(
        (name, value) ->
            lines
                .append(name)
                .append(" = '")
                .append(value.replace("\\", "\\\\").replace("'", "''"))
                .append("'\n"));
    return lines.toString();
  }
}

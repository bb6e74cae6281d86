package io.gds.database.postgres;

import io.gds.database.backup.RestoreOptions;
import io.gds.database.core.Checks;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

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

  private final PostgresContext context;
  private final Clock clock;
  private final OptionValues values;
  private final PostgresRecoveryTarget target;
  private final Optional<Instant> time;
  private final Optional<Path> wal;
  private final PostgresReach.Base base;
  private final AtomicReference<Cancellation> cancellation =
      new AtomicReference<>(Cancellation.never());
  private final Seen planned;

  /** What was seen of the WAL, or why nothing was. */
  private record Seen(Optional<PostgresReach> reach, Optional<DatabaseException> error) {}

  /**
   * Plans it, by a look at the WAL.
   *
   * @param remembered the WAL archive that the backup's manifest names
   * @throws io.gds.database.error.OperationCancelledException if the thread was interrupted
   */
  PostgresRecovery(
      PostgresContext context,
      RestoreOptions options,
      PostgresReach.Base base,
      Optional<Path> remembered) {
    this.context = context;
    this.clock = context.clock();
    this.values = options.platformOptions();
    this.target = new PostgresRecoveryTarget(options, base);
    this.time = target.time();
    this.base = base;
    this.wal =
        values.given(PostgresServerRestore.RESTORE_COMMAND).isPresent()
            ? Optional.empty()
            : values.given(PostgresServerRestore.WAL_ARCHIVE).or(() -> remembered);
    planned = see();
  }

  private Seen see() {
    try {
      return new Seen(Optional.of(look()), Optional.empty());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      // The check says so; nothing is run without it.
      return new Seen(Optional.empty(), Optional.of(e));
    }
  }

  private PostgresReach look() {
    Optional<Long> wanted = values.given(PostgresServerRestore.TARGET_TIMELINE);
    if (wal.isEmpty()) {
      PostgresReach alone = PostgresReach.alone(base);
      return wanted.map(alone::along).orElse(alone);
    }
    Supplier<PostgresReach> look =
        () ->
            PostgresReach.of(
                base,
                wal.get(),
                wanted,
                context.toolbox(),
                values.given(PostgresServerRestore.TOOLS),
                heeded());
    if (time.isEmpty() || !time.get().equals(base.consistentAt().truncatedTo(ChronoUnit.MICROS))) {
      return look.get();
    }
    // Its own end is reached by what lies in the backup.
    PostgresReach reach = PostgresReach.orAlone(base, look);
    return wanted.map(reach::along).orElse(reach);
  }

  private Cancellation heeded() {
    return Objects.requireNonNull(cancellation.get());
  }

  private PostgresWalScan scan() {
    return new PostgresWalScan(
        context.toolbox(),
        base.major(),
        values.given(PostgresServerRestore.TOOLS),
        wal.orElseThrow(),
        heeded());
  }

  /** Lets all looking from now on be stopped with an operation. */
  void heed(Cancellation operation) {
    cancellation.set(operation);
  }

  /** The directory of log that is read behind the backup, unless a command of the caller's is. */
  Optional<Path> wal() {
    return wal;
  }

  /** Up to where it is recovered. */
  PostgresRecoveryTarget target() {
    return target;
  }

  /** Whether the WAL could be looked at when it was planned. */
  boolean isSeen() {
    return planned.error().isEmpty();
  }

  /**
   * Measures whether the target can be reached.
   *
   * @throws io.gds.database.error.OperationCancelledException if that was stopped
   */
  Check check() {
    return judged(this::see);
  }

  /** The same by what was seen of the WAL when it was planned. */
  Check planned() {
    return judged(() -> planned);
  }

  private Check judged(Supplier<Seen> look) {
    if (isFetched()) {
      return Checks.notMeasured(
          clock,
          RULE,
          target.text(),
          "what the restore command fetches is not known here",
          "within the WAL");
    }
    try {
      Seen seen = look.get();
      return seen.reach().isPresent()
          ? judged(seen.reach().get())
          : unreadable(seen.error().orElseThrow());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return unreadable(e);
    }
  }

  private Check judged(PostgresReach reach) {
    Optional<String> fault = target.fault(reach, this::scan);
    if (fault.isEmpty() && isStale(reach)) {
      return Checks.demand(
          clock,
          false,
          RULE,
          target.text(),
          "not along the WAL that was there when it was planned",
          reach.window(),
          ErrorCode.PLAN_STALE,
          "Plan it again.");
    }
    return Checks.demand(
        clock,
        fault.isEmpty(),
        RULE,
        target.text(),
        fault.orElse("within reach"),
        reach.window() + ", WAL up to " + reach.end() + " on timeline " + reach.timeline(),
        ErrorCode.PRECONDITION_FAILED,
        "Choose a target within "
            + reach.window()
            + "; there is no more, since "
            + reach.why()
            + ".");
  }

  private Check unreadable(DatabaseException e) {
    return Checks.demand(
        clock,
        false,
        RULE,
        target.text(),
        String.valueOf(e.getMessage()),
        "readable WAL",
        e.code(),
        e.remedy().orElse("Name the directory of archived WAL, and the tools."));
  }

  /** Whether what was planned leads elsewhere, though by now the target lies within reach. */
  private boolean isStale(PostgresReach now) {
    return planned
        .reach()
        .filter(then -> then.timeline() == now.timeline())
        .filter(then -> time.isEmpty() || !time.get().isAfter(then.to()))
        .isEmpty();
  }

  /** The instant that is reached, as far as that is known before. */
  Optional<Instant> reached() {
    return time.or(
        () ->
            target.isOpen() && !isFetched()
                ? planned.reach().flatMap(PostgresReach::reached)
                : Optional.empty());
  }

  /** Whether the WAL comes by a command of the caller's, so that nothing is known of it here. */
  private boolean isFetched() {
    return values.given(PostgresServerRestore.RESTORE_COMMAND).isPresent();
  }

  /**
   * The settings, all that the configuration of the original may have set against them included: a
   * copy that archives into the original's archive, cleans that up, waits for its standbys, or
   * takes what its publishers keep for it, does harm.
   */
  Map<String, String> settings() {
    Map<String, String> settings = apart();
    settings.put("restore_command", restoreCommand());
    for (String kind : List.of("", "_time", "_lsn", "_name", "_xid")) {
      settings.put("recovery_target" + kind, "");
    }
    settings.put("recovery_target_inclusive", "on");
    settings.put("recovery_target_timeline", timeline());
    settings.put(
        "recovery_target_action",
        values.valueOf(PostgresServerRestore.TARGET_ACTION).name().toLowerCase(Locale.ROOT));
    // The server reads them in this order, and takes an empty one behind another for a second.
    target
        .setting()
        .or(() -> time.map(this::timeSetting))
        .ifPresent(
            setting -> {
              settings.remove(setting.getKey());
              settings.put(setting.getKey(), setting.getValue());
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

  private Map.Entry<String, String> timeSetting(Instant at) {
    Optional<PostgresWalScan.End> last = planned.reach().flatMap(PostgresReach::last);
    boolean known = !isFetched();
    if (known && last.isEmpty()) {
      // Nothing ended behind the base backup: an instant would never be seen to have passed.
      return base.stop();
    }
    return known && !at.isBefore(last.orElseThrow().at())
        // The server stops before the first end that is later; behind the last there is none.
        ? Map.entry("recovery_target_lsn", last.get().lsn().toString())
        : Map.entry("recovery_target_time", TIME.format(at));
  }

  /**
   * By its number where it is known: what the server calls current is the one of the backup's
   * control file, which the backup of a standby may have left behind by its end. What a command
   * fetches only the server can follow to the newest; on the backup's own it would end, without a
   * word, where another server became the primary.
   */
  private String timeline() {
    return values
        .given(PostgresServerRestore.TARGET_TIMELINE)
        .map(wanted -> Long.toString(wanted))
        .orElseGet(
            () ->
                isFetched()
                    ? "latest"
                    : Long.toString(
                        planned.reach().map(PostgresReach::timeline).orElse(base.timeline())));
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
        (name, value) -> lines.append(name).append(" = '").append(escaped(value)).append("'\n"));
    return lines.toString();
  }

  /** A directory's name may hold anything, and a line ends where it breaks. */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n").replace("\r", "\\r");
  }
}

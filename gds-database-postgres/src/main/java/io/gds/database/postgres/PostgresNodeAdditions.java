package io.gds.database.postgres;

import io.gds.database.connection.HostAddress;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.Directories;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Makes a new standby: a base backup into a data directory on this machine, which is started and
 * waited for. On another machine nothing can be done from here, so that is refused, with the
 * commands to run there.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pgbasebackup.html">pg_basebackup</a>
 */
final class PostgresNodeAdditions {
  private static final Duration COPY = Duration.ofDays(30);

  private final PostgresContext primary;
  private final String primaryName;
  private final String node;
  private final AddNodeOptions options;
  private final PostgresHost host;
  private final PostgresUpstream upstream;
  private final String slot;

  PostgresNodeAdditions(
      PostgresContext primary,
      String primaryName,
      String node,
      AddNodeOptions options,
      PostgresContext added) {
    this.primary = primary;
    this.primaryName = primaryName;
    this.node = node;
    this.options = options;
    host = new PostgresHost(added, primary, options.node(), options.platformOptions());
    upstream = new PostgresUpstream(primary.info(), host);
    slot = PostgresUpstream.slotOf(options.node());
  }

  /** Whether its data directory is on this machine, as far as is known. */
  boolean isLocal() {
    return host.data().isPresent();
  }

  private String name() {
    return options.node();
  }

  /** The port it shall listen on: as others reach it, else as we do. */
  private OptionalInt port(boolean hasPeer) {
    Optional<String> endpoint = options.endpoint();
    if (endpoint.isPresent()) {
      String text = endpoint.get();
      int colon = text.lastIndexOf(':');
      return colon >= 0 && text.substring(colon + 1).matches("[0-9]{1,5}")
          ? OptionalInt.of(Integer.parseInt(text.substring(colon + 1)))
          : OptionalInt.empty();
    }
    return hasPeer
        ? host.context().info().hosts().stream()
            .findFirst()
            .map(HostAddress::port)
            .orElse(OptionalInt.empty())
        : OptionalInt.empty();
  }

  List<Check> checks(PostgresTopologyView view, boolean hasPeer) {
    List<Check> checks = new ArrayList<>();
    boolean known =
        view.primary().orElseThrow().standbys().stream()
                .anyMatch(standby -> standby.name().equals(name()))
            || name().equals(primaryName);
    checks.add(
        Checks.demand(
            primary.clock(),
            !known,
            "the node is new",
            name(),
            known ? "in the topology already" : "new",
            "new",
            ErrorCode.ALREADY_EXISTS,
            "Remove it first, or choose another name."));
    checks.add(place());
    checks.add(
        Checks.demand(
            primary.clock(),
            hasPeer,
            "a connection to the node is configured",
            name(),
            hasPeer ? "configured" : "none",
            "a peer of this name",
            ErrorCode.INVALID_CONNECTION,
            PostgresPeers.remedy(name())));
    checks.add(upstream.check(primary.clock(), name()));
    checks.add(
        new PostgresChecks(primary)
            .demand(
                "the slot is free",
                slot,
                () -> !slotExists(),
                "free",
                "taken",
                ErrorCode.ALREADY_EXISTS,
                "Drop it if nobody needs it, or choose another name for the node."));
    checks.add(
        new PostgresChecks(primary)
            .allowed(
                "the role may replicate",
                primaryName,
                "SELECT rolsuper OR rolreplication FROM pg_roles WHERE rolname = current_user",
                "ALTER ROLE … REPLICATION"));
    checks.add(
        new PostgresChecks(primary)
            .demand(
                "a sender is free",
                primaryName,
                () ->
                    primary
                        .sql()
                        .first(
                            "SELECT current_setting('wal_level') <> 'minimal'"
                                + " AND (SELECT count(*) FROM pg_stat_replication) + 2"
                                + " <= current_setting('max_wal_senders')::int"
                                + " AND (SELECT count(*) FROM pg_replication_slots)"
                                + " < current_setting('max_replication_slots')::int AS free",
                            row -> row.bool("free"))
                        .orElse(false),
                "two senders and a slot",
                "none",
                ErrorCode.PRECONDITION_FAILED,
                "See wal_level, max_wal_senders and max_replication_slots."));
    return checks;
  }

  /** The directory is on this machine, and nothing lies in it. */
  private Check place() {
    Optional<Path> data = host.data();
    String rule = "the new data directory can be filled from here";
    if (data.isEmpty()) {
      return Checks.demand(
          primary.clock(),
          false,
          rule,
          name(),
          "not on this machine, as far as is known",
          "an empty directory on this machine",
          ErrorCode.UNSUPPORTED_CAPABILITY,
          "Give "
              + PostgresServer.DATA_DIRECTORY.id()
              + " if it lies on this machine; else run there, as the server's user: pg_basebackup"
              + " -d \""
              + (primary.info().hosts().isEmpty() ? "…" : upstream.toolConninfo(Optional.empty()))
              + "\" -D … -X stream -c fast -C -S "
              + slot
              + "; then set primary_conninfo (with application_name="
              + name()
              + ") and primary_slot_name, make standby.signal, and start it.");
    }
    return new PostgresChecks(primary)
        .measured(
            rule,
            name(),
            () -> {
              boolean empty = isEmpty(data.get());
              host.command("pg_basebackup", List.of());
              return Checks.demand(
                  primary.clock(),
                  empty,
                  rule,
                  name(),
                  empty ? "nothing lies in it" : data.get() + " is not empty",
                  "an empty directory on this machine",
                  ErrorCode.ALREADY_EXISTS,
                  "Choose another directory, or empty it.");
            });
  }

  private static boolean isEmpty(Path directory) {
    if (!Files.exists(directory)) {
      return true;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw PostgresFiles.failed(directory, e);
    }
  }

  private boolean slotExists() {
    return primary
        .sql()
        .first("SELECT 1 AS n FROM pg_replication_slots WHERE slot_name = ?", row -> true, slot)
        .isPresent();
  }

  /** Adds the steps; nothing is left of them if they fail. */
  void add(Plan.Builder<?> plan, boolean hasPeer) {
    Path data = host.dataDirectory();
    PostgresFiles files = new PostgresFiles(data);
    String sql =
        "SELECT pg_create_physical_replication_slot(" + PostgresSql.literal(slot) + ", true)";
    plan.onFailure(
        step ->
            primary
                .sql()
                .during(step)
                .execute(
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE"
                        + " slot_name = ? AND NOT active",
                    slot));
    plan.step(
        new Step(StepKind.SQL, sql, Effect.ONCE, node),
        step -> primary.sql().during(step).execute(sql),
        () -> slotExists() ? Reconciler.Finding.DONE : Reconciler.Finding.NOT_DONE);
    ToolCommand copy = copyCommand(host, upstream, slot, data);
    plan.onFailure(step -> throwAway(step));
    plan.step(
        new Step(StepKind.TOOL, copy.toString(), Effect.ONCE, name()),
        step -> host.run(copy, COPY, step));
    Map<String, String> settings = settings(upstream, name(), slot);
    port(hasPeer).ifPresent(number -> settings.put("port", Integer.toString(number)));
    settings.put("synchronous_standby_names", "");
    plan.step(
        new Step(StepKind.FILE, files.followText(settings), Effect.IDEMPOTENT, name()),
        step -> files.follow(settings));
    PostgresLifecycle.start(plan, host, options.waitAtMost(), name());
    awaitStreaming(plan, primary, node, name(), bySlot(slot), options.waitAtMost());
  }

  /** Stops what was started, and deletes what was copied: the check found the directory empty. */
  private void throwAway(StepContext step) throws IOException {
    Path data = host.dataDirectory();
    if (!host.isDown()) {
      host.postmaster().requireTold();
      Duration wait = Duration.ofSeconds(30);
      PostgresLifecycle.stop(host, host.stopCommand(PostgresStopMode.IMMEDIATE, wait), wait, step);
    }
    Directories.deleteTree(data);
  }

  /**
   * A base backup into a directory, with the log from its beginning kept by the slot. It is made a
   * standby at once: killed after it, and started by somebody, it would be a second primary.
   */
  static ToolCommand copyCommand(
      PostgresHost host, PostgresUpstream upstream, String slot, Path directory) {
    return host.command(
        "pg_basebackup",
        List.of(
            "-d",
            upstream.toolConninfo(Optional.empty()),
            "-D",
            directory.toString(),
            "-X",
            "stream",
            "-S",
            slot,
            "-c",
            "fast",
            "-R",
            "-w"));
  }

  /** What makes a server follow this one. */
  static Map<String, String> settings(PostgresUpstream upstream, String name, String slot) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("primary_conninfo", upstream.conninfo(name));
    settings.put("primary_slot_name", slot);
    settings.put("recovery_target_timeline", "latest");
    return settings;
  }

  /** Adds the step that waits until the primary says that a node streams. */
  static void awaitStreaming(
      Plan.Builder<?> plan,
      PostgresContext primary,
      String node,
      String name,
      String sql,
      Duration wait) {
    plan.step(
        new Step(StepKind.SQL, sql, Effect.READ, node),
        step -> {
          if (!PostgresWait.until(wait, step, () -> isSo(primary, sql))) {
            throw ErrorDetails.of(ErrorCode.TIMEOUT, "it does not stream after " + wait)
                .target(name)
                .remedy("Look into its log: it may not be let in by the primary's pg_hba.conf.")
                .toException();
          }
        });
  }

  static String streamingText(String name) {
    return "SELECT state FROM pg_stat_replication WHERE application_name = "
        + PostgresSql.literal(name)
        + " AND state = 'streaming'";
  }

  /** The same of who reads by a slot: a name may be shared, a slot is not. */
  static String bySlot(String slot) {
    return "SELECT r.state FROM pg_stat_replication r JOIN pg_replication_slots k ON k.active_pid ="
        + " r.pid WHERE r.state = 'streaming' AND k.slot_name = "
        + PostgresSql.literal(slot);
  }

  static boolean isSo(PostgresContext primary, String sql) {
    return primary.sql().first(sql, row -> true).isPresent();
  }
}

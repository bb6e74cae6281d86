package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.core.archive.Directories;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The steps that make a node follow again, by each of the three ways. */
final class PostgresRejoinSteps {
  private static final Duration COPY = Duration.ofDays(30);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

  private final PostgresContext context;
  private final RejoinOptions options;
  private final String name;
  private final AtomicBoolean follows = new AtomicBoolean();

  PostgresRejoinSteps(PostgresContext context, RejoinOptions options) {
    this.context = context;
    this.options = options;
    name = options.node();
  }

  void add(Plan.Builder<RejoinInfo> plan, PostgresRejoins.Found found) {
    boolean standby = found.own(name).filter(NodeView::recovering).isPresent();
    String slot = PostgresUpstream.slotOf(name);
    String create = PostgresPromotion.createSlot(slot);
    if (standby && found.method() == RejoinMethod.RESUME) {
      addResume(plan, found);
      return;
    }
    PostgresHost host = found.host();
    Path data = host.dataDirectory();
    String node = PostgresSwitchovers.node(found.view(), name);
    if (found.own(name).isPresent()) {
      PostgresLifecycle.stop(plan, host, PostgresStopMode.FAST, options.waitAtMost(), node);
    }
    PostgresKeptFiles kept = new PostgresKeptFiles(data);
    if (kept.since().isPresent()) {
      plan.step(
          new Step(
              StepKind.FILE,
              "put back its own configuration files, which an interrupted rejoin kept in "
                  + kept.directory(),
              Effect.IDEMPOTENT,
              node),
          step -> kept.putBack());
    }
    plan.step(
        new Step(StepKind.SQL, create, Effect.IDEMPOTENT, found.primaryNode()),
        step -> found.primary().sql().during(step).execute(create));
    PostgresUpstream upstream = new PostgresUpstream(found.primary().info(), host);
    PostgresFiles files = new PostgresFiles(data);
    Optional<Path> old = Optional.empty();
    switch (found.method()) {
      case RESUME -> {}
      case REWIND -> addRewind(plan, found, upstream, node);
      case RECLONE -> old = Optional.of(addReclone(plan, found, upstream, slot, node));
    }
    Map<String, String> settings = PostgresNodeAdditions.settings(upstream, name, slot);
    plan.step(
        new Step(StepKind.FILE, files.followText(settings), Effect.IDEMPOTENT, node),
        step -> files.follow(settings));
    PostgresLifecycle.start(plan, host, options.waitAtMost(), node);
    PostgresNodeAdditions.awaitStreaming(
        plan, found.primary(), found.primaryNode(), name, options.waitAtMost());
    old.ifPresent(
        directory ->
            plan.step(
                new Step(StepKind.FILE, "delete " + directory, Effect.IDEMPOTENT, node),
                step -> {
                  step.throwIfCancelled();
                  follows.set(true);
                  delete(directory);
                }));
  }

  private static void delete(Path directory) {
    try {
      Directories.deleteTree(directory);
    } catch (IOException e) {
      throw PostgresFiles.failed(directory, e);
    }
  }

  /**
   * A running standby: it goes on replaying, and is told whom to follow if it is not known there.
   */
  private void addResume(Plan.Builder<RejoinInfo> plan, PostgresRejoins.Found found) {
    NodeView own = found.own(name).orElseThrow();
    String node = PostgresSwitchovers.node(found.view(), name);
    if (own.paused()) {
      String resume = "SELECT pg_wal_replay_resume()";
      plan.step(
          new Step(StepKind.SQL, resume, Effect.IDEMPOTENT, node),
          step -> found.node().sql().during(step).execute(resume));
    }
    Optional<StandbyView> known =
        PostgresNodeRemovals.standby(found.view().primary().orElseThrow(), name)
            .filter(StandbyView::connected);
    if (known.isEmpty()) {
      own.slot()
          .ifPresent(
              slot -> {
                String create = PostgresPromotion.createSlot(slot);
                plan.step(
                    new Step(StepKind.SQL, create, Effect.IDEMPOTENT, found.primaryNode()),
                    step -> found.primary().sql().during(step).execute(create));
              });
      String sql =
          "ALTER SYSTEM SET primary_conninfo = "
              + PostgresSql.literal(
                  new PostgresUpstream(found.primary().info(), found.host()).conninfo(name));
      plan.step(
          new Step(StepKind.SQL, sql + ";\n" + PostgresReload.TEXT, Effect.IDEMPOTENT, node),
          step -> {
            found.node().sql().during(step).execute(sql);
            found.node().sql().during(step).execute(PostgresReload.TEXT);
          });
      PostgresNodeAdditions.awaitStreaming(
          plan, found.primary(), found.primaryNode(), name, options.waitAtMost());
    }
  }

  /**
   * Undoes what only the node has. The tool brings the primary's configuration along, so the node's
   * own is kept, and put back.
   */
  private void addRewind(
      Plan.Builder<RejoinInfo> plan,
      PostgresRejoins.Found found,
      PostgresUpstream upstream,
      String node) {
    // Else the primary's control file may still name its old timeline.
    plan.step(
        new Step(StepKind.SQL, "CHECKPOINT", Effect.IDEMPOTENT, found.primaryNode()),
        step -> found.primary().sql().during(step).execute("CHECKPOINT"));
    ToolCommand rewind =
        found
            .host()
            .command(
                "pg_rewind",
                List.of(
                    "-D",
                    found.host().dataDirectory().toString(),
                    "--source-server="
                        + upstream.toolConninfo(
                            Optional.of(found.primary().connections().maintenance()))));
    PostgresKeptFiles kept = new PostgresKeptFiles(found.host().dataDirectory());
    plan.step(
        new Step(
            StepKind.FILE,
            "keep its own configuration files in " + kept.directory(),
            Effect.IDEMPOTENT,
            node),
        step -> kept.keep());
    plan.always(step -> kept.putBack());
    plan.step(
        new Step(StepKind.TOOL, rewind.toString(), Effect.ONCE, node),
        step -> found.host().run(rewind, COPY, step));
    plan.step(
        new Step(
            StepKind.FILE,
            "put its own configuration files back, and delete " + kept.directory(),
            Effect.IDEMPOTENT,
            node),
        step -> kept.putBack());
  }

  /** Copies the primary anew beside the old files, and puts the copy in their place. */
  private Path addReclone(
      Plan.Builder<RejoinInfo> plan,
      PostgresRejoins.Found found,
      PostgresUpstream upstream,
      String slot,
      String node) {
    PostgresHost host = found.host();
    Path data = host.dataDirectory();
    String stamp = STAMP.format(context.clock().instant());
    Path fresh = data.resolveSibling(data.getFileName() + ".new-" + stamp);
    Path old = data.resolveSibling(data.getFileName() + ".old-" + stamp);
    ToolCommand copy = PostgresNodeAdditions.copyCommand(host, upstream, slot, fresh);
    plan.onFailure(step -> Directories.deleteTree(fresh));
    plan.step(
        new Step(StepKind.TOOL, copy.toString(), Effect.ONCE, node),
        step -> host.run(copy, COPY, step));
    plan.onFailure(
        step -> {
          // A copy that follows already is not given up for old files that are half deleted.
          if (!follows.get() && Files.isDirectory(old)) {
            if (host.isRunning()) {
              Duration wait = Duration.ofSeconds(30);
              PostgresLifecycle.stop(
                  host, host.stopCommand(PostgresStopMode.IMMEDIATE, wait), wait, step);
            }
            Directories.deleteTree(data);
            Files.move(old, data, StandardCopyOption.ATOMIC_MOVE);
          }
        });
    plan.step(
        new Step(
            StepKind.FILE,
            "rename "
                + data
                + " to "
                + old
                + ", and "
                + fresh
                + " to "
                + data
                + "; its own configuration files stay as they are",
            Effect.ONCE,
            node),
        step -> {
          if (host.isRunning()) {
            throw ErrorDetails.of(
                    ErrorCode.WRONG_STATE, "it was started while its files were copied anew")
                .target(name)
                .remedy("Stop it, and prepare the rejoin again.")
                .toException();
          }
          // Before the copy takes its place: whenever this process ends, the files there are its
          // own.
          new PostgresFiles(fresh).putBack(new PostgresFiles(data).keep());
          try {
            Files.move(data, old, StandardCopyOption.ATOMIC_MOVE);
            Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
          } catch (IOException e) {
            throw PostgresFiles.failed(data, e);
          }
        });
    return old;
  }
}

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
import java.util.stream.Stream;

/** The steps that make a node follow again, by each of the three ways. */
final class PostgresRejoinSteps {
  private static final Duration COPY = Duration.ofDays(30);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

  /** A copy of the primary until it takes its place, and what was there before. */
  static final String NEW = ".new-";

  static final String OLD = ".old-";

  private final PostgresContext context;
  private final RejoinOptions options;
  private final String name;
  private final AtomicBoolean follows = new AtomicBoolean();
  private volatile boolean halfRewound;
  private final AtomicBoolean stopped = new AtomicBoolean();

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
      PostgresLifecycle.stop(
          plan, host, PostgresStopMode.FAST, options.waitAtMost(), node, () -> stopped.set(true));
    }
    plan.leaves(() -> left(found, standby));
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
        plan,
        found.primary(),
        found.primaryNode(),
        name,
        PostgresNodeAdditions.bySlot(slot),
        options.waitAtMost());
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

  /** The directories that are of no use to anybody if no rejoin is under way. */
  static List<String> copiesBeside(Path data) {
    String name = String.valueOf(data.getFileName());
    try (Stream<Path> beside = Files.list(data.toAbsolutePath().resolveSibling(""))) {
      return beside
          .filter(Files::isDirectory)
          .filter(
              path -> {
                String each = path.getFileName().toString();
                return each.startsWith(name)
                    && each.substring(name.length()).matches("\\.(new|old)-[0-9]{14}");
              })
          .map(Path::toString)
          .sorted()
          .toList();
    } catch (IOException e) {
      // Whoever may not look there is told so when something is to be written there.
      return List.of();
    }
  }

  /** What has become of the node, and what to do with it; empty if it was not touched. */
  private Optional<String> left(PostgresRejoins.Found found, boolean standby) {
    PostgresHost host = found.host();
    String primary = found.view().primaryName().orElseThrow();
    Optional<String> half = new PostgresRewindMark(host.dataDirectory()).why();
    if (half.isPresent()) {
      return Optional.of(
          "Do not start "
              + name
              + ": "
              + half.get()
              + ". Copy it anew, by a rejoin by RECLONE; "
              + primary
              + " is the primary and holds the newest data.");
    }
    boolean down = PostgresLifecycle.isDown(host);
    if (!stopped.get() || (!down && host.answers())) {
      return Optional.empty();
    }
    return Optional.of(
        name
            + " was "
            + (down
                ? "stopped and is down; "
                : "told to stop and does not answer: it may be stopping yet; ")
            + primary
            + " is the primary and holds the newest data. "
            + (standby
                ? "Prepare the rejoin again, or start "
                    + name
                    + " as the standby it was"
                    + PostgresStopped.how(host, options.waitAtMost())
                : "Prepare the rejoin again, and do not start "
                    + name
                    + " before: it ran as a primary of its own")
            + ".");
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
          plan,
          found.primary(),
          found.primaryNode(),
          name,
          PostgresNodeAdditions.streamingText(name),
          options.waitAtMost());
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
    String source =
        "--source-server="
            + upstream.toolConninfo(Optional.of(found.primary().connections().maintenance()));
    PostgresHost host = found.host();
    String data = host.dataDirectory().toString();
    // It is made a standby by the tool itself: killed after it, and started by somebody, it would
    // be a second primary.
    ToolCommand rewind = host.command("pg_rewind", List.of("-R", "-D", data, source));
    ToolCommand trial = host.command("pg_rewind", List.of("--dry-run", "-D", data, source));
    PostgresRewindMark mark = new PostgresRewindMark(host.dataDirectory());
    // Whatever stands in its way is found before the first file is changed. What did not stop in
    // order is refused by the trial, and set right by the tool itself.
    plan.step(
        new Step(
            StepKind.TOOL,
            trial + "\n# unless the node did not stop in order, which this cannot try",
            Effect.READ,
            node),
        step -> {
          if (host.control(step).isStoppedCleanly()) {
            host.run(trial, COPY, step);
          }
        });
    PostgresKeptFiles kept = new PostgresKeptFiles(host.dataDirectory());
    plan.step(
        new Step(
            StepKind.FILE,
            "keep its own configuration files in " + kept.directory(),
            Effect.IDEMPOTENT,
            node),
        step -> kept.keep(upstream.files()));
    plan.always(step -> kept.putBack());
    plan.step(
        new Step(
            StepKind.TOOL,
            rewind + "\n# and until it has ended, " + mark.file() + " says that it was begun",
            Effect.ONCE,
            node),
        step -> {
          host.postmaster().requireTold();
          mark.set(context.clock().instant());
          host.run(rewind, COPY, step);
          mark.clear();
        });
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
    Path fresh = data.resolveSibling(data.getFileName() + NEW + stamp);
    Path old = data.resolveSibling(data.getFileName() + OLD + stamp);
    ToolCommand copy = PostgresNodeAdditions.copyCommand(host, upstream, slot, fresh);
    PostgresRewindMark mark = new PostgresRewindMark(data);
    plan.onFailure(step -> Directories.deleteTree(fresh));
    plan.step(
        new Step(StepKind.TOOL, copy.toString(), Effect.ONCE, node),
        step -> host.run(copy, COPY, step));
    plan.onFailure(
        step -> {
          // A copy that follows already is not given up for old files that are half deleted.
          if (!follows.get() && Files.isDirectory(old)) {
            if (!host.isDown()) {
              host.postmaster().requireTold();
              Duration wait = Duration.ofSeconds(30);
              PostgresLifecycle.stop(
                  host, host.stopCommand(PostgresStopMode.IMMEDIATE, wait), wait, step);
            }
            Directories.deleteTree(data);
            Files.move(old, data, StandardCopyOption.ATOMIC_MOVE);
            if (halfRewound) {
              mark.set(context.clock().instant());
            }
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
          host.postmaster().requireTold();
          if (!host.isDown()) {
            throw ErrorDetails.of(
                    ErrorCode.WRONG_STATE, "it was started while its files were copied anew")
                .target(name)
                .remedy("Stop it, and prepare the rejoin again.")
                .toException();
          }
          // Before the copy takes its place: whenever this process ends, the files there are its
          // own.
          new PostgresFiles(fresh).replace(new PostgresFiles(data).keep(upstream.files()));
          try {
            Files.move(data, old, StandardCopyOption.ATOMIC_MOVE);
            Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
            halfRewound = mark.why().isPresent();
            mark.clear();
          } catch (IOException e) {
            throw PostgresFiles.failed(data, e);
          }
        });
    return old;
  }
}

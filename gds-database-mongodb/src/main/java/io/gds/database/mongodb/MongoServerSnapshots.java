package io.gds.database.mongodb;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolResult;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.core.tool.ToolRunner;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Backing up a server by a command of the caller's own, such as one that snapshots a volume, while
 * the server is locked against writes. That such a backup is well means: the server's data files
 * were locked and flushed while the command ran and ended with exit code 0, and this lock is off
 * again. It does not mean that a server starts with what the command made.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/tutorial/backup-with-filesystem-snapshots/">backups
 *     by snapshots of file systems</a>
 */
final class MongoServerSnapshots {
  /** What the command wrote. */
  static final String OUTPUT = "output.txt";

  /** How much of it is kept. */
  static final int OUTPUT_BYTES = 64 * 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final MongoContext context;
  private final Duration patience;

  MongoServerSnapshots(MongoContext context) {
    this(context, PATIENCE);
  }

  /**
   * Backups with a bound of their own.
   *
   * @param patience for how long it is tried to unlock the server
   */
  MongoServerSnapshots(MongoContext context, Duration patience) {
    this.context = context;
    this.patience = patience;
  }

  Operation<BackupInfo> prepareBackup(BackupOptions options) {
    options.requireKnown(MongoBackup.SERVER_KEYS, faults(options));
    OptionValues values = options.platformOptions();
    HostCommand command = values.given(MongoBackup.SNAPSHOT_COMMAND).orElseThrow();
    Optional<HostAddress> node =
        context.product().isReplicaSet()
            ? values.given(MongoConfiguration.NODE)
            : MongoHost.named(context, values).node();
    Path archive = archive(options);
    Run run = new Run(archive, command, values.valueOf(MongoBackup.SNAPSHOT_TIMEOUT), node);
    Plan.Builder<BackupInfo> plan =
        context.runner().<BackupInfo>plan("backup", context.runner().engine()).options(options);
    new MongoServerSnapshotChecks(context, node, values).add(plan, archive);
    plan.leaves(run::leaves);
    return plan.step(
            new Step(StepKind.TOOL, run.text(), Effect.ONCE, run.node()), run::backup, run::look)
        .yields(run::made);
  }

  private static List<OptionFault> faults(BackupOptions options) {
    OptionValues values = options.platformOptions();
    List<OptionFault> faults =
        new ArrayList<>(
            ArchiveShelf.faults("to", options.location().or(options::directory).orElseThrow()));
    if (values.given(MongoBackup.SNAPSHOT_COMMAND).isEmpty()) {
      faults.add(
          new OptionFault(
              MongoBackup.SNAPSHOT_COMMAND.id(), "is needed for backups of the type SNAPSHOT"));
    }
    if (options.verify().compareTo(VerifyLevel.RESTORE) >= 0) {
      faults.add(
          new OptionFault(
              "verify",
              "of a snapshot goes as far as "
                  + VerifyLevel.ARCHIVE
                  + ": what the command makes is started by its own means only"));
    }
    if (options.includeLogs().isPresent()) {
      faults.add(new OptionFault("includeLogs", "means nothing for a snapshot"));
    }
    faults.addAll(MongoBackup.foreign(values, MongoBackup.DUMP_KEYS, "the types LOGICAL and LOG"));
    return faults;
  }

  private Path archive(BackupOptions options) {
    return options
        .location()
        .map(location -> location.path().toAbsolutePath().normalize())
        .orElseGet(
            () ->
                ArchiveNames.uniqueName(
                    options.directory().orElseThrow().path().toAbsolutePath().normalize(),
                    MongoServerDumps.name(context),
                    BackupType.SNAPSHOT,
                    context.clock().instant(),
                    "snapshot"));
  }

  /** One of them; used once. */
  private final class Run {
    private final Path archive;
    private final HostCommand command;
    private final Duration timeout;
    private final Optional<HostAddress> address;
    private final AtomicReference<BackupInfo> made = new AtomicReference<>();
    private final AtomicReference<String> id = new AtomicReference<>("");
    private final AtomicBoolean locked = new AtomicBoolean();
    private final AtomicBoolean begun = new AtomicBoolean();

    Run(Path archive, HostCommand command, Duration timeout, Optional<HostAddress> address) {
      this.archive = archive;
      this.command = command;
      this.timeout = timeout;
      this.address = address;
    }

    String node() {
      return address.map(HostAddress::toString).orElse("");
    }

    String text() {
      return "on "
          + address.map(HostAddress::toString).orElse("a member that is not named")
          + ": "
          + MongoStep.of("admin", MongoFsyncLock.lockCommand()).text()
          + "; here, within "
          + timeout
          + " from then: "
          + command
          + "; there, whatever has happened: "
          + MongoStep.of("admin", MongoFsyncLock.unlockCommand()).text()
          + "; what the command wrote is published with its manifest as "
          + archive;
    }

    void backup(StepContext step) {
      try {
        made.set(backedUp(step));
      } catch (IOException e) {
        throw StorageFailures.writing(archive, "writing the backup", e);
      }
    }

    BackupInfo made() {
      return Optional.ofNullable(made.get()).orElseGet(() -> MongoStored.at(archive).inspect());
    }

    /** What became of it; a lock that may be left keeps it open until it is seen to be off. */
    Reconciler.Finding look() {
      if (MongoBackupRun.isPublished(archive, String.valueOf(id.get()))) {
        return Reconciler.Finding.DONE;
      }
      if (locked.get() && MongoFsyncLock.isLocked(address.flatMap(context::member).orElseThrow())) {
        return Reconciler.Finding.UNKNOWN;
      }
      locked.set(false);
      return Reconciler.Finding.NOT_DONE;
    }

    Optional<String> leaves() {
      List<String> left = new ArrayList<>();
      if (locked.get()) {
        left.add(node() + " MAY STILL BE LOCKED against writes. " + MongoFsyncLock.remedy(node()));
      }
      if (begun.get()) {
        left.add(
            "What the command made outside of the backup's directory is not removed: look for it.");
      }
      return left.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", left));
    }

    private BackupInfo backedUp(StepContext step) throws IOException {
      Instant startedAt = context.clock().instant();
      String path =
          MongoServerSnapshotChecks.dataPath(address.flatMap(context::member).orElseThrow());
      try (ArchivePublisher publisher = ArchivePublisher.directory(archive)) {
        ToolCommand prepared =
            ToolCommand.builder(command)
                .variable("GDS_NODE", node())
                .variable("GDS_DB_PATH", path)
                .variable("GDS_BACKUP_DIRECTORY", publisher.partial().toString())
                .build();
        Bounded output = new Bounded();
        Locked taken = locked(prepared, output, step);
        Files.write(
            publisher.partial().resolve(OUTPUT),
            output.with(taken.result()),
            StandardOpenOption.CREATE_NEW);
        ArchiveContent content = publisher.seal(step::throwIfCancelled);
        List<String> checked =
            List.of(
                node()
                    + " was locked against writes, its data files flushed, while the command ran",
                "the command ended with exit code 0, and this lock was taken off after it",
                "what the command made was not looked at");
        Manifest manifest = manifest(startedAt, path, taken, content, checked);
        step.throwIfCancelled();
        id.set(manifest.backupId());
        publisher.publish(manifest);
        return manifest.toBackupInfo(archive, checked);
      }
    }

    private Manifest manifest(
        Instant startedAt,
        String path,
        Locked taken,
        ArchiveContent content,
        List<String> checked) {
      Map<String, String> attributes = new HashMap<>();
      attributes.put(MongoStored.SCOPE, MongoStored.SERVER);
      context.product().setName().ifPresent(set -> attributes.put(MongoStored.REPLICA_SET, set));
      attributes.put("node", node());
      attributes.put("dbPath", path);
      attributes.put("command", command.toString());
      attributes.put("lockedAt", taken.from().toString());
      attributes.put("unlockedAt", taken.to().toString());
      attributes.put("checked", String.join("; ", checked));
      return Manifest.builder()
          .database(context.runner().engine())
          .backupType(BackupType.SNAPSHOT)
          .platform(DatabaseType.MONGODB)
          .serverVersion(context.product().versionText())
          .toolVersion("mongodb-driver-sync " + MongoDriverVersions.driver())
          .startedAt(startedAt)
          .finishedAt(context.clock().instant())
          .attributes(attributes)
          .content(content)
          .build();
    }

    /** Runs the command between lock and unlock; comes back only without a lock, or says so. */
    private Locked locked(ToolCommand prepared, OutputStream output, StepContext step) {
      HostAddress server = address.orElseThrow();
      try (MongoFsyncLock lock =
          new MongoFsyncLock(
              context,
              context.connections().holding(server).orElseThrow(),
              server.toString(),
              patience)) {
        ToolResult result;
        Instant from;
        Instant to;
        try {
          long began = System.nanoTime();
          lock.take(timeout, step);
          from = context.clock().instant();
          Duration left = timeout.minusNanos(System.nanoTime() - began);
          if (left.isNegative() || left.isZero()) {
            throw late(server);
          }
          begun.set(true);
          result =
              new ToolRunner()
                  .run(ToolRun.of(prepared).output(output).within(left).cancellation(step));
          lock.requireHeld();
          to = context.clock().instant();
        } catch (RuntimeException | Error e) {
          release(lock, e);
          throw e;
        }
        release(lock, null);
        return new Locked(result, from, to);
      }
    }

    private void release(MongoFsyncLock lock, @Nullable Throwable why) {
      try {
        lock.release();
      } catch (DatabaseException still) {
        locked.set(true);
        if (why != null) {
          still.addSuppressed(why);
        }
        throw still;
      }
    }

    private DatabaseException late(HostAddress server) {
      return ErrorDetails.of(ErrorCode.TIMEOUT, server + " was not locked within " + timeout)
          .platform(DatabaseType.MONGODB.id())
          .target(server.toString())
          .remedy(
              "Look for writes that take long, or allow more by "
                  + MongoBackup.SNAPSHOT_TIMEOUT.id()
                  + ".")
          .toException();
    }
  }

  /**
   * What came of the command.
   *
   * @param result how it ended
   * @param from when the server was locked, by this machine's clock
   * @param to when it was seen to be locked for the last time
   */
  private record Locked(ToolResult result, Instant from, Instant to) {}

  /** Keeps the beginning of what is written, and counts the rest. */
  private static final class Bounded extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long passed;

    @Override
    public synchronized void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      int taken = Math.min(length, OUTPUT_BYTES - kept.size());
      kept.write(bytes, from, taken);
      passed += length - taken;
    }

    /** Both streams; of the error stream the last lines. */
    synchronized byte[] with(ToolResult result) {
      StringBuilder more = new StringBuilder();
      if (passed > 0) {
        more.append("\n[").append(passed).append(" bytes more were not kept]\n");
      }
      if (!result.lastErrorLines().isEmpty()) {
        more.append("\n[standard error, its last lines]\n");
        result.lastErrorLines().forEach(line -> more.append(line).append('\n'));
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(kept.toByteArray());
      all.writeBytes(more.toString().getBytes(StandardCharsets.UTF_8));
      return all.toByteArray();
    }
  }
}

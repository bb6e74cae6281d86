package io.gds.database.mssql;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * A clone by a backup and its restore. The backup is copy-only, so that differential and log
 * backups go on as if it had not been. It is restored under a name that nobody has, and takes the
 * clone's only when all of it is there.
 */
final class MssqlCopyClone {
  private final MssqlContext context;
  private final String name;
  private final String target;
  private final OptionValues values;

  MssqlCopyClone(MssqlContext context, String name, CloneOptions options) {
    this.context = context;
    this.name = name;
    this.target = options.target();
    this.values = options.platformOptions();
  }

  Operation<CloneInfo> prepare(Plan.Builder<CloneInfo> plan, MssqlCloneSource source) {
    String stamp = MssqlFreshRestore.stamp();
    String fresh = MssqlFreshRestore.safeName(stamp);
    MssqlEngineMetadata server = context.readings().engine();
    MssqlMoves places = places(server, stamp);
    MssqlDestination file = destination(server, places.stem());
    MssqlBackupSpec spec = MssqlBackupSpec.copyOf(name, file, "gds " + UUID.randomUUID());
    // That it can be read again is seen when it is restored.
    MssqlBackupRun backup = new MssqlBackupRun(context, spec, 1, VerifyLevel.MANIFEST);
    List<MssqlRestoreSpec.Move> moves = places.of(source.listed(), Map.of());
    MssqlFreshRestore restore =
        new MssqlFreshRestore(
            context, fresh, List.of(MssqlRestoreSpec.of(fresh, false, file, 1)), moves);
    List<MssqlVolumes.Need> needs = MssqlVolumes.needs(moves, source.listed());
    plan.check(() -> new MssqlVolumes(context).room(target, needs));
    plan.check(() -> stays(file)).leaves(() -> left(backup, restore, file));
    backup.steps(plan);
    restore.addTo(plan);
    new MssqlAlone(context, fresh, false)
        .step(
            plan,
            "ALTER DATABASE " + MssqlSql.name(fresh) + " MODIFY NAME = " + MssqlSql.name(target),
            target,
            () -> isThere(target) && !isThere(fresh));
    return plan.yields(() -> info(source, backup));
  }

  private boolean isThere(String wanted) {
    return context.readings().find(wanted, Set.of()).isPresent();
  }

  private MssqlMoves places(MssqlEngineMetadata server, String stamp) {
    String data =
        directory(MssqlClone.DATA_DIRECTORY, server.defaultDataPath())
            .orElseThrow(() -> unknown(MssqlClone.DATA_DIRECTORY));
    String log = directory(MssqlClone.LOG_DIRECTORY, server.defaultLogPath()).orElse(data);
    return MssqlMoves.into(data, log, target, stamp);
  }

  private Optional<String> directory(OptionKey<String> key, Optional<String> otherwise) {
    return values.given(key).or(() -> otherwise);
  }

  /** Servers before 2019 tell of no directory for backups, but they can write to that for data. */
  private MssqlDestination destination(MssqlEngineMetadata server, String stem) {
    String directory =
        directory(MssqlClone.BACKUP_DIRECTORY, server.defaultBackupPath())
            .or(server::defaultDataPath)
            .orElseThrow(() -> unknown(MssqlClone.BACKUP_DIRECTORY));
    String path = MssqlMoves.within(directory, stem + ".bak");
    String lower = directory.toLowerCase(Locale.ROOT);
    return lower.startsWith("https://") || lower.startsWith("s3://")
        ? MssqlDestination.url(path)
        : MssqlDestination.disk(path);
  }

  private static RuntimeException unknown(OptionKey<String> key) {
    return InvalidOptionsException.of(
        "clone options",
        List.of(new OptionFault(key.id(), "is missing: the server tells of no directory")));
  }

  private Check stays(MssqlDestination file) {
    return Checks.advise(
        context.clock(),
        false,
        "no file is left behind",
        name,
        "the backup that the copy is made of stays on the server",
        "none",
        "Delete " + file.names().get(0) + " afterwards: the server deletes no files.");
  }

  private static Optional<String> left(
      MssqlBackupRun backup, MssqlFreshRestore restore, MssqlDestination file) {
    return backup.begun()
        ? Optional.of(
            "The backup that the copy was to be made of may lie at "
                + file.names().get(0)
                + ": delete it."
                + restore.left().map(database -> " " + database).orElse(""))
        : Optional.empty();
  }

  private CloneInfo info(MssqlCloneSource source, MssqlBackupRun run) {
    BackupInfo backup = run.info();
    List<String> lacking = new ArrayList<>();
    source.otherOwner().ifPresent(lacking::add);
    MssqlCloneSource.find(context, target).ifPresent(copy -> lacking.addAll(source.features(copy)));
    lacking.add("the chain of log backups: it begins with the clone's own first full backup");
    return new CloneInfo(
        name,
        target,
        CloneKind.COPY,
        backup.consistentAt(),
        OptionalLong.of(source.bytes()),
        backup.startedAt(),
        context.clock().instant(),
        lacking);
  }
}

package io.gds.database.mongodb;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.operation.OptionValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Makes one backup: written beside its name, brought to the disk, proved, and only then published
 * with its manifest. Used once.
 *
 * @param id where the backup's id is put before it is published
 * @param trial how it is restored for trial
 * @param writing what is written
 * @param telling what the manifest says of it, but for what is the same for all
 */
record MongoBackupRun(
    MongoContext context,
    BackupOptions options,
    Path archive,
    AtomicReference<String> id,
    Trial trial,
    Writing writing,
    Function<MongoDump.Dumped, Manifest.Builder> telling) {
  /** Restores a backup for trial. */
  interface Trial {
    /** Tells what was checked. */
    List<String> restore(MongoStored stored, boolean checking, StepContext step);
  }

  /** Writes a dump. */
  interface Writing {
    /** Tells what was written. */
    MongoDump.Dumped write(MongoDumpTarget target, StepContext step) throws IOException;
  }

  /** Where a backup is put: exactly where the options say, or under a new name. */
  static Path archive(MongoContext context, BackupOptions options, String name, BackupType type) {
    if (options.location().isPresent()) {
      return options.location().get().path().toAbsolutePath().normalize();
    }
    Path directory = options.directory().orElseThrow().path().toAbsolutePath().normalize();
    return ArchiveNames.uniqueName(
        directory,
        name,
        type,
        context.clock().instant(),
        isFile(options.platformOptions()) ? "archive" : "dump");
  }

  private static boolean isFile(OptionValues values) {
    return values.valueOf(MongoBackup.FORM) == MongoBackupForm.ARCHIVE;
  }

  /** Where it is written, for the text of a step. */
  static String into(OptionValues values, Path archive) {
    return " into an unfinished "
        + (isFile(values) ? "file" : "directory")
        + (values.valueOf(MongoBackup.GZIP) ? " packed by gzip" : "")
        + " beside "
        + archive;
  }

  /** It is there, and it is this one: somebody else may have given the name away meanwhile. */
  static boolean isPublished(Path archive, String id) {
    return Files.exists(archive, LinkOption.NOFOLLOW_LINKS)
        && MongoStored.at(archive).inspect().id().equals(id);
  }

  /** Makes it. */
  BackupInfo backup(StepContext step) {
    return MongoSent.translated(
        context,
        "find",
        () -> {
          try {
            return backedUp(step);
          } catch (IOException e) {
            throw StorageFailures.writing(archive, "writing the backup", e);
          }
        });
  }

  private BackupInfo backedUp(StepContext step) throws IOException {
    Instant startedAt = context.clock().instant();
    OptionValues values = options.platformOptions();
    boolean file = isFile(values);
    boolean gzip = values.valueOf(MongoBackup.GZIP);
    try (ArchivePublisher publisher =
        file ? ArchivePublisher.file(archive) : ArchivePublisher.directory(archive)) {
      MongoDump.Dumped dumped;
      try (MongoDumpTarget target =
          file
              ? new MongoArchiveTarget(archive, publisher.output(), gzip)
              : new MongoDirectoryTarget(publisher.partial(), gzip)) {
        dumped = writing.write(target, step);
      }
      ArchiveContent content = publisher.seal(step::throwIfCancelled);
      List<String> checked = prove(publisher, dumped, step);
      Manifest.Builder told = telling.apply(dumped);
      Manifest plain =
          told.platform(DatabaseType.MONGODB)
              .serverVersion(context.product().versionText())
              .toolVersion("mongodb-driver-sync " + MongoDriverVersions.driver())
              .startedAt(startedAt)
              .finishedAt(context.clock().instant())
              .content(content)
              .build();
      Map<String, String> attributes = new HashMap<>(plain.attributes());
      attributes.put(MongoStored.FORM, values.valueOf(MongoBackup.FORM).name());
      attributes.put("gzip", Boolean.toString(gzip));
      attributes.put("documents", Long.toString(dumped.documents()));
      attributes.put("collections", Integer.toString(dumped.contents().items().size()));
      attributes.put("checked", String.join("; ", checked));
      Manifest manifest = plain.toBuilder().attributes(attributes).build();
      step.throwIfCancelled();
      id.set(manifest.backupId());
      publisher.publish(manifest);
      return manifest.toBackupInfo(archive, checked);
    }
  }

  private List<String> prove(
      ArchivePublisher publisher, MongoDump.Dumped dumped, StepContext step) {
    List<String> checked = new ArrayList<>();
    checked.add(
        what(dumped)
            + " were read to the end of each cursor; every byte was hashed and brought to"
            + " the disk");
    if (options.verify() != VerifyLevel.MANIFEST) {
      checked.addAll(
          MongoStored.readThrough(
              MongoStored.at(publisher.partial()).source(),
              options.platformOptions().valueOf(MongoBackup.PARALLEL),
              step));
    }
    if (options.verify().compareTo(VerifyLevel.RESTORE) >= 0) {
      checked.addAll(
          trial.restore(
              MongoStored.at(publisher.partial()),
              options.verify() == VerifyLevel.RESTORE_AND_CHECK,
              step));
    }
    return checked;
  }

  private static String what(MongoDump.Dumped dumped) {
    Optional<String> entries =
        dumped.oplog().map(copied -> copied.entries() + " entries of the oplog");
    String documents = dumped.documents() + " documents";
    return entries
        .map(told -> dumped.contents().items().isEmpty() ? told : documents + " and " + told)
        .orElse(documents);
  }
}

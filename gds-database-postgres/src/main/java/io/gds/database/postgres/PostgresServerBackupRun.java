package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.archive.Manifest;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One backup of the whole server, from its begin to its name. Used by one thread. */
final class PostgresServerBackupRun {
  private final PostgresContext context;
  private final PostgresServerShelf shelf;
  private final BackupOptions options;
  private final PostgresBaseRun run;
  private final Path archive;
  private final Optional<PostgresIncremental> incremental;

  PostgresServerBackupRun(
      PostgresContext context,
      PostgresServerShelf shelf,
      BackupOptions options,
      PostgresBaseRun run,
      Path archive,
      Optional<PostgresIncremental> incremental) {
    this.context = context;
    this.shelf = shelf;
    this.options = options;
    this.run = run;
    this.archive = archive;
    this.incremental = incremental;
  }

  /**
   * Makes it, proves it, and gives it its name.
   *
   * @param places where the tablespaces lay on the server when it was planned, by their OIDs
   */
  BackupInfo backup(Map<String, String> places, StepContext step) {
    Instant startedAt = context.clock().instant();
    PostgresToolSessions.endAbandoned(context);
    PostgresServerFacts facts = PostgresServerFacts.read(context, step);
    requireAsPlanned(facts, places);
    Optional<BackupInfo> base = incremental.map(PostgresIncremental::require);
    try (PostgresToolLogin login = PostgresToolLogin.open(context, run.session());
        ArchivePublisher publisher = ArchivePublisher.directory(archive)) {
      PostgresBaseMoment moment = PostgresBaseMoment.before(context, facts.standby(), step);
      String tool = run.backup(login, places, publisher, step);
      moment.after(step);
      ArchiveContent content = publisher.seal(step::throwIfCancelled);
      PostgresBaseArchive made = PostgresBaseArchive.at(publisher.partial());
      requireKnown(made, facts);
      PostgresBaseManifest files = made.manifest();
      PostgresBaseProof proof = new PostgresBaseProof(context, tools(), made, files, archive, step);
      List<String> checked = new ArrayList<>();
      checked.add(
          "pg_basebackup ended without error; every byte was hashed and brought to the disk");
      if (options.verify() != VerifyLevel.MANIFEST) {
        checked.addAll(proof.prove(facts));
      }
      Map<String, String> attributes = attributes(facts, checked);
      Map<String, String> positions = positions(files);
      Manifest.Builder written = Manifest.builder();
      if (facts.standby()) {
        PostgresBaseEnd end = proof.end();
        end.last().ifPresent(last -> positions.put(PostgresServerBackups.LAST, last.toString()));
        moment.of(end, files.end()).ifPresent(written::consistentAt);
      } else {
        written.consistentAt(moment.ofPrimary());
      }
      base.ifPresent(
          on -> {
            written.basedOn(on.id());
            positions.put(
                PostgresServerBackups.BASE_START,
                on.positions().getOrDefault(PostgresServerBackups.START, ""));
          });
      Manifest manifest =
          written
              .platform(DatabaseType.POSTGRESQL)
              .database(context.runner().engine())
              .backupType(base.isPresent() ? BackupType.INCREMENTAL : BackupType.FULL)
              .serverVersion(facts.serverVersion())
              .toolVersion(tool)
              .startedAt(startedAt)
              .finishedAt(context.clock().instant())
              .positions(positions)
              .attributes(attributes)
              .content(content)
              .build();
      if (options.verify().compareTo(VerifyLevel.RESTORE) >= 0) {
        checked.addAll(
            new PostgresServerTrial(
                    context,
                    shelf.chain(manifest.toBackupInfo(publisher.partial(), checked)).requireWhole(),
                    archive,
                    tools(),
                    options.verify() == VerifyLevel.RESTORE_AND_CHECK)
                .run(step));
        attributes.put("checked", String.join("; ", checked));
        manifest = manifest.toBuilder().attributes(attributes).build();
      }
      step.throwIfCancelled();
      // What it builds on may have been deleted while this took its time.
      incremental.ifPresent(PostgresIncremental::require);
      publisher.publish(manifest);
      return manifest.toBackupInfo(archive, checked);
    }
  }

  private Optional<Path> tools() {
    return options.platformOptions().given(PostgresServerBackup.TOOLS);
  }

  /** What is not led elsewhere would be written where it lies on the server. */
  private void requireAsPlanned(PostgresServerFacts facts, Map<String, String> places) {
    if (run.layout() == PostgresBackupLayout.PLAIN && !facts.places().equals(places)) {
      throw ErrorDetails.of(
              ErrorCode.PLAN_STALE, "the server's tablespaces are others than when it was planned")
          .target(context.runner().engine())
          .remedy("Plan it again.")
          .toException();
    }
  }

  private static Map<String, String> positions(PostgresBaseManifest files) {
    Map<String, String> positions = new HashMap<>();
    positions.put(PostgresServerBackups.START, files.start().toString());
    positions.put(PostgresServerBackups.END, files.end().toString());
    positions.put(PostgresServerBackups.TIMELINE, Long.toString(files.timeline()));
    return positions;
  }

  /** Without the name and place of a tablespace it could not be restored. */
  private void requireKnown(PostgresBaseArchive made, PostgresServerFacts facts) {
    if (!made.tablespaces().equals(facts.tablespaces().keySet())) {
      throw ErrorDetails.of(
              ErrorCode.SERVER_BUSY,
              "tablespaces were made or dropped while the backup began; without their names it"
                  + " could not be restored")
          .target(context.runner().engine())
          .remedy("Back up again.")
          .toException();
    }
  }

  private Map<String, String> attributes(PostgresServerFacts facts, List<String> checked) {
    Map<String, String> attributes = new HashMap<>(facts.attributes());
    attributes.put(PostgresServerBackups.LAYOUT, run.layout().name());
    attributes.put("label", run.session());
    attributes.put("checked", String.join("; ", checked));
    options
        .platformOptions()
        .given(PostgresServerBackup.WAL_ARCHIVE)
        .ifPresent(
            path ->
                attributes.put(
                    PostgresServerBackups.WAL_ARCHIVE, path.toAbsolutePath().toString()));
    return attributes;
  }
}

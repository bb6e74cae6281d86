package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Backs a database or a server up. */
@Command(
    name = "backup",
    description = "Back a database, or the whole server, up, and check the archive.")
final class BackupCommand extends ChangeCommand {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The database.")
  private @Nullable String name;

  @Mixin private final Subject subject = new Subject();

  @ArgGroup(multiplicity = "1")
  private Destination destination = new Destination();

  /** Where to; one of the two. */
  static final class Destination {
    @Option(
        names = "--to",
        required = true,
        paramLabel = "PATH",
        description =
            "The archive to write; server:PATH, @STAGE or a URL names another side. Repeated: the"
                + " parts of one that is striped.")
    private @Nullable List<String> to;

    @Option(
        names = "--into",
        required = true,
        paramLabel = "DIR",
        description = "A directory, in which a name that is free is picked.")
    private @Nullable String into;
  }

  @Option(names = "--type", paramLabel = "T", description = "full, differential, log, logical, ...")
  private @Nullable BackupType type;

  @Option(
      names = "--verify",
      paramLabel = "LEVEL",
      description = "manifest, archive (default), restore or restore-and-check.")
  private VerifyLevel verify = VerifyLevel.ARCHIVE;

  @Mixin private final PlatformOptions platform = new PlatformOptions();

  BackupCommand(Gds gds) {
    super(gds);
  }

  @Override
  String verb() {
    return "backup";
  }

  @Override
  String target() {
    return subject.target(name);
  }

  @Override
  void check() {
    subject.check("backup", name);
  }

  @Override
  Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
    SupportsBackup backups = subject.require(engine, name, SupportsBackup.class);
    BackupOptions.Builder options =
        BackupOptions.builder()
            .verify(verify)
            .options(platform.values("backup options", backups.backupKeys()));
    if (destination.to != null) {
      options.to(Places.parse(destination.to, engine));
    }
    if (destination.into != null) {
      options.into(Places.parse(destination.into, engine));
    }
    if (type != null) {
      options.type(type);
    }
    return backups.prepareBackup(options.build());
  }
}

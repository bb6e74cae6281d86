package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores a database or a server. */
@Command(
    name = "restore",
    description =
        "Restore a backup as a database, or as a server. Asks before it overwrites, unless --yes.")
final class RestoreCommand extends ChangeCommand {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The database to make of it.")
  private @Nullable String name;

  @Mixin private final Subject subject = new Subject();

  @Option(
      names = "--from",
      paramLabel = "PATH",
      description = "The archive. Repeated: the parts of one that is striped.")
  private List<String> from = new ArrayList<>();

  @Option(
      names = "--history",
      paramLabel = "DATABASE",
      description =
          "Instead: from the recorded backups of this database, of which those are chosen"
              + " that are needed.")
  private @Nullable String history;

  @Option(
      names = "--in",
      paramLabel = "DIR",
      description = "Where those lie, on platforms that keep no history of their own.")
  private @Nullable String directory;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      converter = Instants.class,
      description = "As it was at this instant, where the platform can.")
  private @Nullable Instant at;

  @Option(
      names = "--map",
      paramLabel = "OLD=NEW",
      description =
          "Where a tablespace or filegroup goes, by its name in the backup; may be repeated.")
  private Map<String, String> tablespaces = new LinkedHashMap<>();

  @Option(
      names = "--map-file",
      paramLabel = "OLD=NEW",
      description = "The same for a data or log file.")
  private Map<String, String> files = new LinkedHashMap<>();

  @Option(
      names = "--map-namespace",
      paramLabel = "OLD=NEW",
      description = "The same for a schema, collection or other namespace.")
  private Map<String, String> namespaces = new LinkedHashMap<>();

  @Option(names = "--overwrite", description = "Replace a database of that name.")
  private boolean overwrite;

  @Option(
      names = "--force",
      description =
          "End its sessions first, where the platform can; replace a damaged one though it cannot"
              + " be seen who uses it.")
  private boolean force;

  @Option(
      names = "--verify",
      paramLabel = "LEVEL",
      description = "How the archive is verified first: manifest, archive (default), ...")
  private VerifyLevel verify = VerifyLevel.ARCHIVE;

  @Mixin private final PlatformOptions platform = new PlatformOptions();

  RestoreCommand(Gds gds) {
    super(gds);
  }

  @Override
  String verb() {
    return "restore";
  }

  @Override
  String target() {
    return subject.target(name);
  }

  @Override
  void check() {
    subject.check("restore", name);
    List<OptionFault> faults = new ArrayList<>();
    if (from.isEmpty() == (history == null)) {
      String why =
          from.isEmpty()
              ? "is missing: name the archive, or by --history the database whose backups are meant"
              : "and --history exclude each other";
      faults.add(new OptionFault("--from", why));
    }
    if (directory != null && history == null) {
      faults.add(new OptionFault("--in", "goes with --history"));
    }
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("restore", faults);
    }
  }

  private RestoreSource source(DatabaseEngine engine) {
    if (history == null) {
      return RestoreSource.archive(Places.parse(from, engine));
    }
    return directory == null
        ? RestoreSource.history(history)
        : RestoreSource.history(history, Places.parse(directory, engine));
  }

  @Override
  Optional<String> question() {
    return overwrite && !subject.isServer()
        ? Optional.of("replace the database " + target() + ", should it exist, by " + what() + "?")
        : Optional.empty();
  }

  private String what() {
    return history == null ? String.join(", ", from) : "a backup of " + history;
  }

  @Override
  Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
    SupportsRestore restores = subject.require(engine, name, SupportsRestore.class);
    RestoreOptions.Builder options =
        RestoreOptions.builder()
            .from(source(engine))
            .overwrite(overwrite)
            .force(force)
            .verify(verify)
            .options(platform.values("restore options", restores.restoreKeys()));
    if (at != null) {
      options.pointInTime(at);
    }
    map(options, RestoreMapping.Kind.TABLESPACE, tablespaces);
    map(options, RestoreMapping.Kind.FILE, files);
    map(options, RestoreMapping.Kind.NAMESPACE, namespaces);
    return restores.prepareRestore(options.build());
  }

  private static void map(
      RestoreOptions.Builder options, RestoreMapping.Kind kind, Map<String, String> given) {
    given.forEach((from, to) -> options.map(kind, from, to));
  }
}

package io.gds.database.cli;

import io.gds.database.CapabilityStatus;
import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseMetadata;
import io.gds.database.DatabaseQuery;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.data.SqlSource;
import io.gds.database.data.SupportsSql;
import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Progress;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The story that the demo tells. Every sentence of it is followed by what really happened. */
final class Demo {
  private static final String SHOP = "shop";

  /** What of a backup is told. */
  private static final Set<String> TOLD =
      Set.of("backupType", "location", "consistentAt", "bytes", "sha256", "checked");

  private final Gds gds;
  private final Path directory;
  private final PrintStream story;
  private final DatabaseEngine engine;
  private final List<AuditRecord> records;
  private final List<Comparison> comparisons = new ArrayList<>();
  private int chapter;

  Demo(Gds gds, DatabaseEngine engine, Path directory, List<AuditRecord> records) {
    this.gds = gds;
    this.engine = engine;
    this.directory = directory;
    this.records = records;
    story = gds.output().format() == Format.TABLE ? gds.console().out() : gds.console().err();
  }

  /** What was compared, once the story is told. */
  List<Comparison> comparisons() {
    return List.copyOf(comparisons);
  }

  void run() throws SQLException {
    story.println("The main job, on " + engine.type() + " in " + directory);
    Database shop = engine.database(SHOP);
    create(shop);
    look(shop);
    Map<String, Fingerprint> original = Fingerprint.of(shop);
    Path archive = directory.resolve("shop.gds");
    backup(shop, archive);
    verify(archive);
    lose(shop);
    restore(shop, archive);
    compare("restored", original, shop);
    cloneTo(shop, original);
    showDrop(shop, original);
    honest();
    audit();
    story.println();
    boolean same = comparisons.stream().allMatch(Comparison::same);
    story.println(
        same
            ? "Every comparison held; the directory is removed again."
            : "A COMPARISON DID NOT HOLD: see above.");
    story.flush();
  }

  private void create(Database shop) throws SQLException {
    chapter("Create a database, and fill it through plain JDBC");
    tell(run(shop.prepareCreate(CreateOptions.defaults())));
    try (SqlSource source = shop.require(SupportsSql.class).openSql()) {
      new Shop().fill(source);
    }
  }

  private void look(Database shop) throws SQLException {
    chapter("List and describe");
    DatabaseQuery query = DatabaseQuery.userDatabases().with(Detail.SIZE);
    List<DatabaseMetadata> found =
        engine.databases(query).stream().<DatabaseMetadata>map(Database::metadata).toList();
    Table.lines(DatabasesCommand.COLUMNS, found).forEach(this::line);
    story.println();
    tell(Fields.of(shop.refresh(Detail.SIZE)));
    String rows =
        Fingerprint.of(shop).entrySet().stream()
            .map(entry -> entry.getKey() + " " + Human.of(entry.getValue().rows()))
            .collect(Collectors.joining(", "));
    line("rows: " + rows);
  }

  private void backup(Database shop, Path archive) {
    chapter("Back it up: consistent, hashed, checked, then published by an atomic rename");
    OperationResult<BackupInfo> result =
        run(shop.require(SupportsBackup.class).prepareBackup(BackupOptions.to(archive)));
    tell(result);
    Map<String, @Nullable Object> fields = Fields.of(result.orThrow());
    fields.keySet().retainAll(TOLD);
    tell(fields);
  }

  private void verify(Path archive) {
    chapter("Verify it, as far as restoring it aside");
    SupportsBackupCatalog catalog = engine.require(SupportsBackupCatalog.class);
    VerifyLevel level =
        catalog.verifyLevels().contains(VerifyLevel.RESTORE_AND_CHECK)
            ? VerifyLevel.RESTORE_AND_CHECK
            : VerifyLevel.ARCHIVE;
    VerifyOptions options = VerifyOptions.of(archive).toBuilder().level(level).build();
    OperationResult<BackupVerification> result = run(catalog.prepareVerifyBackup(options));
    tell(result);
    line("level " + level + ", checked: " + Human.of(result.orThrow().checked()));
  }

  private void lose(Database shop) {
    chapter("Lose it: drop the database");
    tell(run(shop.prepareDrop(DropOptions.defaults())));
    line("exists: " + Human.of(shop.exists()));
  }

  private void restore(Database shop, Path archive) {
    chapter("Restore it; the archive is verified before anything is touched");
    tell(run(shop.require(SupportsRestore.class).prepareRestore(RestoreOptions.from(archive))));
  }

  private void cloneTo(Database shop, Map<String, Fingerprint> original) throws SQLException {
    chapter("Clone it");
    tell(run(shop.require(SupportsClone.class).prepareClone(CloneOptions.to("shop_copy"))));
    compare("clone", original, engine.database("shop_copy"));
  }

  private void showDrop(Database shop, Map<String, Fingerprint> original) throws SQLException {
    chapter("Script a drop, and do not do it");
    Operation<?> drop = shop.prepareDrop(DropOptions.defaults());
    Scripts.lines(drop).forEach(this::line);
    compare("after the dry run", original, engine.database(SHOP));
  }

  private void honest() {
    chapter("Ask for what this platform has not");
    CapabilityStatus users = engine.capabilities().status(SupportsUsers.class);
    line(users.subject() + ": " + users.availability() + ", " + users.reason());
  }

  private void audit() {
    chapter("The audit trail");
    List<Column<AuditRecord>> columns =
        List.of(
            Column.left("TIME", r -> r.finishedAt().orElse(r.startedAt())),
            Column.left("EVENT", AuditRecord::event),
            Column.left("OPERATION", AuditRecord::operation),
            Column.left("TARGET", r -> Path.of(r.target()).getFileName()),
            Column.left("BY", AuditRecord::actor),
            Column.left("OUTCOME", AuditRecord::outcome),
            Column.left("ID", r -> r.operationId().substring(0, 8)));
    Table.lines(columns, records).forEach(this::line);
  }

  private void compare(String name, Map<String, Fingerprint> original, Database database)
      throws SQLException {
    List<Comparison> mine = Comparison.of(name, original, Fingerprint.of(database));
    Table.lines(Comparison.COLUMNS, mine).forEach(this::line);
    comparisons.addAll(mine);
  }

  private <T extends @Nullable Object> OperationResult<T> run(Operation<T> operation) {
    Map<String, Progress> phases = new LinkedHashMap<>();
    try (ProgressBar bar = new ProgressBar(gds.console().err(), operation.name())) {
      OperationContext context =
          OperationContext.builder()
              .reason("demo")
              .progress(
                  progress -> {
                    synchronized (phases) {
                      phases.put(progress.phase(), progress);
                    }
                    if (gds.console().watches()) {
                      bar.accept(progress);
                    }
                  })
              .build();
      OperationResult<T> result = gds.interruption().run(engine.operations(), operation, context);
      result.orThrow();
      return result;
    } finally {
      synchronized (phases) {
        phases.values().stream()
            .filter(last -> last.total().isPresent())
            .forEach(last -> line(ProgressBar.line(operation.name(), last)));
      }
    }
  }

  private void tell(OperationResult<?> result) {
    line(result.message() + " in " + Human.duration(result.elapsed()));
  }

  private void tell(Map<String, @Nullable Object> fields) {
    Output.text(fields).forEach(this::line);
  }

  private void chapter(String title) {
    chapter++;
    story.println();
    story.println(chapter + ". " + title);
  }

  private void line(String text) {
    story.println("   " + text);
    story.flush();
  }
}

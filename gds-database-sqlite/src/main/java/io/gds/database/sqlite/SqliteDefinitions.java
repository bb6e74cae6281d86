package io.gds.database.sqlite;

import io.gds.database.AlterOptions;
import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.SupportsDefinition;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.FileSync;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creating, renaming and dropping a database: making, moving and deleting its file. */
final class SqliteDefinitions {
  private static final long LEAST_ROOM = 1L << 20;

  private final SqliteContext context;
  private final SqliteDatabase database;

  SqliteDefinitions(SqliteContext context, SqliteDatabase database) {
    this.context = context;
    this.database = database;
  }

  private String name() {
    return database.name();
  }

  Operation<SqliteDatabase> prepareCreate(CreateOptions options) {
    context.runner().requireOpen();
    List<OptionFault> faults = new ArrayList<>();
    options.owner().ifPresent(o -> faults.add(new OptionFault("owner", "SQLite has no owners")));
    options
        .collation()
        .ifPresent(
            c -> faults.add(new OptionFault("collation", "SQLite sets collations per column")));
    options.requireKnown(SqliteCreate.KEYS, faults);
    Plan.Builder<SqliteDatabase> plan =
        context.runner().<SqliteDatabase>plan("create", name()).options(options);
    boolean exists = context.files().find(name()).isPresent();
    if (exists && options.mode() == CreateMode.IF_NOT_EXISTS) {
      return plan.step(
              StepKind.FILE,
              Effect.READ,
              "leave \"" + name() + "\" as it is: it exists",
              step -> {})
          .yields(() -> database);
    }
    Path directory = context.files().directory();
    plan.check(() -> context.checks().takesFiles(directory))
        .check(() -> context.checks().localFileSystem(directory))
        .check(() -> context.checks().room(directory, LEAST_ROOM));
    boolean replace = exists && options.mode() == CreateMode.REPLACE;
    if (replace) {
      plan.check(() -> context.checks().exists(name()))
          .check(() -> context.checks().writable(name()))
          .check(() -> context.checks().seeminglyUnused(name()));
    } else {
      plan.check(() -> context.checks().free(context.files(), name()));
    }
    Path place = file();
    return plan.step(
            StepKind.SQL,
            Effect.ONCE,
            String.join(";\n", statements(options.platformOptions()))
                + ";\n-- in a new file, which then "
                + (replace ? "takes the place of " : "becomes ")
                + place,
            step -> create(options.platformOptions(), place, replace, step))
        .yields(() -> database);
  }

  /** The file it has, or would get. */
  private Path file() {
    return context
        .files()
        .find(name())
        .map(SqliteFileFacts::file)
        .orElseGet(() -> context.files().place(name()));
  }

  private static List<String> statements(OptionValues options) {
    return List.of(
        // First, since it is settled by whatever looks at the new file.
        SqliteSql.pragma(
            "encoding", SqliteSql.literal(options.valueOf(SqliteCreate.ENCODING).pragma())),
        SqliteSql.pragma("page_size", options.valueOf(SqliteCreate.PAGE_SIZE)),
        SqliteSql.pragma("application_id", options.valueOf(SqliteCreate.APPLICATION_ID)),
        SqliteSql.pragma("user_version", options.valueOf(SqliteCreate.USER_VERSION)),
        // The first table makes the file remember all of the above.
        "CREATE TABLE first (a)",
        "DROP TABLE first",
        "VACUUM",
        SqliteSql.pragma("journal_mode", options.valueOf(SqliteCreate.JOURNAL_MODE)));
  }

  private void create(OptionValues options, Path place, boolean replace, StepContext step) {
    try (SqlitePartial partial = SqlitePartial.in(context.files().directory())) {
      try (SqlSession session = context.connections().open(partial.path(), SqliteAccess.CREATE)) {
        for (String statement : statements(options)) {
          session.execute(statement);
        }
      }
      partial.sync();
      step.throwIfCancelled();
      if (replace) {
        drop(true, step);
      }
      partial.publish(place);
    }
  }

  Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    context.runner().requireOpen();
    if (options.owner().isPresent()) {
      throw UnsupportedCapabilityException.of(
          DatabaseType.SQLITE.id(),
          name(),
          CapabilityStatus.absent(
              SupportsDefinition.class,
              Availability.NOT_ON_PLATFORM,
              "its databases have no owner",
              "Change the owner of the file instead."));
    }
    options.requireKnown(Set.<OptionKey<?>>of(), List.of());
    String newName = SqliteNames.check(options.newName().orElseThrow());
    Path from = file();
    Path to = context.files().place(newName);
    return context
        .runner()
        .<@Nullable Void>plan("alter", name())
        .options(options)
        .check(() -> context.checks().exists(name()))
        .check(() -> context.checks().free(context.files(), newName))
        .check(() -> context.checks().takesFiles(context.files().directory()))
        .check(() -> context.checks().writable(name()))
        .check(() -> context.checks().seeminglyUnused(name()))
        .step(
            StepKind.FILE,
            Effect.ONCE,
            "take " + from + " exclusively, then call the file " + to,
            step -> rename(to, step))
        .yields(() -> null);
  }

  private void rename(Path to, StepContext step) {
    SqliteFileFacts facts = context.files().require(name());
    boolean wasWal;
    try (SqliteExclusive exclusive = SqliteExclusive.of(context, facts, step)) {
      wasWal = exclusive.wasWal();
      move(facts.file(), to);
      exclusive.gone();
      FileSync.directory(Listing.directoryOf(to));
    } catch (IOException | UnsupportedOperationException e) {
      throw StorageFailures.writing(
          to, "renaming the database", e instanceof IOException io ? io : new IOException(e));
    }
    if (wasWal) {
      try (SqlSession session = context.connections().open(to, SqliteAccess.READ_WRITE)) {
        SqliteConnections.value(session, "journal_mode = WAL");
      }
    }
  }

  /**
   * Gives a file that is locked another name, which fails if it is taken. Only then the side files
   * that lie beside that name are known to be nobody's; while the lock is held, nobody reads them.
   */
  private static void move(Path from, Path to) throws IOException {
    Files.createLink(to, from);
    boolean moved = false;
    try {
      SideFiles.delete(to);
      Files.delete(from);
      moved = true;
    } finally {
      if (!moved) {
        Files.delete(to);
      }
    }
  }

  Operation<@Nullable Void> prepareDrop(DropOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.<OptionKey<?>>of(), List.of());
    Plan.Builder<@Nullable Void> plan =
        context.runner().<@Nullable Void>plan("drop", name()).options(options);
    if (options.ifExists() && context.files().find(name()).isEmpty()) {
      return plan.step(
              StepKind.FILE,
              Effect.READ,
              "leave it at that: there is no database \"" + name() + "\"",
              step -> {})
          .yields(() -> null);
    }
    plan.check(() -> context.checks().exists(name()))
        .check(() -> context.checks().takesFiles(context.files().directory()))
        .check(() -> context.checks().seeminglyUnused(name()));
    return plan.step(
            StepKind.FILE,
            Effect.ONCE,
            "take "
                + file()
                + " exclusively, then delete it and the -wal, -shm and -journal beside it",
            step -> drop(options.ifExists(), step))
        .yields(() -> null);
  }

  /** The main file first: side files that a crash leaves without it are harmless, and swept. */
  private void drop(boolean goneIsFine, StepContext step) {
    Optional<SqliteFileFacts> found = context.files().find(name());
    if (found.isEmpty() && goneIsFine) {
      return;
    }
    SqliteFileFacts facts = context.files().require(name());
    Optional<SqliteExclusive> held = exclusive(facts, step);
    try {
      Files.delete(facts.file());
      held.ifPresent(SqliteExclusive::gone);
      SideFiles.delete(facts.file());
      FileSync.directory(Listing.directoryOf(facts.file()));
    } catch (IOException e) {
      throw StorageFailures.writing(facts.file(), "deleting the database", e);
    } finally {
      held.ifPresent(SqliteExclusive::close);
    }
  }

  /** A damaged database cannot be locked, and nobody can be using it. */
  private Optional<SqliteExclusive> exclusive(SqliteFileFacts facts, StepContext step) {
    try {
      return Optional.of(SqliteExclusive.of(context, facts, step));
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.DATABASE_CORRUPT || e.code() == ErrorCode.ARCHIVE_UNRECOGNIZED) {
        return Optional.empty();
      }
      throw e;
    }
  }
}

package io.gds.database.sqlite;

import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.DatabaseQuery;
import io.gds.database.EngineStatus;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.core.forward.ForwardingBackupCatalog;
import io.gds.database.core.forward.ForwardingConfiguration;
import io.gds.database.core.forward.ForwardingMetrics;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.operation.OperationExecutor;
import io.gds.database.settings.SupportsConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The engine: hands each capability to the class that has it. */
final class DefaultSqliteEngine
    implements SqliteEngine, ForwardingBackupCatalog, ForwardingConfiguration, ForwardingMetrics {
  private final ConnectionInfo info;
  private final SqliteContext context;
  private final SqliteCatalog catalog;
  private final SqliteSettings settings;
  private final SqliteMetrics metrics;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable SqliteEngineMetadata reading;

  DefaultSqliteEngine(ConnectionInfo info, SqliteContext context) {
    this.info = info;
    this.context = context;
    catalog = new SqliteCatalog(context);
    settings = new SqliteSettings(context);
    metrics = new SqliteMetrics(context);
  }

  SqliteContext context() {
    return context;
  }

  SqliteCatalog catalog() {
    return catalog;
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.SQLITE;
  }

  @Override
  public String name() {
    return context.runner().engine();
  }

  @Override
  public ConnectionInfo connectionInfo() {
    return info;
  }

  @Override
  public SqliteEngineMetadata metadata() {
    SqliteEngineMetadata last = reading;
    return last == null ? refresh() : last;
  }

  @Override
  public SqliteEngineMetadata refresh() {
    context.runner().requireOpen();
    Path directory = context.files().directory();
    try (SqlSession session = context.connections().openNone()) {
      SqliteEngineMetadata now =
          new SqliteEngineMetadata(
              name(),
              session
                  .first("SELECT sqlite_version() AS v", row -> row.text("v"))
                  .orElseGet(SqliteVersions::library),
              Files.isWritable(directory) ? EngineStatus.ONLINE : EngineStatus.READ_ONLY,
              Optional.of(
                  Files.readAttributes(directory, BasicFileAttributes.class)
                      .creationTime()
                      .toInstant()),
              info.decommissionedAt(),
              context.clock().instant(),
              directory,
              context.files().single(),
              Files.getFileStore(directory).type(),
              SqliteVersions.driver(),
              session.first("SELECT sqlite_source_id() AS v", row -> row.text("v")).orElse(""),
              session.query("PRAGMA compile_options", row -> row.text("compile_options")));
      reading = now;
      return now;
    } catch (IOException e) {
      throw StorageFailures.reading(directory, "reading the directory's attributes", e);
    }
  }

  /** This process's own clock: there is no other. */
  @Override
  public Instant serverTime() {
    context.runner().requireOpen();
    return context.clock().instant();
  }

  @Override
  public void ping() {
    context.runner().requireOpen();
    SqliteProvider.requireThere(context.files());
  }

  @Override
  public List<SqliteDatabase> databases() {
    return databases(DatabaseQuery.userDatabases());
  }

  @Override
  public List<SqliteDatabase> databases(DatabaseQuery query) {
    context.runner().requireOpen();
    SqliteReadings readings = new SqliteReadings(context);
    return context.files().all().entrySet().stream()
        .filter(entry -> query.matches(entry.getKey()))
        .<SqliteDatabase>map(
            entry ->
                new DefaultSqliteDatabase(
                    this,
                    entry.getKey(),
                    Optional.of(readings.of(entry.getKey(), entry.getValue(), query.details()))))
        .toList();
  }

  @Override
  public SqliteDatabase database(String name) {
    return new DefaultSqliteDatabase(this, SqliteNames.check(name), Optional.empty());
  }

  @Override
  public OperationExecutor operations() {
    return context.runner();
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return SqliteCapabilities.OF_ENGINE.contains(type)
        ? Optional.of(type.cast(this))
        : Optional.empty();
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return capability(type)
        .orElseThrow(() -> SqliteCapabilities.refusal(name(), SqliteCapabilities.ofEngine(type)));
  }

  @Override
  public CapabilityReport capabilities() {
    context.runner().requireOpen();
    return SqliteCapabilities.reportOfEngine(name(), context.clock().instant());
  }

  @Override
  public SupportsBackupCatalog backupCatalogDelegate() {
    return catalog;
  }

  @Override
  public SupportsConfiguration configurationDelegate() {
    return settings;
  }

  @Override
  public SupportsMetrics metricsDelegate() {
    return metrics;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        context.runner().close();
      } finally {
        context.runner().environment().engineClosed(this);
      }
    }
  }

  /** The name and the address. */
  @Override
  public String toString() {
    return name() + " (" + info.redactedUrl() + ")";
  }
}

package io.gds.database.sqlite;

import io.gds.database.Capability;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.spi.EngineEnvironment;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * SQLite's entry. Takes {@code sqlite:/path/of/directory}, {@code sqlite:/path/of/file.db},
 * relative paths, and the same behind {@code jdbc:}; no parameters, since the driver's could run
 * code. Or the caller's own data source, by {@link ConnectionInfo#over}: the file it leads to is
 * then found out, and the data source is what {@code openSql} hands out connections of. Stateless
 * and thread-safe.
 */
public final class SqliteProvider implements DatabaseProvider {
  /** Used by ServiceLoader; does nothing. */
  public SqliteProvider() {}

  @Override
  public DatabaseType type() {
    return DatabaseType.SQLITE;
  }

  @Override
  public Set<Class<? extends Capability>> offers() {
    return SqliteCapabilities.offers();
  }

  @Override
  public Optional<ConnectionInfo> parse(String url) {
    return SqliteUrls.parse(url);
  }

  @Override
  public String driverVersion() {
    return SqliteVersions.driver();
  }

  /**
   * Opens an engine on a directory or a file, which must be there unless the connection is lazy.
   *
   * @throws io.gds.database.error.NotFoundException if there is neither
   * @throws io.gds.database.error.ArchiveException with code ARCHIVE_UNRECOGNIZED if the file is no
   *     SQLite database
   * @throws io.gds.database.error.InvalidOptionsException if the connection has settings that mean
   *     nothing here
   */
  @Override
  public SqliteEngine open(ConnectionInfo info, EngineEnvironment environment) {
    SqliteUrls.check(info);
    Optional<DataSource> callers = info.external(DataSource.class);
    SqliteConnections connections =
        new SqliteConnections(
            info.name().orElseGet(info::redactedUrl),
            info.timeouts().query(),
            info.timeouts().connect(),
            environment);
    Path path =
        callers.isPresent()
            ? fileOf(callers.get(), connections)
            : info.path().orElseThrow(SqliteProvider::noPath);
    String name = info.name().orElseGet(path::toString);
    SqliteFiles files = files(path, connections);
    if (!info.isLazy()) {
      requireThere(files);
    }
    OperationRunner runner = new OperationRunner(DatabaseType.SQLITE, name, environment);
    return new DefaultSqliteEngine(
        info,
        new SqliteContext(
            runner,
            files,
            connections,
            new SqliteCopies(connections, environment.clock(), SqliteCopies.LARGE_BYTES),
            new SqliteCheckup(connections),
            new SqlitePools(runner, info, callers)));
  }

  private static RuntimeException noPath() {
    return ErrorDetails.of(ErrorCode.INVALID_CONNECTION, "SQLite needs the path of its files")
        .platform(DatabaseType.SQLITE.id())
        .target("path")
        .remedy("Name a directory or a file: sqlite:/path.")
        .toException();
  }

  /** The files of an engine on this path. */
  static SqliteFiles files(ConnectionInfo info, SqliteConnections connections) {
    return files(info.path().orElseThrow(SqliteProvider::noPath), connections);
  }

  private static SqliteFiles files(Path path, SqliteConnections connections) {
    Path real = real(path.toAbsolutePath().normalize());
    boolean single =
        Files.isRegularFile(real)
            || (!Files.exists(real)
                && SqliteNames.ENDINGS.stream()
                    .anyMatch(ending -> real.toString().endsWith(ending)));
    return single
        ? new SqliteFiles(Listing.directoryOf(real), Optional.of(real), connections)
        : new SqliteFiles(real, Optional.empty(), connections);
  }

  /** Without links, so that a database has one path however it was reached. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      // It need not be there, or not yet: whoever uses it says so.
      return path;
    }
  }

  /** Demands that the directory, or the database file, is there. */
  static void requireThere(SqliteFiles files) {
    Path path = files.single().orElseGet(files::directory);
    if (!Files.exists(path)) {
      throw ErrorDetails.of(ErrorCode.NOT_FOUND, "there is nothing at " + path)
          .target(path.toString())
          .with("path", path.toString())
          .remedy(
              "Create the directory, or check the path; databases are created through its engine.")
          .toException();
    }
    if (files.single().isPresent()) {
      requireDatabase(files, path);
    } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw StorageFailures.reading(
          path, "opening the directory", new IOException("it is neither directory nor plain file"));
    } else if (!Files.isReadable(path)) {
      throw StorageFailures.reading(
          path, "opening the directory", new AccessDeniedException(path.toString()));
    }
  }

  private static void requireDatabase(SqliteFiles files, Path path) {
    if (files.all().isEmpty()) {
      throw ErrorDetails.of(
              ErrorCode.ARCHIVE_UNRECOGNIZED,
              "the file " + path + " is no SQLite database, or an encrypted one")
          .target(path.toString())
          .with("path", path.toString())
          .remedy("Check the path, or open its directory.")
          .toException();
    }
  }

  private static Path fileOf(DataSource dataSource, SqliteConnections connections) {
    String file = connections.fileOf(dataSource);
    if (file.isEmpty()) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_CONNECTION, "the data source leads to a database without a file")
          .target("external")
          .remedy("Give one that leads to a database file.")
          .toException();
    }
    return Path.of(file);
  }
}

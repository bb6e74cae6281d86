package io.gds.database.testkit.server;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * A copy of a running server's data directory that starts as its streaming standby, made without
 * {@code pg_basebackup}, which embedded servers lack.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP">low
 *     level base backup</a>
 */
final class StandbyCopy implements LocalNode.DirectoryCopy {
  private static final int FUNCTIONS_RENAMED = 15;
  private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts");
  private static final Set<String> EMPTIED =
      Set.of("pg_wal", "pg_replslot", "pg_stat_tmp", "pg_dynshmem", "pg_notify", "pg_subtrans");

  private final LocalNode primary;
  private final String name;

  StandbyCopy(LocalNode primary, String name) {
    this.primary = primary;
    this.name = name;
  }

  @Override
  public void into(Path data, Path home) throws IOException {
    // One session throughout: the backup ends with it.
    try (Connection connection = new Jdbc(primary).connect(PostgresTestServer.DATABASE);
        Statement statement = connection.createStatement()) {
      boolean renamed = PostgresBinaries.majorOf(primary.version()) >= FUNCTIONS_RENAMED;
      statement.execute("SELECT pg_create_physical_replication_slot('" + name + "', true)");
      statement.execute(
          renamed
              ? "SELECT pg_backup_start('standby', true)"
              : "SELECT pg_start_backup('standby', true, false)");
      copy(primary.dataDirectory().orElseThrow(), data);
      try (ResultSet label =
          statement.executeQuery(
              renamed
                  ? "SELECT labelfile FROM pg_backup_stop(false)"
                  : "SELECT labelfile FROM pg_stop_backup(false, false)")) {
        label.next();
        Files.writeString(data.resolve("backup_label"), label.getString(1));
      }
    } catch (SQLException e) {
      throw new IOException("no copy of " + primary.description() + ": " + e.getMessage(), e);
    }
    Files.createDirectories(data.resolve("pg_wal/archive_status"));
    Files.createFile(data.resolve("standby.signal"));
    follow(data, home);
  }

  /** Says whom it follows. Appended: what was set on the primary must not be lost. */
  private void follow(Path data, Path home) throws IOException {
    String upstream =
        "host=%s port=%d user=%s application_name=%s"
            .formatted(primary.host(), primary.port(), primary.superuser(), name);
    String password = primary.password();
    if (password != null) {
      Path file = home.resolve("pgpass");
      Secrets.write(
          file,
          "*:*:*:*:" + password.replace("\\", "\\\\").replace(":", "\\:") + System.lineSeparator());
      upstream += " passfile='" + file + "'";
    }
    Files.writeString(
        data.resolve("postgresql.auto.conf"),
        "primary_conninfo = "
            + Spec.quoted(upstream)
            + "\nprimary_slot_name = "
            + Spec.quoted(name)
            + "\n",
        StandardOpenOption.APPEND);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(
        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(directory));
            if (!directory.equals(from)) {
              Files.copy(directory, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
            return from.equals(directory.getParent())
                    && EMPTIED.contains(directory.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!LEFT_OUT.contains(file.getFileName().toString())) {
              try {
                Files.copy(
                    file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
              } catch (IOException e) {
                return Trees.gone(e);
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            return Trees.gone(e);
          }
        });
  }
}

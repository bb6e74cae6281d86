package io.gds.database.testkit.sqlserver;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes a backup set of a database as it is now.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/restore-statements-headeronly-transact-sql">
 *     what its header says</a>
 */
final class BackupTaking {
  private final ModelServer server;
  private final BackupStatement backup;
  private final String user;
  private final ModelLog log;

  BackupTaking(ModelServer server, BackupStatement backup, String user) {
    this.server = server;
    this.backup = backup;
    this.user = user;
    log = server.databases().log(backup.database());
  }

  ModelBackupSet set(Instant started, int position) {
    boolean beginsChain =
        backup.type() == ModelBackupSet.Type.LOG
            && log.chain().equals(log.base())
            && log.forkPoint().isEmpty();
    ModelBackupSet.Forks forks = forks(beginsChain);
    ModelBackupSet.Lsns lsns = lsns();
    return new ModelBackupSet(
        UUID.randomUUID(),
        backup.type(),
        position,
        new ModelBackupSet.Names(
            backup.name(),
            backup.description(),
            user,
            backup.retainDays().map(days -> started.plus(Duration.ofDays(days)))),
        lsns,
        forks,
        new ModelBackupSet.Flags(backup.copyOnly(), backup.compressed(), backup.checksums()),
        started,
        server.clock().instant(),
        database(),
        backup.type() == ModelBackupSet.Type.LOG
            ? log.before(lsns.first())
            : log.before(lsns.last()),
        backup.type() == ModelBackupSet.Type.LOG
            ? log.between(lsns.first(), lsns.last())
            : List.of());
  }

  private ModelBackupSet.Forks forks(boolean beginsChain) {
    boolean bent = backup.type() == ModelBackupSet.Type.LOG && log.forkPoint().isPresent();
    return new ModelBackupSet.Forks(
        bent ? log.firstFork() : log.fork(),
        log.fork(),
        bent ? log.forkPoint() : Optional.empty(),
        beginsChain);
  }

  private ModelBackupSet.Lsns lsns() {
    BigDecimal here = log.write();
    BigDecimal first = backup.type() == ModelBackupSet.Type.LOG ? log.chain().orElseThrow() : here;
    boolean differential = backup.type() == ModelBackupSet.Type.DIFFERENTIAL;
    return new ModelBackupSet.Lsns(
        first,
        log.end(),
        here,
        log.base().orElse(BigDecimal.ZERO),
        differential ? log.base() : Optional.empty(),
        differential ? log.baseGuid() : Optional.empty());
  }

  private ModelBackupSet.Database database() {
    String name = backup.database();
    ModelDatabases databases = server.databases();
    return new ModelBackupSet.Database(
        name,
        log.family(),
        log.guid(),
        server
            .catalog()
            .first(
                LocalDateTime.class, "SELECT create_date FROM sys.databases WHERE name = ?", name)
            .orElseThrow(),
        databases.text(name, "recovery_model_desc").orElseThrow(),
        Integer.parseInt(databases.text(name, "compatibility_level").orElseThrow()),
        databases.text(name, "collation_name").orElse(ModelDatabases.COLLATION),
        databases.text(name, "is_read_only").map(Boolean::valueOf).orElse(false),
        databases.text(name, "user_access_desc").filter("SINGLE_USER"::equals).isPresent(),
        databases.text(name, "is_cdc_enabled").map(Boolean::valueOf).orElse(false),
        files(databases.demand(name)));
  }

  private List<ModelBackupSet.File> files(int database) {
    List<ModelBackupSet.File> files = new ArrayList<>();
    String groups = ModelTable.quoted(server.catalog().schemaOf(backup.database()));
    try (PreparedStatement statement =
            server
                .catalog()
                .prepare(
                    "SELECT f.file_id, f.file_guid, f.name, f.physical_name, f.type, g.name, f.size"
                        + " FROM sys.master_files f LEFT JOIN "
                        + groups
                        + ".filegroups g ON g.data_space_id = f.data_space_id"
                        + " WHERE f.database_id = "
                        + database
                        + " ORDER BY f.file_id");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        files.add(
            new ModelBackupSet.File(
                rows.getInt(1),
                rows.getObject(2, UUID.class),
                rows.getString(3),
                rows.getString(4),
                rows.getInt(5) == 1 ? "L" : "D",
                Objects.requireNonNullElse(rows.getString(6), ""),
                rows.getLong(7) * ModelFile.PAGE));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    return files;
  }
}

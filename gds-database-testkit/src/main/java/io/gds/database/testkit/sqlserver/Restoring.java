package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.math.BigDecimal;
import java.util.List;

/**
 * One step of a restore: rules about what may follow on what, and what becomes of the database.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/restore-statements-arguments-transact-sql">
 *     the vendor's page</a>
 */
final class Restoring {
  private final ModelServer server;
  private final ModelDatabases databases;
  private final ModelSession session;
  private final RestoreStatement restore;
  private final String name;
  private final ModelStop stop;

  Restoring(ModelSession session, RestoreStatement restore) {
    this.session = session;
    this.restore = restore;
    server = session.server();
    databases = server.databases();
    name = restore.database();
    stop = new ModelStop(restore, server.zone());
  }

  /** RESTORE DATABASE … WITH RECOVERY or STANDBY, which reads nothing. */
  WireAnswer recover() {
    databases.demand(name);
    demandRight();
    if (databases.log(name).parts().isPresent()) {
      return recoverParts();
    }
    if (!isRestoring()) {
      throw new ModelError(3153, 16, "The database is already fully recovered.");
    }
    finish();
    return WireAnswer.notice("3014", "RESTORE DATABASE successfully processed 0 pages.")
        .then(WireAnswer.done());
  }

  /** Parts are used again once the log has brought them to where the rest was. */
  private WireAnswer recoverParts() {
    if (!databases.log(name).partsAreWhole()) {
      throw new ModelError(
          4333, 16, "The database cannot be recovered because the log was not restored.");
    }
    databases.log(name).parts(null);
    if (isRestoring()) {
      finish();
    }
    return WireAnswer.notice("3014", "RESTORE DATABASE successfully processed 0 pages.")
        .then(WireAnswer.done());
  }

  WireAnswer restore(ModelBackupSet set) {
    demandRight();
    boolean log = restore.kind() == RestoreStatement.Kind.LOG;
    if (log != (set.type() == ModelBackupSet.Type.LOG)) {
      throw new ModelError(3135, 16, "The backup set cannot be used by this restore operation.");
    }
    boolean reached = true;
    boolean begun = databases.number(name).isPresent() && databases.log(name).parts().isPresent();
    if (!restore.parts().isEmpty() || (log && begun)) {
      parts(set, log);
      new MsdbRestores(server).add(restore, set, session.login());
      return WireAnswer.notice("3014", "RESTORE " + restore.kind() + " successfully processed.")
          .then(WireAnswer.done());
    }
    switch (set.type()) {
      case FULL -> full(set);
      case DIFFERENTIAL -> differential(set);
      case LOG -> reached = log(set);
    }
    new MsdbRestores(server).add(restore, set, session.login());
    databases.show(name);
    showPlace();
    if (!reached) {
      return stop.notReached().then(WireAnswer.done());
    }
    if (!restore.noRecovery()) {
      finish();
    }
    return WireAnswer.notice("3014", "RESTORE " + restore.kind() + " successfully processed.")
        .then(WireAnswer.done());
  }

  private void demandRight() {
    if (!session.may("CREATE ANY DATABASE") && !session.hasRole("dbcreator")) {
      throw new ModelError(
          3110, 14, "User does not have permission to RESTORE database '" + name + "'.");
    }
  }

  /** Whether backups can be restored onto it: it waits for them, or can be read meanwhile. */
  private boolean isRestoring() {
    return databases.text(name, "state_desc").filter("RESTORING"::equals).isPresent()
        || databases.text(name, "is_in_standby").filter("TRUE"::equalsIgnoreCase).isPresent();
  }

  /** Where the next backup goes on; nothing once the database was recovered. */
  private void showPlace() {
    // Of a database in standby the page says NULL.
    boolean waits = databases.text(name, "state_desc").filter("RESTORING"::equals).isPresent();
    ModelLog log = databases.log(name);
    server
        .catalog()
        .update(
            "UPDATE sys.master_files SET redo_start_lsn = ?, redo_start_fork_guid = ?,"
                + " differential_base_guid = ? WHERE database_id = ?",
            waits ? log.end() : null,
            waits ? log.fork() : null,
            log.baseGuid().orElse(null),
            databases.demand(name));
  }

  /** Pages and filegroups: while the rest is used only where the edition has that. */
  private void parts(ModelBackupSet set, boolean log) {
    databases.demand(name);
    boolean online =
        server.edition() == SqlServerEdition.DEVELOPER
            || server.edition() == SqlServerEdition.ENTERPRISE;
    if (!isRestoring() && !online) {
      throw new ModelError(
          3101, 16, "Exclusive access could not be obtained because the database is in use.");
    }
    ModelLog parts = databases.log(name);
    if (set.type() == ModelBackupSet.Type.DIFFERENTIAL) {
      if (parts.parts().isEmpty() || !parts.partsBase().equals(set.lsns().baseGuid())) {
        throw new ModelError(
            3136,
            16,
            "This differential backup cannot be restored because the database has not been"
                + " restored to the correct earlier state.");
      }
      parts.rollParts(set.lsns().last());
      return;
    }
    if (!log) {
      parts.parts(set.lsns().last());
      parts.partsBase(set.guid());
      return;
    }
    BigDecimal at = parts.parts().orElseThrow();
    if (set.lsns().first().compareTo(at) > 0) {
      throw new ModelError(
          4305, 16, "The log in this backup set is too recent to apply to the database.");
    }
    if (set.lsns().last().compareTo(at) > 0) {
      parts.rollParts(set.lsns().last());
    }
  }

  private void full(ModelBackupSet set) {
    if (databases.number(name).isPresent()) {
      demandOverwritable(set);
      server.sessions().demandUnused(name, session, 3101);
      databases.drop(name);
    }
    List<ModelFile> files =
        set.database().files().stream()
            .map(
                file ->
                    new ModelFile(
                        file.name(),
                        restore.moves().getOrDefault(file.name(), file.path()),
                        file.bytes() / ModelFile.PAGE,
                        -1,
                        8192,
                        false,
                        file.filegroup()))
            .toList();
    for (ModelFile file : files) {
      server.files().demandRestorable(file, restore.replace());
    }
    databases.create(name, session.login(), set.database().collation());
    server.files().create(name, files);
    databases.set(name, "compatibility_level", set.database().compatibility());
    databases.choose(name, "recovery_model", set.database().recoveryModel());
    databases.log(name).restoredFrom(set);
    databases.set(name, "is_broker_enabled", false);
    databases.set(name, "is_cdc_enabled", set.database().captured());
    server.integrity().inherit(set.database().guid(), name);
    databases.named(set.database().guid()).ifPresent(from -> server.clones().describe(name, from));
    databases.choose(name, "state", "RESTORING");
  }

  private void demandOverwritable(ModelBackupSet set) {
    if (restore.replace() || isRestoring()) {
      return;
    }
    ModelLog log = databases.log(name);
    if (!log.family().equals(set.database().family())) {
      throw new ModelError(
          3154,
          16,
          "The backup set holds a backup of a database other than the existing '"
              + name
              + "' database.");
    }
    boolean simple =
        databases.text(name, "recovery_model_desc").filter("SIMPLE"::equals).isPresent();
    if (!simple && log.chain().filter(end -> end.compareTo(log.end()) < 0).isPresent()) {
      throw new ModelError(
          3159,
          16,
          "The tail of the log for the database \"" + name + "\" has not been backed up.");
    }
  }

  private void differential(ModelBackupSet set) {
    demandRestoring();
    ModelLog log = databases.log(name);
    if (!log.baseGuid().equals(set.lsns().baseGuid())) {
      throw new ModelError(
          3136,
          16,
          "This differential backup cannot be restored because the database has not been restored"
              + " to the correct earlier state.");
    }
    log.restoredFrom(set);
  }

  private void demandRestoring() {
    if (databases.number(name).isEmpty()) {
      throw new ModelError(3118, 16, "The database \"" + name + "\" does not exist.");
    }
    if (!isRestoring()) {
      throw new ModelError(
          3117,
          16,
          "The log or differential backup cannot be restored because no files are ready to"
              + " rollforward.");
    }
  }

  /** Rolls forward; whether the wanted moment lies in this backup. */
  private boolean log(ModelBackupSet set) {
    demandRestoring();
    ModelLog log = databases.log(name);
    if (set.lsns().first().compareTo(log.end()) > 0) {
      throw new ModelError(
          4305,
          16,
          "The log in this backup set begins at LSN "
              + set.lsns().first()
              + ", which is too recent to apply to the database.");
    }
    if (set.lsns().last().compareTo(log.end()) < 0) {
      throw new ModelError(
          4326,
          16,
          "The log in this backup set terminates at LSN "
              + set.lsns().last()
              + ", which is too early to apply to the database.");
    }
    if (!set.forks().first().equals(log.fork()) && !set.forks().last().equals(log.fork())) {
      throw new ModelError(
          4330,
          16,
          "This backup set cannot be applied because it is on a recovery path that is inconsistent"
              + " with the database.");
    }
    log.roll(set, change -> stop.isWanted() && stop.isBeyond(set, change));
    databases.set(name, "is_in_standby", false);
    databases.choose(name, "state", "RESTORING");
    return !stop.isWanted() || stop.isReached(set);
  }

  private void finish() {
    if (restore.standby().isPresent()) {
      databases.set(name, "is_in_standby", true);
    } else {
      databases.set(name, "is_in_standby", false);
      databases.log(name).recovered();
      // https://learn.microsoft.com/sql/relational-databases/track-changes/change-data-capture-and-other-sql-server-features
      if (!restore.keepsCapture() && !databases.log(name).original().equals(name)) {
        databases.set(name, "is_cdc_enabled", false);
      }
    }
    if (restore.restricted()) {
      databases.choose(name, "user_access", "RESTRICTED_USER");
    }
    databases.choose(name, "state", "ONLINE");
    databases.show(name);
    showPlace();
  }
}

package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes backups: checks, the sequence numbers, the media, and the history in msdb. */
final class BackupVerb implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("BACKUP", "DATABASE") || statement.at("BACKUP", "LOG");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    BackupStatement backup = new BackupStatement(statement);
    try {
      demandPossible(backup, session);
      return take(backup, session);
    } catch (ModelError e) {
      return e.answer()
          .then(new ModelError(3013, 16, what(backup) + " is terminating abnormally.").answer());
    }
  }

  private static String what(BackupStatement backup) {
    return backup.type() == ModelBackupSet.Type.LOG ? "BACKUP LOG" : "BACKUP DATABASE";
  }

  private static void demandPossible(BackupStatement backup, ModelSession session) {
    String name = backup.database();
    ModelDatabases databases = session.server().databases();
    databases.demand(name);
    if (!session.may(what(backup))) {
      throw new ModelError(
          262, 14, what(backup) + " permission denied in database '" + name + "'.");
    }
    String state = databases.text(name, "state_desc").orElse("");
    boolean stopped = state.equals("SUSPECT") || state.equals("RECOVERY_PENDING");
    if (!state.equals("ONLINE") && !(stopped && backup.noTruncate())) {
      throw new ModelError(
          942, 14, "Database '" + name + "' cannot be opened because it is offline.");
    }
    if (name.equalsIgnoreCase("tempdb")) {
      throw new ModelError(
          3147, 16, "Backup and restore operations are not allowed on database tempdb.");
    }
    List<ModelIntegrity.Page> damaged = session.server().integrity().pages(name);
    if (backup.checksums() && backup.type() != ModelBackupSet.Type.LOG && !damaged.isEmpty()) {
      throw new ModelError(
          3043,
          16,
          "BACKUP '"
              + name
              + "' detected an error on page ("
              + damaged.get(0).file()
              + ":"
              + damaged.get(0).number()
              + ") in its data file.");
    }
    ModelLog log = databases.log(name);
    if (backup.type() == ModelBackupSet.Type.DIFFERENTIAL && log.base().isEmpty()) {
      throw new ModelError(
          3035,
          16,
          "Cannot perform a differential backup for database \""
              + name
              + "\", because a current database backup does not exist.");
    }
    if (backup.type() == ModelBackupSet.Type.LOG) {
      demandLog(name, databases, log);
    }
    if (backup.compressed() && session.server().edition() == SqlServerEdition.EXPRESS) {
      throw new ModelError(
          1844, 16, "BACKUP DATABASE WITH COMPRESSION is not supported on Express Edition.");
    }
  }

  private static void demandLog(String name, ModelDatabases databases, ModelLog log) {
    if (databases.text(name, "recovery_model_desc").filter("SIMPLE"::equals).isPresent()) {
      throw new ModelError(
          4208, 16, "The statement BACKUP LOG is not allowed while the recovery model is SIMPLE.");
    }
    if (log.chain().isEmpty()) {
      throw new ModelError(
          4214, 16, "BACKUP LOG cannot be performed because there is no current database backup.");
    }
  }

  private static WireAnswer take(BackupStatement backup, ModelSession session) {
    ModelServer server = session.server();
    ModelLog log = server.databases().log(backup.database());
    ModelMedia.MediaSet media = media(backup, server.media());
    Instant started = server.clock().instant();
    ModelBackupSet set =
        new BackupTaking(server, backup, session.login()).set(started, media.sets().size() + 1);
    media.sets().add(set);
    server.media().lock(backup.devices(), backup.credential());
    advance(backup, set, log);
    server.databases().show(backup.database());
    new MsdbHistory(server).add(media, set);
    if (backup.noRecovery()) {
      server.databases().choose(backup.database(), "state", "RESTORING");
    }
    return messages(backup, set);
  }

  private static ModelMedia.MediaSet media(BackupStatement backup, ModelMedia media) {
    List<String> devices = backup.devices();
    Optional<ModelMedia.MediaSet> there = media.find(devices.get(0));
    if (there.isEmpty() || backup.overwrites()) {
      return media.format(devices, backup.mediaName());
    }
    return media.demandAll(devices);
  }

  /** What the next backups go by. */
  private static void advance(BackupStatement backup, ModelBackupSet set, ModelLog log) {
    if (backup.copyOnly()) {
      return;
    }
    if (set.type() == ModelBackupSet.Type.LOG) {
      log.chain(set.lsns().last());
    } else if (set.type() == ModelBackupSet.Type.FULL) {
      log.base(set.lsns().checkpoint(), set.guid());
      if (log.chain().isEmpty()) {
        log.chain(set.lsns().checkpoint());
      }
    }
  }

  private static WireAnswer messages(BackupStatement backup, ModelBackupSet set) {
    List<WireAnswer> answers = new ArrayList<>();
    for (int percent = backup.stats(); percent <= 100; percent += backup.stats()) {
      answers.add(WireAnswer.notice("3211", percent + " percent processed."));
    }
    long pages = set.bytes() / ModelFile.PAGE;
    answers.add(
        WireAnswer.notice(
            "4035",
            "Processed "
                + pages
                + " pages for database '"
                + backup.database()
                + "', file '"
                + set.database().files().get(0).name()
                + "' on file "
                + set.position()
                + "."));
    answers.add(
        WireAnswer.notice(
            "3014", what(backup) + " successfully processed " + pages + " pages in 0.1 seconds."));
    answers.add(WireAnswer.done());
    return new WireAnswer.Several(answers);
  }
}

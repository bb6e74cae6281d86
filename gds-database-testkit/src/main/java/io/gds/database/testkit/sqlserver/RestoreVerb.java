package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads backups, and brings databases back. */
final class RestoreVerb implements ModelVerb {
  /** What reads backups without restoring them, and wants the right to create databases. */
  private static final Set<RestoreStatement.Kind> LOOKS =
      Set.of(
          RestoreStatement.Kind.HEADERONLY,
          RestoreStatement.Kind.FILELISTONLY,
          RestoreStatement.Kind.LABELONLY,
          RestoreStatement.Kind.VERIFYONLY);

  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("RESTORE");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    RestoreStatement restore = new RestoreStatement(statement);
    try {
      if (restore.devices().isEmpty()) {
        return new Restoring(session, restore).recover();
      }
      if (LOOKS.contains(restore.kind()) && !session.may("CREATE ANY DATABASE")) {
        // https://learn.microsoft.com/sql/t-sql/statements/restore-statements-labelonly-transact-sql
        throw new ModelError(262, 14, "CREATE DATABASE permission denied in database 'master'.");
      }
      ModelMedia media = session.server().media();
      media.demandKey(restore.devices(), restore.credential());
      ModelMedia.MediaSet set = media(restore, media);
      return switch (restore.kind()) {
        case HEADERONLY -> new RestoreRows(session.server()).headers(set);
        case FILELISTONLY -> new RestoreRows(session.server()).files(set(set, restore, media));
        case LABELONLY -> new RestoreRows(session.server()).label(set, restore.devices().get(0));
        case VERIFYONLY -> verify(restore, set, media);
        default -> restore(restore, session, set);
      };
    } catch (ModelError e) {
      String what = "RESTORE " + restore.kind() + " is terminating abnormally.";
      return e.answer().then(new ModelError(3013, 16, what).answer());
    }
  }

  /** Headers and file lists are read from any one family; everything else wants all of them. */
  private static ModelMedia.MediaSet media(RestoreStatement restore, ModelMedia media) {
    return switch (restore.kind()) {
      case HEADERONLY, FILELISTONLY, LABELONLY -> media.demand(restore.devices().get(0));
      default -> media.demandAll(restore.devices());
    };
  }

  private static ModelBackupSet set(
      ModelMedia.MediaSet media, RestoreStatement restore, ModelMedia all) {
    if (restore.file() > media.sets().size()) {
      throw new AssertionError("there is no set " + restore.file() + " on " + media.paths());
    }
    ModelBackupSet set = media.sets().get(restore.file() - 1);
    Optional<ModelMedia.Remains> remains = all.remains(set);
    if (remains.isPresent() && remains.get() != ModelMedia.Remains.INCOMPLETE) {
      throw new AssertionError("the model does not know what the server says of a set " + remains);
    }
    if (remains.isPresent()) {
      throw new ModelError(
          3256,
          16,
          "The backup set on device '"
              + restore.devices().get(0)
              + "' was terminated while it was being created and is incomplete. RESTORE sequence is"
              + " terminated abnormally.");
    }
    return set;
  }

  private static WireAnswer verify(
      RestoreStatement restore, ModelMedia.MediaSet media, ModelMedia all) {
    ModelBackupSet set = set(media, restore, all);
    if (restore.checksum() && !set.flags().checksums()) {
      throw new ModelError(
          3187,
          16,
          "RESTORE WITH CHECKSUM cannot be specified because the backup set does not contain"
              + " checksum information.");
    }
    demandWhole(restore, media, all);
    return WireAnswer.notice("3262", "The backup set on file " + set.position() + " is valid.")
        .then(WireAnswer.done());
  }

  private static void demandWhole(
      RestoreStatement restore, ModelMedia.MediaSet media, ModelMedia all) {
    if (all.isDamaged(media.paths())) {
      throw new ModelError(
          3183,
          16,
          "RESTORE detected an error on page (1:57) in the backup set on file "
              + restore.file()
              + ".");
    }
  }

  private static WireAnswer restore(
      RestoreStatement restore, ModelSession session, ModelMedia.MediaSet media) {
    ModelBackupSet set = set(media, restore, session.server().media());
    demandWhole(restore, media, session.server().media());
    List<WireAnswer> answers = new ArrayList<>();
    WireAnswer result = new Restoring(session, restore).restore(set);
    for (int percent = restore.stats(); percent <= 100; percent += restore.stats()) {
      answers.add(WireAnswer.notice("3211", percent + " percent processed."));
    }
    answers.add(result);
    return new WireAnswer.Several(answers);
  }
}

package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.mssql.MssqlRestoreFinder.Found;
import io.gds.database.mssql.MssqlRestoreSpec.Move;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is measured before a restore; reads only. */
final class MssqlRestoreChecks {
  private final MssqlContext context;
  private final String name;
  private final MssqlRestoreWishes wishes;
  private final MssqlChecks checks;

  MssqlRestoreChecks(MssqlContext context, String name, MssqlRestoreWishes wishes) {
    this.context = context;
    this.name = name;
    this.wishes = wishes;
    this.checks = new MssqlChecks(context);
  }

  /** Everything about the place where the database goes. */
  List<Check> target(MssqlRestoreWay way, MssqlStanding standing) {
    boolean exists = standing.database().isPresent();
    boolean closes = exists && way != MssqlRestoreWay.ONTO && way != MssqlRestoreWay.PARTS;
    return closes && !wishes.options().force()
        ? checks.ofAlone(name, now -> target(now, way, standing))
        : checks.of(name, now -> target(now, way, standing));
  }

  private List<Check> target(MssqlRights now, MssqlRestoreWay way, MssqlStanding standing) {
    List<Check> all = new ArrayList<>();
    all.add(mayRestore(now, way));
    if (standing.database().isEmpty() && way != MssqlRestoreWay.ONTO) {
      if (way == MssqlRestoreWay.PARTS) {
        all.add(checks.exists(now, name));
      } else {
        all.add(checks.free(now, name));
        if (wishes.tail().isPresent()) {
          all.add(noLog("there is no such database"));
        }
      }
      return all;
    }
    all.add(checks.exists(now, name));
    all.add(checks.notSystem(now, name));
    all.add(checks.notInGroup(now, name));
    all.add(checks.notOwn(now, name));
    all.add(noSnapshot(now));
    switch (way) {
      case ONTO -> {
        all.add(waits(standing));
        // One in standby is read in between.
        all.add(checks.unused(now, name));
      }
      case PARTS -> {
        all.add(checks.noSnapshots(now, name));
        tail(standing).ifPresent(all::add);
      }
      default -> {
        all.add(overwrites());
        all.add(checks.noSnapshots(now, name));
        all.add(checks.notPublished(now, name));
        if (!wishes.options().force()) {
          all.add(checks.unused(now, name));
        }
        tail(standing).ifPresent(all::add);
      }
    }
    return all;
  }

  private Check mayRestore(MssqlRights now, MssqlRestoreWay way) {
    boolean owner = now.exactly(name).filter(MssqlRights.Existing::alters).isPresent();
    boolean may =
        now.createDatabases()
            || (owner && way != MssqlRestoreWay.BESIDE && way != MssqlRestoreWay.DIRECT);
    return Checks.demand(
        context.clock(),
        may,
        "the login may restore the database",
        name,
        may ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        "Make it a member of dbcreator, or GRANT CREATE ANY DATABASE TO it; db_owner is not"
            + " enough.");
  }

  private Check overwrites() {
    boolean may = wishes.options().overwrite();
    return Checks.demand(
        context.clock(),
        may,
        "the name is free, or its database may be replaced",
        name,
        may ? "may be replaced" : "taken",
        "free",
        ErrorCode.ALREADY_EXISTS,
        "Allow it to be overwritten, restore under another name, or go on with a restore that was"
            + " left half-way by "
            + MssqlRestore.CONTINUE.id()
            + ".");
  }

  private Check noSnapshot(MssqlRights now) {
    boolean snapshot = now.exactly(name).filter(MssqlRights.Existing::snapshot).isPresent();
    return Checks.demand(
        context.clock(),
        !snapshot,
        "it is a database of its own",
        name,
        snapshot ? "a snapshot of another database" : "a database",
        "a database",
        ErrorCode.WRONG_STATE,
        "Restore the database that it is a snapshot of.");
  }

  private Check waits(MssqlStanding standing) {
    boolean waits = standing.database().filter(MssqlStanding.Existing::waits).isPresent();
    return Checks.demand(
        context.clock(),
        waits,
        "the database waits for further backups",
        name,
        standing.database().map(MssqlStanding.Existing::state).orElse("not there"),
        "RESTORING, or in standby",
        ErrorCode.WRONG_STATE,
        "Begin anew, without " + MssqlRestore.CONTINUE.id() + ".");
  }

  /** What was written since the last log backup is kept, or it is said that it is not. */
  private Optional<Check> tail(MssqlStanding standing) {
    MssqlStanding.Existing existing = standing.database().orElseThrow();
    String rule = "what was written since the last log backup is kept";
    if (wishes.tail().isPresent()) {
      if (existing.simple()) {
        return Optional.of(noLog("its recovery model is SIMPLE"));
      }
      boolean broken = existing.log().isPresent() && !existing.hasTail();
      return broken
          ? Optional.of(noLog("its log is kept for no backup: no full backup was made"))
          : Optional.empty();
    }
    if (existing.simple() || existing.waits()) {
      return Optional.empty();
    }
    if (existing.log().isEmpty()) {
      return Optional.of(
          Checks.notMeasured(
              context.clock(),
              rule,
              name,
              "what the log holds is not told, of a database that is "
                  + existing.state()
                  + " or to this login: VIEW ANY DEFINITION",
              "kept"));
    }
    return existing.hasTail()
        ? Optional.of(
            Checks.advise(
                context.clock(),
                false,
                rule,
                name,
                "it goes with the database that is replaced",
                "kept",
                "Back the tail of the log up first: "
                    + MssqlRestore.TAIL_LOG.id()
                    + " says where to."))
        : Optional.empty();
  }

  private Check noLog(String why) {
    return Checks.demand(
        context.clock(),
        false,
        "there is a tail of the log to back up",
        name,
        why,
        "a log that is kept",
        ErrorCode.WRONG_STATE,
        "Leave " + MssqlRestore.TAIL_LOG.id() + " out.");
  }

  /** Everything about where it comes from, and where its files go. */
  List<Check> source(Found found, MssqlPlanning.Chain chain, List<Move> moves) {
    List<Check> all = new ArrayList<>();
    all.add(places(moves));
    chain
        .notes()
        .forEach(
            note ->
                all.add(
                    Checks.advise(
                        context.clock(),
                        false,
                        title(note.kind()),
                        found.database(),
                        note.text(),
                        "yes",
                        "See the reachable window, and choose another target or branch if this is"
                            + " not what is wanted.")));
    if (!found.zone().known() && found.target() instanceof MssqlRestoreTarget.At) {
      all.add(
          Checks.advise(
              context.clock(),
              false,
              "the zone of the server's clock is known",
              context.runner().engine(),
              "only its distance from UTC now: " + found.zone().zone(),
              "a zone by name",
              "Name it by "
                  + MssqlRestore.TIME_ZONE.id()
                  + " if its clock is changed in summer and winter."));
    }
    return all;
  }

  /** Whether the server has what the content itself is encrypted with (TDE). */
  Check keys(Set<String> missing) {
    return Checks.demand(
        context.clock(),
        missing.isEmpty(),
        "the server has the certificates of encrypted databases",
        context.runner().engine(),
        missing.isEmpty() ? "there" : "not there: " + String.join(", ", missing),
        "there",
        ErrorCode.NOT_FOUND,
        "Restore the certificate of this thumbprint with its private key, in master.");
  }

  private static String title(MssqlPlanning.Note.Kind kind) {
    return switch (kind) {
      case CROSSES_BRANCH, OTHER_BRANCHES -> "one branch of the history leads to the target";
      case OTHER_DATABASES -> "one database had the name";
      case UNCERTAIN_END -> "the backups reach the target for certain";
      case NO_TAIL -> "the newest backup ends where the database ended";
      case LATER_UNUSED -> "all newer backups can be used";
      case NO_CHECKSUMS -> "all backups have checksums";
      case SEARCHES_MARK -> "it is known which log has the mark";
    };
  }

  private Check places(List<Move> moves) {
    String rule = "the files of other databases stay as they are";
    MssqlStanding now;
    try {
      now = MssqlStanding.read(context, name);
    } catch (DatabaseException e) {
      return new Measurements(context.clock()).refused(rule, name, "readable", e);
    }
    if (now.files().isEmpty() && !moves.isEmpty()) {
      // Every server has files of its own: who sees none may not see them.
      return Checks.notMeasured(
          context.clock(), rule, name, "hidden from this login: VIEW ANY DEFINITION", "nothing");
    }
    List<String> taken = now.taken(moves);
    return Checks.demand(
        context.clock(),
        taken.isEmpty(),
        rule,
        name,
        taken.isEmpty() ? "nothing of others lies there" : String.join(", ", taken),
        "nothing of others",
        ErrorCode.ALREADY_EXISTS,
        "Map these files to other places.");
  }

  /** The source could not be read. */
  Check unreadable(DatabaseException why) {
    return new Measurements(context.clock())
        .refused("the backups can be read", String.valueOf(wishes.source()), "readable", why);
  }

  /** There are backups, and no way by them to the target. */
  Check unreachable(Found found, MssqlChainProblem why) {
    return Checks.demand(
        context.clock(),
        false,
        "the backups lead to the target",
        found.database(),
        why.text(),
        "a chain of backups",
        code(why),
        why.remedy());
  }

  private ErrorCode code(MssqlChainProblem why) {
    return switch (why.kind()) {
      case NO_BACKUPS -> ErrorCode.NOT_FOUND;
      case DATA_UNUSABLE, LOG_UNUSABLE -> unusable(why);
      case TIME_AMBIGUOUS, MARK_UNBOUNDED, BRANCH_AMBIGUOUS -> ErrorCode.INVALID_OPTIONS;
      default -> ErrorCode.PRECONDITION_FAILED;
    };
  }

  /** By the first of the sets that stand in the way. */
  private ErrorCode unusable(MssqlChainProblem why) {
    Optional<MssqlBackupSet> set = why.sets().stream().findFirst();
    MssqlProduct product = context.product();
    if (set.filter(it -> !product.isService() && it.softwareMajor() > product.version().major())
        .isPresent()) {
      return ErrorCode.ARCHIVE_TOO_NEW;
    }
    if (set.filter(it -> it.reading().isEmpty()).isPresent()) {
      return ErrorCode.ARCHIVE_TRUNCATED;
    }
    if (set.filter(it -> it.certificate().isPresent()).isPresent()) {
      return ErrorCode.NOT_FOUND;
    }
    return set.filter(it -> it.is(MssqlBackupFlag.DAMAGED)).isPresent()
        ? ErrorCode.ARCHIVE_CORRUPT
        : ErrorCode.PRECONDITION_FAILED;
  }
}

package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.mssql.MssqlRestoreSpec.Move;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is measured of the place where a restore goes, before it does; reads only. */
final class MssqlRestoreChecks {
  /** In these no log is backed up, not even as that of a damaged database. */
  private static final Set<String> CLOSED = Set.of("OFFLINE", "EMERGENCY");

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

  /** Everything about the place where the database and its files go, as it is now. */
  List<Check> place(MssqlRestoreCase it, List<Move> moves, boolean replaces) {
    MssqlStanding now;
    try {
      now = MssqlStanding.read(context, name);
    } catch (DatabaseException e) {
      return List.of(hidden(e));
    }
    List<Check> all = new ArrayList<>(target(it.way(), now));
    all.add(asPlanned(it, now));
    all.add(files(it, now, moves));
    nobodys(it, now, moves, replaces).ifPresent(all::add);
    return all;
  }

  /** What stands there could not be read. */
  Check hidden(DatabaseException why) {
    return new Measurements(context.clock())
        .refused("the database can be looked at", name, "readable", why);
  }

  /** Whether what was planned, and what was told of it, still is about what stands there. */
  private Check asPlanned(MssqlRestoreCase it, MssqlStanding now) {
    Optional<String> changed = it.standing().changed(now, wishes.tail().isPresent());
    return Checks.demand(
        context.clock(),
        changed.isEmpty(),
        "what stands there is what this was planned for",
        name,
        changed.orElse("the same"),
        "the same",
        ErrorCode.PLAN_STALE,
        "Look at it, and prepare the restore again.");
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
        tail(way, standing).ifPresent(all::add);
      }
      default -> {
        all.add(overwrites());
        if (way == MssqlRestoreWay.IN_PLACE && !wishes.inPlace()) {
          all.add(beside(standing));
        }
        all.add(checks.noSnapshots(now, name));
        all.add(checks.notPublished(now, name));
        if (!wishes.options().force()) {
          all.add(checks.unused(now, name));
        }
        tail(way, standing).ifPresent(all::add);
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

  /** Nobody asked for it in place: the way is taken because there is no other. */
  private Check beside(MssqlStanding standing) {
    return Checks.advise(
        context.clock(),
        false,
        "what stands there is kept until the new one is whole",
        name,
        standing.database().map(MssqlStanding.Existing::described).orElse("")
            + ": no other can take its name, so that it is restored over, and what it holds is gone"
            + " with the first backup",
        "kept",
        "Put it in use first, if that can be; or keep a copy of its files.");
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
  private Optional<Check> tail(MssqlRestoreWay way, MssqlStanding standing) {
    MssqlStanding.Existing existing = standing.database().orElseThrow();
    String rule = "what was written since the last log backup is kept";
    if (wishes.tail().isPresent()) {
      if (existing.simple()) {
        return Optional.of(noLog("its recovery model is SIMPLE"));
      }
      if (existing.waits()) {
        return Optional.of(noLog("it waits for further backups: nobody writes to it"));
      }
      if (CLOSED.contains(existing.state())) {
        return Optional.of(closed(existing));
      }
      if (existing.log().isEmpty()) {
        return way == MssqlRestoreWay.PARTS || existing.online()
            ? Optional.of(untold(existing))
            : Optional.of(
                Checks.notMeasured(
                    context.clock(),
                    "the tail of the log follows on the backups",
                    name,
                    "not told of a database that is "
                        + existing.state()
                        + ": it is looked at once the tail is backed up, and before anything is"
                        + " replaced",
                    "without a gap"));
      }
      return existing.hasTail()
          ? Optional.empty()
          : Optional.of(noLog("its log is kept for no backup: no full backup was made"));
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

  private Check closed(MssqlStanding.Existing existing) {
    return Checks.demand(
        context.clock(),
        false,
        "there is a tail of the log to back up",
        name,
        "the server backs up no log of a database that is " + existing.state(),
        "ONLINE, or SUSPECT",
        ErrorCode.WRONG_STATE,
        "Put it online first, or leave " + MssqlRestore.TAIL_LOG.id() + " out.");
  }

  /** Where the tail begins is not known, so that it could be backed up, but not be restored. */
  private Check untold(MssqlStanding.Existing existing) {
    return Checks.demand(
        context.clock(),
        false,
        "the server tells where the tail of the log begins",
        name,
        "not of a database that is " + existing.state() + ", or not to this login",
        "told",
        existing.online() ? ErrorCode.PERMISSION_DENIED : ErrorCode.WRONG_STATE,
        existing.online()
            ? "GRANT CREATE ANY DATABASE TO this login, or let the owner of the database restore it."
            : "Parts come to the state of the rest by the tail alone: restore all of it instead.");
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

  private Check files(MssqlRestoreCase it, MssqlStanding now, List<Move> moves) {
    String rule = "the files of other databases stay as they are";
    if (now.files().isEmpty() && !moves.isEmpty()) {
      // Every server has files of its own: who sees none may not see them.
      return Checks.notMeasured(
          context.clock(), rule, name, "hidden from this login: VIEW ANY DEFINITION", "nothing");
    }
    List<String> taken = now.taken(moves, it.way() != MssqlRestoreWay.IN_PLACE);
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

  /** Files that no database has: by REPLACE the server writes over them, whoever they are of. */
  private Optional<Check> nobodys(
      MssqlRestoreCase it, MssqlStanding now, List<Move> moves, boolean replaces) {
    Set<String> known = now.keys();
    List<String> paths =
        moves.stream()
            .map(Move::path)
            .filter(path -> !path.contains(it.stamp()) && !known.contains(MssqlMoves.key(path)))
            .toList();
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    String rule = "nothing lies where the files go";
    Optional<Set<String>> lying;
    try {
      lying = new MssqlLying(context).among(paths);
    } catch (DatabaseException e) {
      return Optional.of(new Measurements(context.clock()).refused(rule, name, "readable", e));
    }
    if (lying.isEmpty()) {
      return replaces
          ? Optional.of(
              Checks.notMeasured(
                  context.clock(),
                  rule,
                  name,
                  "the server does not tell: with REPLACE it writes over what lies there",
                  "nothing"))
          : Optional.empty();
    }
    List<String> there = lying.get().stream().sorted().toList();
    return Optional.of(
        Checks.demand(
            context.clock(),
            there.isEmpty(),
            rule,
            name,
            there.isEmpty() ? "nothing" : String.join(", ", there),
            "nothing",
            ErrorCode.ALREADY_EXISTS,
            "Map these files to other places, or take away what lies there, if nobody needs it."));
  }
}

package io.gds.database.mssql;

import io.gds.database.DatabaseState;
import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What is measured before an operation, all of it by one statement; reads only. */
final class MssqlChecks {
  private static final int LOOKS = 10;

  private static final int PAUSE_MILLIS = 20;

  private final MssqlContext context;

  MssqlChecks(MssqlContext context) {
    this.context = context;
  }

  /** Reads what there is and makes checks of it; if it cannot be read, that is the refusal. */
  List<Check> of(String name, Function<MssqlRights, List<Check>> checks) {
    return measured(name, () -> checks.apply(MssqlRights.read(context, name)));
  }

  /** The same for what needs the database for itself: this engine's idle sessions make way. */
  List<Check> ofAlone(String name, Function<MssqlRights, List<Check>> checks) {
    return measured(name, () -> checks.apply(alone(name)));
  }

  /** A server notices a little later that a connection was closed. */
  private MssqlRights alone(String name) {
    int looks = context.connections().release(name) ? LOOKS : 1;
    MssqlRights rights = MssqlRights.read(context, name);
    while (looks > 1 && rights.exactly(name).filter(found -> found.sessions() > 0).isPresent()) {
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return rights;
      }
      rights = MssqlRights.read(context, name);
      looks--;
    }
    return rights;
  }

  private List<Check> measured(String name, Supplier<List<Check>> checks) {
    try {
      return checks.get();
    } catch (DatabaseException e) {
      return List.of(
          new Measurements(context.clock())
              .refused("the database can be looked at", name, "readable", e));
    }
  }

  private Check demand(
      boolean holds,
      String rule,
      String name,
      String measured,
      String limit,
      ErrorCode code,
      String remedy) {
    return Checks.demand(context.clock(), holds, rule, name, measured, limit, code, remedy);
  }

  Check exists(MssqlRights rights, String name) {
    boolean there = rights.exactly(name).isPresent();
    return demand(
        there,
        "the database exists",
        name,
        there
            ? "there"
            : rights.database().map(other -> "not there, but " + other.name()).orElse("not there"),
        "there",
        ErrorCode.NOT_FOUND,
        "See databases(), and write the name as it is there.");
  }

  /** By the server's own comparison, which mostly knows no case. */
  Check free(MssqlRights rights, String name) {
    Optional<MssqlRights.Existing> other = rights.database();
    return demand(
        other.isEmpty(),
        "the name is free",
        name,
        other.map(found -> "taken by the database " + found.name()).orElse("free"),
        "free",
        ErrorCode.ALREADY_EXISTS,
        "Choose another name, or drop or rename what has it.");
  }

  Check mayCreate(MssqlRights rights) {
    return demand(
        rights.createDatabases(),
        "the login may create databases",
        context.runner().engine(),
        rights.createDatabases() ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        "GRANT CREATE ANY DATABASE TO this login, or make it a member of dbcreator.");
  }

  Check administrator(MssqlRights rights, String rule) {
    return demand(
        rights.administrator(),
        rule,
        context.runner().engine(),
        rights.administrator() ? "sysadmin" : "not sysadmin",
        "sysadmin",
        ErrorCode.PERMISSION_DENIED,
        "ALTER SERVER ROLE sysadmin ADD MEMBER … for this login.");
  }

  /** What does not exist forbids nothing: it is found missing by a check of its own. */
  Check mayAlter(MssqlRights rights, String name) {
    return holds(
        rights,
        name,
        "the login may alter the database",
        MssqlRights.Existing::alters,
        "allowed",
        "not allowed",
        ErrorCode.PERMISSION_DENIED,
        "GRANT ALTER ANY DATABASE TO this login, or make it the owner.");
  }

  /** What only owners do: a right to alter is as much of that as can be seen from outside. */
  Check mayOwn(MssqlRights rights, String name) {
    return holds(
        rights,
        name,
        "the login may do what owners of the database do",
        MssqlRights.Existing::alters,
        "allowed",
        "not allowed",
        ErrorCode.PERMISSION_DENIED,
        "ALTER ROLE db_owner ADD MEMBER … in the database, for a user of this login.");
  }

  Check notSystem(MssqlRights rights, String name) {
    return holds(
        rights,
        name,
        "it is no system database",
        found -> !found.system(),
        "a user's database",
        "a system database",
        ErrorCode.PRECONDITION_FAILED,
        "System databases are left as they are by this library.");
  }

  Check notInGroup(MssqlRights rights, String name) {
    return holds(
        rights,
        name,
        "it is no member of an availability group",
        found -> found.group().isEmpty(),
        "no member",
        "a member of "
            + rights.exactly(name).flatMap(MssqlRights.Existing::group).orElse("a group"),
        ErrorCode.WRONG_STATE,
        "ALTER AVAILABILITY GROUP … REMOVE DATABASE … on the primary first.");
  }

  Check online(MssqlRights rights, String name) {
    return holds(
        rights,
        name,
        "the database is online",
        found -> found.condition().state() == DatabaseState.ONLINE,
        "ONLINE",
        rights.exactly(name).map(MssqlRights.Existing::nativeState).orElse("not online"),
        ErrorCode.WRONG_STATE,
        "Put it online first.");
  }

  /** Neither set to be read only, nor a snapshot of another. */
  Check writable(MssqlRights rights, String name) {
    return holds(
        rights,
        name,
        "the database can be written",
        found -> !found.condition().readOnly() && !found.snapshot(),
        "yes",
        rights.exactly(name).filter(MssqlRights.Existing::snapshot).isPresent()
            ? "a snapshot"
            : "read only",
        ErrorCode.WRONG_STATE,
        "Set it to READ_WRITE first; a snapshot stays as it is.");
  }

  /** Who may use it and how can be said while it is online, or in an emergency. */
  Check awake(MssqlRights rights, String name) {
    return holds(
        rights,
        name,
        "the database is open",
        found ->
            found.condition().state() == DatabaseState.ONLINE
                || found.condition().state() == DatabaseState.EMERGENCY,
        "open",
        rights.exactly(name).map(MssqlRights.Existing::nativeState).orElse("not open"),
        ErrorCode.WRONG_STATE,
        "Put it online first.");
  }

  Check noSnapshots(MssqlRights rights, String name) {
    return holds(
        rights,
        name,
        "no snapshot shows it",
        found -> found.snapshots() == 0,
        "none",
        rights.exactly(name).map(found -> found.snapshots() + " snapshots").orElse("snapshots"),
        ErrorCode.WRONG_STATE,
        "Drop its database snapshots first.");
  }

  Check notPublished(MssqlRights rights, String name) {
    return holds(
        rights,
        name,
        "no replication publishes it",
        found -> !found.published(),
        "not published",
        "published",
        ErrorCode.WRONG_STATE,
        "Remove its publications first: sp_removedbreplication.");
  }

  /** A drop of an offline database takes it out of the catalogue and leaves its files. */
  Check filesGoAlong(MssqlRights rights, String name, boolean mayStay) {
    boolean offline =
        rights
            .exactly(name)
            .filter(found -> found.condition().state() == DatabaseState.OFFLINE)
            .isPresent();
    String rule = "its files are deleted with it";
    String remedy =
        "Put it online first, or allow its files to stay by " + MssqlDrop.LEAVE_FILES.id() + ".";
    String measured = offline ? "it is offline, and its files stay" : "yes";
    return mayStay
        ? Checks.advise(
            context.clock(), !offline, rule, name, measured, "yes", "Delete the files by hand.")
        : demand(!offline, rule, name, measured, "yes", ErrorCode.WRONG_STATE, remedy);
  }

  /** Nobody else uses it; a login that sees only its own sessions cannot tell. */
  Check unused(MssqlRights rights, String name) {
    String rule = "no other session uses the database";
    if (!rights.seesSessions()) {
      return Checks.notMeasured(
          context.clock(), rule, name, "the login does not see the sessions of others", "none");
    }
    return holds(
        rights,
        name,
        rule,
        found -> found.sessions() == 0,
        "none",
        rights.exactly(name).map(found -> found.sessions() + " sessions").orElse("sessions"),
        ErrorCode.DATABASE_IN_USE,
        "End the sessions, or allow it to end them by force.");
  }

  /** It is not the one that this engine's own connections are in. */
  Check notOwn(MssqlRights rights, String name) {
    return holds(
        rights,
        name,
        "the engine is not connected to it",
        found -> !found.own(),
        "another database",
        "the engine's own database",
        ErrorCode.DATABASE_IN_USE,
        "Open the engine on another database, such as master.");
  }

  /** What a new recovery model means for the backups of the log. */
  Check chain(MssqlRights rights, String name, MssqlRecoveryModel wanted) {
    Optional<MssqlRecoveryModel> now =
        rights.exactly(name).flatMap(MssqlRights.Existing::recoveryModel);
    boolean simple = now.filter(MssqlRecoveryModel.SIMPLE::equals).isPresent();
    boolean same = simple == (wanted == MssqlRecoveryModel.SIMPLE);
    return Checks.advise(
        context.clock(),
        same,
        "the chain of log backups goes on",
        name,
        now.map(model -> model + " to " + wanted).orElse("not there"),
        "goes on",
        simple
            ? "Take a full or differential backup: the log is kept only from then on."
            : "Take a log backup before, to keep every instant until now within reach.");
  }

  private Check holds(
      MssqlRights rights,
      String name,
      String rule,
      Predicate<MssqlRights.Existing> holds,
      String yes,
      String no,
      ErrorCode code,
      String remedy) {
    boolean so = rights.exactly(name).map(holds::test).orElse(true);
    return demand(so, rule, name, so ? yes : no, yes, code, remedy);
  }
}

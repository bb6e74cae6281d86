package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.core.Fate;
import io.gds.database.core.Measurements;
import io.gds.database.core.Reconciler;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** What is measured before principals of a place are changed; reads only. */
final class MssqlPrincipalChecks {
  private static final String LOOK = "See users() and roles(), and write the name as it is there.";

  private final MssqlContext context;
  private final MssqlScope place;

  MssqlPrincipalChecks(MssqlContext context, MssqlScope place) {
    this.context = context;
    this.place = place;
  }

  /**
   * Checks that a principal can be called so. With a backslash it is one of Windows.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME if not
   */
  static String newName(String name, boolean ofWindows) {
    MssqlSql.NAMES.check(name);
    if (!ofWindows && name.indexOf('\\') >= 0) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_NAME,
              "only names of Windows accounts have a backslash in them: \"" + name + "\"")
          .target(name)
          .remedy("Choose another name, or INTEGRATED for how it logs in.")
          .toException();
    }
    return name;
  }

  /** Reads what there is and makes checks of it; if it cannot be read, that is the refusal. */
  List<Check> of(String name, Function<MssqlPrincipalRow, List<Check>> checks) {
    try {
      return checks.apply(MssqlPrincipalRow.read(context, place, name));
    } catch (DatabaseException e) {
      return List.of(
          new Measurements(context.clock())
              .refused(place + " can be looked at", name, "readable", e));
    }
  }

  private Check demand(
      boolean holds,
      String rule,
      String name,
      String yes,
      String no,
      ErrorCode code,
      String remedy) {
    return Checks.demand(context.clock(), holds, rule, name, holds ? yes : no, yes, code, remedy);
  }

  Check userExists(MssqlPrincipalRow now, String name) {
    return exists(now, name, now.user(name).isPresent(), place.isServer() ? "login" : "user");
  }

  Check roleExists(MssqlPrincipalRow now, String name) {
    return exists(now, name, now.role(name).isPresent(), "role");
  }

  private Check exists(MssqlPrincipalRow now, String name, boolean there, String what) {
    String other =
        now.found()
            .map(
                found ->
                    found.name().equals(name)
                        ? "not there, but another kind of that name"
                        : "not there, but " + found.name())
            .orElse("not there");
    return demand(
        there, "the " + what + " exists", name, "there", other, ErrorCode.NOT_FOUND, LOOK);
  }

  /** By the server's own comparison, which mostly knows no case; its own name in others is free. */
  Check free(MssqlPrincipalRow now, String name, Optional<String> own) {
    boolean free =
        now.found().isEmpty() || own.equals(now.found().map(MssqlPrincipalRow.Found::name));
    return demand(
        free,
        "the name is free",
        name,
        "free",
        now.found()
            .map(found -> "taken by the " + (found.isRole() ? "role " : "user ") + found.name())
            .orElse("taken"),
        ErrorCode.ALREADY_EXISTS,
        "Choose another name; users and roles of a place share one set of names.");
  }

  /** A login without a password is one of Windows. */
  Check ofWindows(String name) {
    return demand(
        name.indexOf('\\') > 0,
        "the name is that of a Windows account",
        name,
        "DOMAIN\\name",
        "without a domain",
        ErrorCode.INVALID_NAME,
        "Give a password, or another way to log in; or write the account as DOMAIN\\name.");
  }

  Check mayCreateUser(MssqlPrincipalRow now) {
    return right(now.creates(), "create", place.isServer() ? "ALTER ANY LOGIN" : "ALTER ANY USER");
  }

  Check mayChangeUser(MssqlPrincipalRow now) {
    return right(now.users(), "change", place.isServer() ? "ALTER ANY LOGIN" : "ALTER ANY USER");
  }

  Check mayMap(MssqlPrincipalRow now) {
    return right(now.controls(), "give away", "CONTROL");
  }

  /** A login that may do everything is changed by one of the same rank only. */
  Check mayChangeAdministrator(MssqlPrincipalRow now, String name) {
    boolean above = now.user(name).filter(MssqlPrincipalRow.Found::administrator).isPresent();
    return demand(
        !above || now.controls(),
        "the login may change administrators",
        name,
        above ? "allowed" : "no administrator",
        "it is a member of sysadmin",
        ErrorCode.PERMISSION_DENIED,
        "Do it as a member of sysadmin, or GRANT CONTROL SERVER TO this login.");
  }

  private Check right(boolean holds, String verb, String permission) {
    return demand(
        holds,
        "the login may " + verb + " " + (place.isServer() ? "logins" : "users"),
        place.toString(),
        "allowed",
        "not allowed",
        ErrorCode.PERMISSION_DENIED,
        "GRANT " + permission + " TO this login" + (place.isServer() ? "." : "'s user there."));
  }

  Check mayCreateRole(MssqlPrincipalRow now) {
    return roleRight(
        now.createsRoles(), "create", place.isServer() ? "CREATE SERVER ROLE" : "CREATE ROLE");
  }

  Check mayChangeRoles(MssqlPrincipalRow now) {
    return roleRight(
        now.roles(), "change", place.isServer() ? "ALTER ANY SERVER ROLE" : "ALTER ANY ROLE");
  }

  private Check roleRight(boolean holds, String verb, String permission) {
    return demand(
        holds,
        "the login may " + verb + " roles",
        place.toString(),
        "allowed",
        "not allowed",
        ErrorCode.PERMISSION_DENIED,
        "GRANT " + permission + " TO this login" + (place.isServer() ? "." : "'s user there."));
  }

  /** It is none of those that come with the server. */
  Check notServers(MssqlPrincipalRow now, String name, boolean saToo) {
    boolean servers =
        now.exactly(name)
            .filter(
                found ->
                    found.isServers(place.isServer())
                        || (saToo && place.isServer() && found.number() == 1))
            .isPresent();
    return demand(
        !servers,
        "it is none of the server's own",
        name,
        "made by somebody",
        "the server's own",
        ErrorCode.PRECONDITION_FAILED,
        "What comes with the server is left as it is; of sa only the password, whether it may log"
            + " in, and its defaults are changed.");
  }

  /** It is not the one that this engine is logged in as. */
  Check notOwn(MssqlPrincipalRow now, String name) {
    boolean own = now.exactly(name).filter(MssqlPrincipalRow.Found::own).isPresent();
    return demand(
        !own,
        "the engine is not logged in as it",
        name,
        "another login",
        "the engine's own login",
        ErrorCode.PRECONDITION_FAILED,
        "Do it as another login that may.");
  }

  /** The engine goes on logging in as it by the password that it was opened with. */
  Check ownPassword(MssqlPrincipalRow now, String name) {
    boolean own = now.exactly(name).filter(MssqlPrincipalRow.Found::own).isPresent();
    return Checks.advise(
        context.clock(),
        !own,
        "the engine logs in by another password",
        name,
        own ? "it logs in as this one, by the old password from then on" : "as another login",
        "as another login",
        "Change what its secret refers to at once, or close it and open it anew: connections are"
            + " opened when they are needed, and each that fails counts towards a lock.");
  }

  /** Nobody is logged in as it; a login that sees only its own sessions cannot tell. */
  Check unused(MssqlPrincipalRow now, String name) {
    String rule = "no session is logged in as it";
    if (!now.seesSessions()) {
      return Checks.notMeasured(
          context.clock(), rule, name, "the login does not see the sessions of others", "none");
    }
    long sessions = now.exactly(name).map(MssqlPrincipalRow.Found::sessions).orElse(0L);
    return demand(
        sessions == 0,
        rule,
        name,
        "none",
        sessions + " sessions",
        ErrorCode.DATABASE_IN_USE,
        "End the sessions, or allow it to end them by force.");
  }

  Check contained(MssqlPrincipalRow now, String name) {
    return demand(
        now.contained(),
        "the database lets users in by passwords of their own",
        name,
        "contained",
        "not contained",
        ErrorCode.WRONG_STATE,
        "ALTER DATABASE … SET CONTAINMENT = PARTIAL, with the server's option 'contained database"
            + " authentication' on; or create a login, and a user of it without a password.");
  }

  /** All of these exist here; one check for all, naming those that do not. */
  Check allKnown(Collection<String> names, String what) {
    String rule = "the " + what + " exist in " + place;
    String subject = String.join(", ", names);
    return new Measurements(context.clock())
        .measured(
            rule,
            subject,
            () -> {
              Set<String> missing = missing(names);
              return demand(
                  missing.isEmpty(),
                  rule,
                  subject,
                  "there",
                  "not there: " + String.join(", ", missing),
                  ErrorCode.NOT_FOUND,
                  LOOK);
            });
  }

  /** The login exists that a user of a database shall belong to. */
  static Check loginThere(MssqlContext context, String login) {
    MssqlSql.NAMES.check(login);
    return new MssqlPrincipalChecks(context, MssqlScope.of(Optional.empty()))
        .allKnown(List.of(login), "login of the user");
  }

  private Set<String> missing(Collection<String> names) {
    Set<String> missing = new LinkedHashSet<>(names);
    String marks = "?, ".repeat(missing.size() - 1) + "?";
    context
        .sql()
        .query(
            "SELECT p.name FROM " + place.view("principals") + " p WHERE p.name IN (" + marks + ")",
            row -> row.text("name"),
            missing.toArray())
        .forEach(missing::remove);
    return missing;
  }

  /** Whether a user or role of exactly this name is there. */
  boolean isThere(String name) {
    return MssqlPrincipalRow.read(context, place, name).exactly(name).isPresent();
  }

  /** Whether what is there by exactly this name is a role, or else a user. */
  boolean isThere(String name, boolean role) {
    return MssqlPrincipalRow.read(context, place, name)
        .exactly(name)
        .filter(found -> found.isRole() == role)
        .isPresent();
  }

  /** What becomes of a principal after an answer was lost. */
  Reconciler fate(String name, boolean there) {
    return fate(() -> isThere(name) == there);
  }

  /**
   * What becomes of a change after an answer was lost. Statements that hold a secret cannot be
   * looked for by their text, so any session that is like this one may be at it.
   */
  Reconciler fate(BooleanSupplier done) {
    return Fate.of(done, this::isAtWork);
  }

  private boolean isAtWork() {
    return context
        .sql()
        .first(
            "SELECT "
                + MssqlDatabaseRow.SEES_SESSIONS
                + " AS sees_sessions, (SELECT COUNT(*) FROM sys.dm_exec_sessions me JOIN"
                + " sys.dm_exec_sessions s ON s.login_name = me.login_name AND s.program_name ="
                + " me.program_name AND s.session_id <> me.session_id LEFT JOIN"
                + " sys.dm_exec_requests r ON r.session_id = s.session_id WHERE me.session_id ="
                + " @@SPID AND (s.open_transaction_count > 0 OR r.session_id IS NOT NULL))"
                + " AS at_work",
            row -> row.intValue("sees_sessions") == 0 || row.longValue("at_work") > 0)
        .orElse(true);
  }
}

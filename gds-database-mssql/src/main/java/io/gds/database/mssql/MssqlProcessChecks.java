package io.gds.database.mssql;

import io.gds.database.access.ProcessId;
import io.gds.database.access.ServerProcess;
import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.mssql.MssqlProcessReadings.Reading;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is measured before a session is ended, in one statement. */
final class MssqlProcessChecks {
  private final MssqlContext context;
  private final ProcessId process;

  MssqlProcessChecks(MssqlContext context, ProcessId process) {
    this.context = context;
    this.process = process;
  }

  List<Check> ofTerminate(boolean allowOwn) {
    return found(
        reading -> {
          ServerProcess found = reading.process();
          List<Check> all = new ArrayList<>();
          all.add(notOwn(found, allowOwn));
          all.add(notSystem(found));
          all.add(mayKill(reading));
          return all;
        });
  }

  List<Check> ofCancel() {
    return found(
        reading ->
            List.of(
                demand(
                    false,
                    "another session's statement can be cancelled",
                    "SQL Server ends it only with its session",
                    "cancelled by itself",
                    ErrorCode.UNSUPPORTED_CAPABILITY,
                    "Cancel it in the client that sent it, or end the session:"
                        + " terminateProcess(…), which is KILL.")));
  }

  private List<Check> found(Function<Reading, List<Check>> further) {
    String rule = "there is such a session";
    try {
      Optional<Reading> found =
          MssqlKill.of(process)
              .flatMap(kill -> new MssqlProcessReadings(context).find(kill.number()));
      boolean same = found.filter(each -> each.process().id().equals(process)).isPresent();
      List<Check> all = new ArrayList<>();
      all.add(
          demand(
              same,
              rule,
              same
                  ? "there"
                  : found
                      .map(other -> "not there; the number is another's: " + other.process().id())
                      .orElse("not there"),
              "there",
              ErrorCode.NOT_FOUND,
              "See processes(): numbers are used again, so the start belongs to them."));
      if (same) {
        all.addAll(further.apply(found.orElseThrow()));
      }
      return all;
    } catch (DatabaseException e) {
      return List.of(
          new Measurements(context.clock()).refused(rule, process.toString(), "readable", e));
    }
  }

  private Check notOwn(ServerProcess found, boolean allowOwn) {
    return demand(
        !found.own() || allowOwn,
        "it is none of this engine's own",
        found.own() ? "this engine's own" : "another's",
        "another's",
        ErrorCode.PRECONDITION_FAILED,
        "Close what uses it, or allow own sessions.");
  }

  private Check notSystem(ServerProcess found) {
    return demand(
        !found.system(),
        "it is none of the server's own",
        found.system() ? found.command().orElse("the server's own") : "a client's",
        "a client's",
        ErrorCode.PRECONDITION_FAILED,
        "The server's own work is left alone.");
  }

  private Check mayKill(Reading reading) {
    return demand(
        reading.mayKill(),
        "the login may end sessions",
        reading.mayKill() ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        "GRANT ALTER ANY CONNECTION TO this login, or make it a member of processadmin.");
  }

  private Check demand(
      boolean holds, String rule, String measured, String limit, ErrorCode code, String remedy) {
    return Checks.demand(
        context.clock(), holds, rule, process.toString(), measured, limit, code, remedy);
  }
}

package io.gds.database.mssql;

import io.gds.database.cloning.CloneKind;
import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.List;

/** What is measured before a clone; reads only. */
final class MssqlCloneChecks {
  private final MssqlContext context;
  private final String name;
  private final MssqlChecks checks;

  MssqlCloneChecks(MssqlContext context, String name) {
    this.context = context;
    this.name = name;
    this.checks = new MssqlChecks(context);
  }

  /** What every kind needs of its source. */
  List<Check> ofSource(CloneKind kind) {
    return checks.of(
        name,
        now -> {
          List<Check> all = new ArrayList<>();
          all.add(checks.exists(now, name));
          all.add(checks.notSystem(now, name));
          all.add(checks.online(now, name));
          switch (kind) {
            case STRUCTURE_ONLY ->
                all.add(checks.administrator(now, "the login may run DBCC CLONEDATABASE"));
            case ZERO_COPY -> {
              all.add(checks.mayOwn(now, name));
              all.add(original(now));
            }
            default -> {
              all.add(original(now));
              all.add(mayBackUp(now));
            }
          }
          return all;
        });
  }

  private Check original(MssqlRights now) {
    boolean snapshot = now.exactly(name).filter(MssqlRights.Existing::snapshot).isPresent();
    return Checks.demand(
        context.clock(),
        !snapshot,
        "the database is no snapshot itself",
        name,
        snapshot ? "a snapshot" : "an original",
        "an original",
        ErrorCode.WRONG_STATE,
        "Clone its source: of a snapshot there is neither a backup nor another snapshot.");
  }

  private Check mayBackUp(MssqlRights now) {
    boolean allowed = now.exactly(name).map(MssqlRights.Existing::backsUp).orElse(true);
    return Checks.demand(
        context.clock(),
        allowed,
        "the login may back the database up",
        name,
        allowed ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        "ALTER ROLE db_backupoperator ADD MEMBER … in the database, for a user of this login.");
  }

  /** What every kind needs of its name. */
  List<Check> ofTarget(String target) {
    return checks.of(target, now -> List.of(checks.mayCreate(now), checks.free(now, target)));
  }

  /** No snapshot can be made of what lies in memory. */
  List<Check> inMemory() {
    String rule = "it has no tables in memory";
    try {
      long groups =
          context
              .sql()
              .first(
                  "SELECT COUNT(*) AS groups_in_memory FROM "
                      + MssqlSql.name(name)
                      + ".sys.filegroups g WHERE g.type = 'FX'",
                  row -> row.longValue("groups_in_memory"))
              .orElse(0L);
      return List.of(
          Checks.demand(
              context.clock(),
              groups == 0,
              rule,
              name,
              groups == 0 ? "none" : "a filegroup MEMORY_OPTIMIZED_DATA",
              "none",
              ErrorCode.PRECONDITION_FAILED,
              "Clone it by COPY."));
    } catch (DatabaseException e) {
      return List.of(
          e.code() == ErrorCode.PERMISSION_DENIED
              ? Checks.notMeasured(context.clock(), rule, name, "it cannot be looked into", "none")
              : new Measurements(context.clock()).refused(rule, name, "none", e));
    }
  }
}

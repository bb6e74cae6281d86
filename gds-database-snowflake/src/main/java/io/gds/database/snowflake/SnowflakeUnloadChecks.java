package io.gds.database.snowflake;

import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What is measured before rows are unloaded. */
final class SnowflakeUnloadChecks {
  private final SnowflakeContext context;

  SnowflakeUnloadChecks(SnowflakeContext context) {
    this.context = context;
  }

  /** That there is such a stage, and nothing at the place. */
  List<Check> place(SnowflakeStagePath place) {
    String rule = "nothing lies at the place in the stage";
    try {
      int files = new SnowflakeUnloads(context).files(place).size();
      return List.of(
          Checks.demand(
              context.clock(),
              files == 0,
              rule,
              place.toString(),
              files + " files",
              "none",
              ErrorCode.ALREADY_EXISTS,
              "Name another place: what lies in a stage is never overwritten."));
    } catch (DatabaseException e) {
      return List.of(
          new Check(
              rule,
              place.toString(),
              String.valueOf(e.getMessage()),
              "a stage that this role may write to",
              Verdict.REFUSED,
              e.code(),
              context.clock().instant(),
              e.remedy().orElse("CREATE STAGE, or give the role READ and WRITE on it.")));
    }
  }

  /** That there is a warehouse to work with; whether it starts is seen when it is needed. */
  Check warehouse(String name) {
    String warehouse =
        context
            .sql()
            .first(
                "SELECT CURRENT_WAREHOUSE() AS W", row -> SnowflakeRows.text(row, "W").orElse(""))
            .orElse("");
    return Checks.demand(
        context.clock(),
        !warehouse.isEmpty(),
        "there is a warehouse that reads the rows",
        name,
        warehouse.isEmpty() ? "none" : warehouse,
        "one",
        ErrorCode.PRECONDITION_FAILED,
        "Name one in the connection: warehouse=….");
  }

  /** That what is unloaded comes back as it was. */
  List<Check> content(String name, SnowflakeUnloadScope scope, OptionValues values) {
    List<Check> all = new ArrayList<>();
    List<String> obstacles = scope.obstacles();
    all.add(
        Checks.demand(
            context.clock(),
            obstacles.isEmpty(),
            "files can hold all its rows",
            name,
            obstacles.isEmpty() ? "all" : first(obstacles),
            "all",
            ErrorCode.PRECONDITION_FAILED,
            "Take a SNAPSHOT, or have these tables left out by "
                + SnowflakeBackup.SKIP_UNLOADABLE.id()
                + "."));
    all.add(
        Checks.advise(
            context.clock(),
            scope.skipped().isEmpty(),
            "nothing is left out",
            name,
            scope.skipped().isEmpty() ? "nothing" : first(scope.skipped()),
            "nothing",
            "Copy them by other means."));
    all.add(policies(name, scope, values.valueOf(SnowflakeBackup.ALLOW_POLICIES)));
    all.add(
        Checks.demand(
            context.clock(),
            !scope.unknown(),
            "this role sees all definitions",
            name,
            scope.unknown() ? "some policy or tag is hidden" : "all",
            "all",
            ErrorCode.PERMISSION_DENIED,
            "Give the role APPLY MASKING POLICY, APPLY ROW ACCESS POLICY and APPLY TAG: without them"
                + " the definitions cannot be carried out again."));
    return all;
  }

  private Check policies(String name, SnowflakeUnloadScope scope, boolean allowed) {
    String rule = "no policy hides rows or values from this role";
    String measured = scope.policies() ? "policies are set" : "none";
    return allowed
        ? Checks.advise(
            context.clock(),
            !scope.policies(),
            rule,
            name,
            measured,
            "none",
            "What is unloaded may be masked or lack rows.")
        : Checks.demand(
            context.clock(),
            !scope.policies(),
            rule,
            name,
            measured,
            "none",
            ErrorCode.PRECONDITION_FAILED,
            "Take a role that the policies show everything, and say so by "
                + SnowflakeBackup.ALLOW_POLICIES.id()
                + "; the server unloads without a word what they show.");
  }

  private static String first(List<String> sentences) {
    return sentences.get(0)
        + (sentences.size() > 1 ? ", and " + (sentences.size() - 1) + " more" : "");
  }
}
